package org.fscachesim.kernel.store;

import java.util.Arrays;

/// A sparse file in the most obvious way: each byte, and two bits for each block.
final class NaiveFile {
  private static final int BLOCK = 4096;

  private final byte[] bytes = new byte[FileOperation.REACH + BLOCK];
  private final boolean[] allocated = new boolean[bytes.length / BLOCK];
  private final boolean[] written = new boolean[bytes.length / BLOCK];
  private int size;

  void apply(FileOperation operation) {
    switch (operation) {
      case FileOperation.Write w -> {
        for (int i = w.offset(); i < w.offset() + w.length(); i++) {
          bytes[i] = w.value();
          allocated[i / BLOCK] = true;
          written[i / BLOCK] = true;
        }
        size = Math.max(size, w.offset() + w.length());
      }
      case FileOperation.Truncate t -> {
        for (int block = 0; block < allocated.length; block++) {
          if (t.size() <= size && block * BLOCK >= t.size()) {
            free(block);
          }
        }
        Arrays.fill(bytes, t.size(), bytes.length, (byte) 0);
        size = t.size();
      }
      case FileOperation.Punch p -> {
        if (p.offset() < size) {
          int end = p.offset() + p.length();
          punch(p.offset(), end > size ? (size + BLOCK - 1) / BLOCK * BLOCK : end);
        }
      }
      case FileOperation.Zero z -> {
        punch(z.offset(), z.offset() + z.length());
        allocate(z.offset(), z.length(), z.keepSize());
      }
      case FileOperation.Allocate a -> allocate(a.offset(), a.length(), a.keepSize());
    }
  }

  private void punch(int from, int to) {
    for (int i = from; i < to; i++) {
      bytes[i] = 0;
    }
    for (int block = 0; block < allocated.length; block++) {
      if (from <= block * BLOCK && (block + 1) * BLOCK <= to) {
        free(block);
      }
    }
  }

  private void allocate(int offset, int length, boolean keepSize) {
    for (int i = offset; i < offset + length; i++) {
      allocated[i / BLOCK] = true;
    }
    if (!keepSize) {
      size = Math.max(size, offset + length);
    }
  }

  private void free(int block) {
    allocated[block] = false;
    written[block] = false;
  }

  int blocks() {
    int blocks = 0;
    for (boolean taken : allocated) {
      blocks += taken ? 1 : 0;
    }
    return blocks;
  }

  /// Where the data is, the size, and what is in it; comparable with [FileOperation#describe].
  String describe() {
    StringBuilder text = new StringBuilder("data");
    for (int i = 0; i < size; i++) {
      boolean data = written[i / BLOCK];
      if (data && (i == 0 || !written[(i - 1) / BLOCK])) {
        text.append(' ').append(i);
      }
      if (data && (i + 1 == size || !written[(i + 1) / BLOCK])) {
        text.append('-').append(i + 1);
      }
    }
    return text + ", size " + size + ", contents " + Arrays.hashCode(Arrays.copyOf(bytes, size));
  }
}

package org.fscachesim.netfs.erofs.format;

import static org.fscachesim.netfs.erofs.format.Meta.u16;
import static org.fscachesim.netfs.erofs.format.Meta.u8;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Searches and lists one directory: blocks of entries of 12 bytes, followed by their names, sorted
/// over the whole directory.
///
/// A search costs the pages that a binary search over blocks touches, a listing costs all.
///
/// Kernel: fs/erofs/namei.c (erofs_namei), fs/erofs/dir.c (erofs_readdir)
final class Directory {
  private static final int ENTRY_SIZE = 12;
  private static final int MAX_NAME = 255;

  private final SuperBlock sb;
  private final ErrorLog log;
  private final DiskInode inode;
  private final Meta contents;

  /// @param contents pages of the directory itself, by its own offsets
  Directory(SuperBlock sb, ErrorLog log, DiskInode inode, PageSource contents) {
    this.sb = sb;
    this.log = log;
    this.inode = inode;
    this.contents = new Meta(contents, log);
  }

  /// Called for each entry.
  interface Visitor {
    void visit(DirectoryEntry entry) throws ErrnoException;
  }

  void forEach(Visitor visitor) throws ErrnoException {
    for (long position = 0; position < inode.size(); position += sb.blockSize()) {
      int valid = (int) Math.min(inode.size() - position, sb.blockSize());
      ByteBuffer block = contents.at(position, sb.blockSize());
      int count = entries(block);
      for (int i = 0; i < count; i++) {
        int from = nameOffset(block, i);
        int to = i + 1 < count ? nameOffset(block, i + 1) : endOfLastName(block, from, valid);
        if (to < from || to > valid || to - from > MAX_NAME || to == from) {
          throw corrupted("entry " + i + " of a block has no sensible name");
        }
        byte[] name = new byte[to - from];
        block.get(from, name);
        visitor.visit(
            new DirectoryEntry(
                new String(name, StandardCharsets.ISO_8859_1),
                block.getLong(i * ENTRY_SIZE),
                u8(block, i * ENTRY_SIZE + 10)));
      }
    }
  }

  /// The inode number behind `name`.
  ///
  /// Finds the last block whose first name is not greater, then searches that block from its second
  /// entry on. A block may be looked at only once: each is one page of the directory.
  long lookup(String name) throws ErrnoException {
    byte[] wanted = name.getBytes(StandardCharsets.ISO_8859_1);
    long head = 0;
    long back = inode.size() == 0 ? -1 : (inode.size() - 1) >> sb.blockBits();
    ByteBuffer candidate = null;
    while (head <= back) {
      long middle = head + (back - head) / 2;
      ByteBuffer block = contents.at(middle << sb.blockBits(), sb.blockSize());
      int order = compare(wanted, block, 0, entries(block));
      if (order == 0) {
        return block.getLong(0);
      }
      if (order < 0) {
        back = middle - 1;
      } else {
        candidate = block;
        head = middle + 1;
      }
    }
    if (candidate == null) {
      throw Errno.ENOENT.exception();
    }
    return search(candidate, wanted);
  }

  private long search(ByteBuffer block, byte[] wanted) throws ErrnoException {
    int count = entries(block);
    int head = 1;
    int back = count - 1;
    while (head <= back) {
      int middle = head + (back - head) / 2;
      int order = compare(wanted, block, middle, count);
      if (order == 0) {
        return block.getLong(middle * ENTRY_SIZE);
      }
      if (order < 0) {
        back = middle - 1;
      } else {
        head = middle + 1;
      }
    }
    throw Errno.ENOENT.exception();
  }

  /// How many entries a block has: their names begin where the entries end.
  private int entries(ByteBuffer block) throws ErrnoException {
    int first = u16(block, 8);
    if (first == 0 || first % ENTRY_SIZE != 0 || first >= sb.blockSize()) {
      throw corrupted("a block whose first name is at " + first);
    }
    return first / ENTRY_SIZE;
  }

  private static int nameOffset(ByteBuffer block, int entry) {
    return u16(block, entry * ENTRY_SIZE + 8);
  }

  private static int endOfLastName(ByteBuffer block, int from, int valid) {
    int end = from;
    while (end < valid && block.get(end) != 0) {
      end++;
    }
    return end;
  }

  /// Orders `wanted` against a name on disk, bytes as unsigned numbers. A name on disk ends before
  /// its first NUL; offsets outside the block are taken modulo its size, as in a search nobody
  /// checks them.
  private int compare(byte[] wanted, ByteBuffer block, int entry, int count) {
    int mask = sb.blockSize() - 1;
    int from = nameOffset(block, entry) & mask;
    int to = entry + 1 < count ? nameOffset(block, entry + 1) & mask : sb.blockSize();
    int i = 0;
    while (from + i < to && block.get(from + i) != 0) {
      if (i == wanted.length) {
        return -1;
      }
      int order = Byte.compareUnsigned(wanted[i], block.get(from + i));
      if (order != 0) {
        return order;
      }
      i++;
    }
    return i == wanted.length ? 0 : 1;
  }

  private ErrnoException corrupted(String what) {
    log.error("corrupted: directory inode %d has %s".formatted(inode.nid(), what));
    return Errno.EUCLEAN.exception();
  }
}

package org.fscachesim.scenario.script;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.scenario.transcript.Outcome;
import org.jspecify.annotations.Nullable;

/// The directives that look at files, or change them, behind the cache's back.
final class OutsideCalls {
  private static final int FILE_MODE = 0600;
  private static final int DIRECTORY_MODE = 0700;
  private static final int CHUNK = 1 << 20;

  /// What SEEK_DATA and SEEK_HOLE of ext4 give for a directory: it "has data" up to the greatest
  /// position of its hash tree.
  ///
  /// Kernel: fs/ext4/dir.c (ext4_dir_llseek)
  private static final String DIRECTORY_EXTENTS = "0-" + Long.MAX_VALUE;

  private final OutsideFiles files;

  OutsideCalls(OutsideFiles files) {
    this.files = files;
  }

  Outcome ls(String directory) throws ErrnoException {
    return Outcome.of(CacheTree.lines(files.find(directory)));
  }

  Outcome crc(String file) throws ErrnoException {
    Checksum sum = new Checksum();
    try (FileHandle open = files.find(file).open(false)) {
      ByteBuffer into = ByteBuffer.allocateDirect(CHUNK);
      while (open.read(sum.bytes(), into.clear()) > 0) {
        sum.add(into.flip());
      }
    }
    return Outcome.of(sum.toString());
  }

  Outcome exists(String path) throws ErrnoException {
    try {
      files.find(path);
      return Outcome.of("yes");
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
        return Outcome.of("no");
      }
      throw e;
    }
  }

  Outcome extents(String file) throws ErrnoException {
    FileNode node = files.find(file);
    return Outcome.of(
        node.type() == FileType.DIRECTORY ? DIRECTORY_EXTENTS : CacheTree.extents(node));
  }

  Outcome xattr(String file, @Nullable String name) throws ErrnoException {
    byte[] value = files.find(file).xattr(name == null ? CacheTree.XATTR : name);
    return Outcome.of(value.length == 0 ? "empty" : HexFormat.of().formatHex(value));
  }

  void setXattr(String file, String hex) throws ErrnoException {
    files.find(file).setXattr(CacheTree.XATTR, HexFormat.of().parseHex(hex));
  }

  void echo(String text, String file) throws ErrnoException {
    try (FileNode.Contents open = openEmpty(file)) {
      writeAll(open, 0, Operations.latin1(text + "\n"));
    }
  }

  /// As creat(2): a file that is there already keeps its mode, and loses what it holds.
  private FileNode.Contents openEmpty(String file) throws ErrnoException {
    FileNode.Contents open = findOrCreate(file).open(true);
    boolean empty = false;
    try {
      open.truncate(0);
      empty = true;
      return open;
    } finally {
      if (!empty) {
        open.close();
      }
    }
  }

  private FileNode findOrCreate(String file) throws ErrnoException {
    FileNode found;
    try {
      found = files.find(file);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
      return files.create(file, FILE_MODE);
    }
    if (found.type() == FileType.DIRECTORY) {
      throw Errno.EISDIR.exception();
    }
    return found;
  }

  private static void writeAll(FileHandle file, long offset, ByteBuffer bytes)
      throws ErrnoException {
    long at = offset;
    while (bytes.hasRemaining()) {
      int put = file.write(at, bytes.slice());
      bytes.position(bytes.position() + put);
      at += put;
    }
  }

  void rm(String path) throws ErrnoException {
    remove(path, files.find(path));
  }

  private void remove(String path, FileNode node) throws ErrnoException {
    if (node.type() != FileType.DIRECTORY) {
      files.unlink(path);
      return;
    }
    for (String name : node.names()) {
      FileNode child = node.child(name);
      if (child != null) {
        remove(path + "/" + name, child);
      }
    }
    files.rmdir(path);
  }

  void mkdir(String path) throws ErrnoException {
    files.mkdir(path, DIRECTORY_MODE);
  }

  void mkfile(String path, long size) throws ErrnoException {
    try (FileNode.Contents open = openEmpty(path)) {
      open.truncate(size);
    }
  }

  /// The data of a file; holes come out as zeros.
  void cp(String from, String to) throws ErrnoException {
    FileNode source = files.find(from);
    try (FileHandle in = source.open(false);
        FileHandle out = openEmpty(to)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
      long at = 0;
      while (true) {
        int got = in.read(at, buffer.clear());
        if (got == 0) {
          return;
        }
        writeAll(out, at, buffer.flip());
        at += got;
      }
    }
  }

  void rename(String from, String to) throws ErrnoException {
    files.rename(from, to);
  }
}

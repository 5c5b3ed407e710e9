package org.fscachesim.scenario.replay;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.vfs.Location;
import org.fscachesim.scenario.CacheTree;
import org.fscachesim.scenario.transcript.Outcome;
import org.jspecify.annotations.Nullable;

/// The directives that look at stores, or change them, behind the cache's back.
final class OutsideCalls {
  static final String CACHE_XATTR = "user.CacheFiles.cache";

  private static final Outcome OK = Outcome.of("ok");
  private static final int FILE_MODE = 0600;
  private static final int DIRECTORY_MODE = 0700;
  private static final int CHUNK = 1 << 20;
  private static final int XATTR_MAX = 65536;

  /// What SEEK_DATA and SEEK_HOLE of ext4 give for a directory: it "has data" up to the greatest
  /// position of its hash tree.
  ///
  /// Kernel: fs/ext4/dir.c (ext4_dir_llseek)
  private static final String DIRECTORY_EXTENTS = "0-" + Long.MAX_VALUE;

  private final Kernel kernel;

  OutsideCalls(Kernel kernel) {
    this.kernel = kernel;
  }

  private Location find(String path) throws ErrnoException {
    return kernel.namespace().resolve(root(), path, false);
  }

  private Location root() {
    return kernel.namespace().rootLocation();
  }

  private StorePaths.Entry entry(String path) throws ErrnoException {
    return StorePaths.entry(kernel, root(), path);
  }

  /// The store that a path lies in.
  BackingStore store(String path) throws ErrnoException {
    return find(path).store();
  }

  Outcome ls(String directory) throws ErrnoException {
    Location at = find(directory);
    return Outcome.of(CacheTree.lines(at.store(), at.inode()));
  }

  Outcome crc(String file) throws ErrnoException {
    Location at = find(file);
    Checksum sum = new Checksum();
    try (OpenFile open = at.store().open(at.inode(), false)) {
      ByteBuffer into = ByteBuffer.allocateDirect(CHUNK);
      while (open.read(sum.bytes(), into.clear()) > 0) {
        sum.add(into.flip());
      }
    }
    return Outcome.of(sum.toString());
  }

  Outcome exists(String path) throws ErrnoException {
    try {
      find(path);
      return Outcome.of("yes");
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
        return Outcome.of("no");
      }
      throw e;
    }
  }

  Outcome extents(String file) throws ErrnoException {
    Location at = find(file);
    return Outcome.of(
        at.inode().isDirectory() ? DIRECTORY_EXTENTS : CacheTree.extents(at.store(), at.inode()));
  }

  Outcome xattr(String file, @Nullable String name) throws ErrnoException {
    Location at = find(file);
    byte[] value = at.store().getXattr(at.inode(), name == null ? CACHE_XATTR : name, XATTR_MAX);
    return Outcome.of(value.length == 0 ? "empty" : HexFormat.of().formatHex(value));
  }

  Outcome setXattr(String file, String hex) throws ErrnoException {
    Location at = find(file);
    at.store().setXattr(at.inode(), CACHE_XATTR, HexFormat.of().parseHex(hex));
    return OK;
  }

  Outcome echo(String text, String file) throws ErrnoException {
    Location at;
    try {
      at = find(file);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
      at = StorePaths.create(kernel, root(), file, FILE_MODE);
    }
    try (OpenFile open = at.store().open(at.inode(), false)) {
      open.truncate(0);
      writeAll(open, 0, ProcessCalls.latin1(text + "\n"));
    }
    return OK;
  }

  private static void writeAll(OpenFile file, long offset, ByteBuffer bytes) throws ErrnoException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += file.write(at, bytes);
    }
  }

  Outcome rm(String path) throws ErrnoException {
    StorePaths.Entry entry = entry(path);
    remove(entry.directory().store(), entry.directory().inode(), entry.name());
    return OK;
  }

  private static void remove(BackingStore store, Inode directory, String name)
      throws ErrnoException {
    Inode inode = store.lookup(directory, name);
    if (inode == null) {
      throw Errno.ENOENT.exception();
    }
    if (!inode.isDirectory()) {
      store.unlink(directory, name);
      return;
    }
    List<String> names = new ArrayList<>();
    for (DirEntry child : store.list(inode)) {
      names.add(child.name());
    }
    for (String child : names) {
      remove(store, inode, child);
    }
    store.rmdir(directory, name);
  }

  Outcome mkdir(String path) throws ErrnoException {
    StorePaths.Entry entry = entry(path);
    entry.directory().store().mkdir(entry.directory().inode(), entry.name(), DIRECTORY_MODE);
    return OK;
  }

  Outcome mkfile(String path, long size) throws ErrnoException {
    Location at = StorePaths.create(kernel, root(), path, FILE_MODE);
    try (OpenFile open = at.store().open(at.inode(), false)) {
      open.truncate(size);
    }
    return OK;
  }

  /// The data of a file; holes come out as zeros.
  Outcome cp(String from, String to) throws ErrnoException {
    Location source = find(from);
    Location target = StorePaths.create(kernel, root(), to, FILE_MODE);
    try (OpenFile in = source.store().open(source.inode(), false);
        OpenFile out = target.store().open(target.inode(), false)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
      long at = 0;
      while (true) {
        int got = in.read(at, buffer.clear());
        if (got == 0) {
          return OK;
        }
        writeAll(out, at, buffer.flip());
        at += got;
      }
    }
  }

  Outcome rename(String from, String to) throws ErrnoException {
    StorePaths.Entry source = entry(from);
    StorePaths.Entry target = entry(to);
    if (!source.directory().store().equals(target.directory().store())) {
      throw Errno.EXDEV.exception();
    }
    source
        .directory()
        .store()
        .rename(
            source.directory().inode(), source.name(), target.directory().inode(), target.name());
    return OK;
  }
}

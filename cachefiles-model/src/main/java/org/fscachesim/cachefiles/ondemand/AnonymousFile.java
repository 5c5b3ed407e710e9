package org.fscachesim.cachefiles.ondemand;

import static java.util.Objects.requireNonNull;

import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.cachefiles.io.ObjectIo;
import org.fscachesim.cachefiles.io.PrepareWrite;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.Whence;
import org.fscachesim.kernel.vfs.FileOperations;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.Position;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.jspecify.annotations.Nullable;

/// The descriptor by which the daemon fills a cache file: it can be written, searched for data and
/// holes, and used to complete READs.
///
/// While the object has no file, before its lookup is over and behind its withdrawal, writing and
/// searching give `ENOBUFS`.
///
/// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_fd_fops)
final class AnonymousFile implements FileOperations {
  /// `_IOW(0x98, 1, int)`; the id of the READ comes by value.
  static final int READ_COMPLETE = 0x4004_9801;

  private static final int MODE = 0600;

  private final CachefilesCache cache;
  private final boolean named;
  private final boolean holdsFile;
  // Null when the object was found to have a descriptor: then this one never was anybody's.
  private @Nullable CacheObject object;

  AnonymousFile(CacheObject object, boolean named) {
    this.cache = object.cache();
    this.object = object;
    this.named = named;
    this.holdsFile = cache.machine().has(CachefilesFix.FD_WRITE_FILE_REF);
  }

  /// Lets go of the object, which another descriptor has: the release will do nothing.
  void disown() {
    object = null;
  }

  private CacheObject object() {
    return requireNonNull(object);
  }

  /// The file to work with, with a reference; null when there is none.
  ///
  /// ```
  /// daemon                            withdrawal
  /// ------                            ----------
  /// object has a file
  ///                                   takes the file out, closes it
  /// writes to it
  /// ```
  ///
  /// Hence the reference, taken under the lock under which the file is taken out.
  private @Nullable CacheFile borrow() {
    CacheObject of = object();
    return holdsFile ? of.getFile() : of.file();
  }

  private void giveBack(CacheFile file) {
    if (holdsFile) {
      file.put();
    }
  }

  @Override
  public int write(KernelFile descriptor, UserBuffer from, Position position)
      throws ErrnoException {
    CacheFile file = borrow();
    if (file == null) {
      throw Errno.ENOBUFS.exception();
    }
    try {
      return write(file, from, position);
    } finally {
      giveBack(file);
    }
  }

  private int write(CacheFile file, UserBuffer from, Position position) throws ErrnoException {
    CacheObject of = object();
    Kernel kernel = cache.machine();
    long count = from.length();
    FileRange range =
        PrepareWrite.prepare(of, file, new FileRange(position.get(), count), count, true);
    long length = kernel.has(CachefilesFix.FD_WRITE_LENGTH) ? count : range.length();
    kernel.trace(
        () ->
            new CachefilesEvent.OnDemandFdWrite(
                of.debugId(), file.inodeNumber(), range.start(), length));
    long written = ObjectIo.writeAndWait(of, file, range.start(), count, from::copyIn);
    if (!ObjectIo.tellsBytes(kernel)) {
      written = length;
    }
    if (kernel.has(CachefilesFix.FD_WRITE_POSITION)) {
      position.set(position.get() + written);
    }
    return (int) written;
  }

  @Override
  public long llseek(KernelFile descriptor, long offset, int whence) throws ErrnoException {
    CacheFile file = borrow();
    if (file == null) {
      throw Errno.ENOBUFS.exception();
    }
    try {
      Whence known = Whence.byCode(whence).orElseThrow(Errno.EINVAL::exception);
      // This moves the position of the cache file, which nobody writes at: to write at a place,
      // only
      // pwrite() will do.
      return file.open().lseek(offset, known);
    } finally {
      giveBack(file);
    }
  }

  @Override
  public long ioctl(KernelFile descriptor, int command, long argument) throws ErrnoException {
    if (command != READ_COMPLETE) {
      throw Errno.EINVAL.exception();
    }
    if (!cache.isOnDemand()) {
      throw Errno.EOPNOTSUPP.exception();
    }
    cache.requests().answers().completeRead(object(), argument);
    return 0;
  }

  @Override
  public boolean canReadAt() {
    return false;
  }

  @Override
  public FileStat stat(KernelFile descriptor) {
    return new FileStat(MODE, 0, 0);
  }

  @Override
  public void release(KernelFile descriptor) {
    CacheObject of = object;
    if (of == null) {
      return;
    }
    cache.driver().observer().descriptorReleased(of);
    int id = cache.requests().closed(of);
    if (id > 0) {
      cache.requests().objectIds().free(id);
    }
    cache.machine().trace(() -> new CachefilesEvent.OnDemandFdRelease(of.debugId(), id));
    of.put(named ? ObjectTrace.PUT_ONDEMAND_FD : ObjectTrace.PUT_ONDEMAND_FD_UNNAMED);
    cache.unpinForDescriptor();
  }
}

package org.fscachesim.cachefiles.ondemand;

import java.nio.ByteBuffer;
import org.fscachesim.cachefiles.BackingFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.Injection;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.cachefiles.io.WriteAccounting;
import org.fscachesim.cachefiles.store.SpaceAccounting;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.Whence;
import org.fscachesim.kernel.vfs.FileOperations;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.Position;
import org.fscachesim.kernel.vfs.UserBuffer;

/// The daemon's descriptor for an object: what is written goes into the cache file.
///
/// It keeps the object, and the cache from being unbound, until it is closed for the last time. It
/// has no file of its own: before the object's lookup is over, and after its withdrawal, there is
/// none.
///
/// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_fd_fops)
final class AnonymousFile implements FileOperations {
  private static final int READ_COMPLETE = 0x40049801;
  private static final int PAGE = 4096;
  private static final int MODE = 0600;

  private final CacheObject object;
  private final Kernel kernel;

  AnonymousFile(CacheObject object) {
    this.object = object;
    this.kernel = object.cache().owner();
  }

  static ObjectTrace putReason(Kernel kernel) {
    return kernel.has(CachefilesBehaviour.FD_REFERENCES_ARE_NAMED)
        ? ObjectTrace.PUT_ONDEMAND_FD
        : ObjectTrace.PUT_ONDEMAND_FD_UNNAMED;
  }

  private boolean has(CachefilesBehaviour behaviour) {
    return kernel.has(behaviour);
  }

  @Override
  public boolean canReadAt() {
    return false;
  }

  private BackingFile getFile() throws ErrnoException {
    BackingFile file = object.getFile();
    if (file == null) {
      throw Errno.ENOBUFS.exception();
    }
    return file;
  }

  /// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_fd_write_iter)
  @Override
  public int write(KernelFile file, UserBuffer from, Position position) throws ErrnoException {
    BackingFile backing = getFile();
    try {
      return write(backing, from, position);
    } finally {
      backing.put();
    }
  }

  private int write(BackingFile backing, UserBuffer from, Position position) throws ErrnoException {
    int count = from.length();
    long start = position.get();
    int skew = (int) (start % PAGE);
    if (skew != 0 && !has(CachefilesBehaviour.FD_WRITE_ROUNDS_START_DOWN)) {
      object.cache().fscache().stats().countDioMisfit();
      throw Errno.ENOBUFS.exception();
    }
    long at = start - skew;
    long rounded = roundUp((long) count + skew);
    new SpaceAccounting(object.cache()).check(0, rounded / PAGE, SpaceAccounting.Reason.WRITE);
    long traced = has(CachefilesBehaviour.FD_WRITE_TRACES_REAL_LENGTH) ? count : rounded;
    kernel.trace(
        () ->
            new CachefilesEvent.OnDemandFdWrite(
                object.debugId(), backing.inode().number(), at, traced));
    int written = WriteAccounting.write(object, count, () -> store(backing, from, at, count));
    if (has(CachefilesBehaviour.FD_WRITE_GIVES_REAL_COUNT)) {
      position.set(start + written);
      return written;
    }
    return (int) rounded;
  }

  private int store(BackingFile backing, UserBuffer from, long at, int count)
      throws ErrnoException {
    CachefilesCache cache = object.cache();
    try {
      cache.inject(Injection.WRITE);
      ByteBuffer bytes = from.copyIn();
      bytes.limit(bytes.position() + count);
      return backing.file().write(at, bytes);
    } catch (ErrnoException e) {
      kernel.trace(
          () ->
              new CachefilesEvent.IoError(
                  object.debugId(), backing.inode().number(), ErrorTrace.WRITE, -e.errno().code()));
      throw e;
    }
  }

  private static long roundUp(long length) {
    return (length + PAGE - 1) / PAGE * PAGE;
  }

  /// Moves the position of the backing file, which the kernel's own seeks move, too. Where a write
  /// goes is another matter.
  @Override
  public long llseek(KernelFile file, long offset, int whence) throws ErrnoException {
    BackingFile backing = getFile();
    try {
      return backing
          .file()
          .lseek(offset, Whence.byCode(whence).orElseThrow(Errno.EINVAL::exception));
    } finally {
      backing.put();
    }
  }

  /// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_fd_ioctl)
  @Override
  public long ioctl(KernelFile file, int command, long argument) throws ErrnoException {
    if (command != READ_COMPLETE) {
      throw Errno.EINVAL.exception();
    }
    object.cache().requests().completeRead(object, argument);
    return 0;
  }

  @Override
  public FileStat stat(KernelFile file) {
    return new FileStat(MODE, 0, 0);
  }

  /// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_fd_release)
  @Override
  public void release(KernelFile file) {
    CachefilesCache cache = object.cache();
    int id = cache.requests().descriptorClosed(object);
    kernel.trace(() -> new CachefilesEvent.OnDemandFdRelease(object.debugId(), id));
    object.put(putReason(kernel));
    cache.unpin();
  }
}

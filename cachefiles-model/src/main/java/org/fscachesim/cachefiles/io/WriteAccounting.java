package org.fscachesim.cachefiles.io;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.kernel.ErrnoException;

/// What every write into a cache file does around the write itself.
///
/// Kernel: fs/cachefiles/io.c (__cachefiles_write, cachefiles_write_complete)
public final class WriteAccounting {
  /// The write itself; bytes written.
  @FunctionalInterface
  public interface Write {
    int run() throws ErrnoException;
  }

  private WriteAccounting() {}

  /// Counts the write, and its blocks while it is under way. Afterwards the cookie has data, even
  /// when the write failed.
  public static int write(CacheObject object, long length, Write write) throws ErrnoException {
    CachefilesCache cache = object.cache();
    int shift = cache.mounted().blockShift();
    long blocks = (length + (1L << shift) - 1) >> shift;
    cache.fscache().stats().countWrite();
    cache.blocksWriting().addAndGet(blocks);
    try {
      return write.run();
    } finally {
      cache.blocksWriting().addAndGet(-blocks);
      object.cookie().set(CookieFlag.HAVE_DATA);
    }
  }
}

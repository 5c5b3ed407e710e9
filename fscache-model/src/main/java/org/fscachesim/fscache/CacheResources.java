package org.fscachesim.fscache;

import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// The resources of one operation on a cache, from its begin to its end. One owner, used again and
/// again.
///
/// Kernel: include/linux/netfs.h (struct netfs_cache_resources)
@SuppressWarnings("DoNotCallSuggester")
public final class CacheResources {
  /// The backend's table while an operation is open, else null.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_operation_valid)
  public @Nullable ResourceOperations ops() {
    throw Unwritten.here();
  }

  /// Sets the backend's table.
  public void setOps(@Nullable ResourceOperations ops) {
    throw Unwritten.here();
  }

  /// The cookie of the operation.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_cres_cookie)
  public @Nullable Cookie cookie() {
    throw Unwritten.here();
  }

  /// What the backend attached.
  public @Nullable Object cachePriv2() {
    throw Unwritten.here();
  }

  /// Attaches the backend's own.
  public void setCachePriv2(@Nullable Object cachePriv2) {
    throw Unwritten.here();
  }

  /// The cookie's debug id, 0 without one.
  public int debugId() {
    throw Unwritten.here();
  }

  /// The cookie's invalidation counter when the operation began.
  public int invalCounter() {
    throw Unwritten.here();
  }

  /// Begins reading. Waits while the object is being looked up.
  ///
  /// @throws ErrnoException `ENOBUFS` when the cookie cannot be read
  ///
  ///   Kernel: fs/fscache/io.c (__fscache_begin_read_operation)
  public void beginReadOperation(@Nullable Cookie cookie) throws ErrnoException {
    throw Unwritten.here();
  }

  /// Begins writing.
  ///
  /// @throws ErrnoException `ENOBUFS` when the cookie cannot be written
  ///
  ///   Kernel: fs/fscache/io.c (__fscache_begin_write_operation)
  public void beginWriteOperation(@Nullable Cookie cookie) throws ErrnoException {
    throw Unwritten.here();
  }

  /// Ends the operation, if one is open.
  ///
  /// Kernel: include/linux/fscache.h (fscache_end_operation)
  public void endOperation() {
    throw Unwritten.here();
  }

  /// Within the backend's operations: waits until the object is fit for `want`, and attaches it.
  ///
  /// @return false when it will not be
  ///
  ///   Kernel: fs/fscache/io.c (fscache_wait_for_operation)
  public boolean waitForOperation(WantState want) {
    throw Unwritten.here();
  }

  /// Reads through the backend's table; an operation must be open.
  ///
  /// Kernel: include/linux/fscache.h (fscache_read)
  public IoSubmission read(long start, IoBuffer to, ReadHole hole, @Nullable IoTerminated whenDone)
      throws ErrnoException {
    throw Unwritten.here();
  }

  /// Writes through the backend's table; an operation must be open.
  ///
  /// Kernel: include/linux/fscache.h (fscache_write)
  public IoSubmission write(long start, IoBuffer from, @Nullable IoTerminated whenDone)
      throws ErrnoException {
    throw Unwritten.here();
  }
}

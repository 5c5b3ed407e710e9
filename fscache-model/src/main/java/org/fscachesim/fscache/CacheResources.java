package org.fscachesim.fscache;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.jspecify.annotations.Nullable;

/// The resources of one operation on a cache, from its begin to its end. One owner, used again and
/// again.
///
/// An open operation holds an access to its cookie, which [#endOperation] gives back.
///
/// Kernel: include/linux/netfs.h (struct netfs_cache_resources)
public final class CacheResources {
  private @Nullable ResourceOperations ops;
  private @Nullable Cookie cookie;
  private @Nullable Object cachePriv2;
  private int debugId;
  private int invalCounter;

  /// Resources with no operation open.
  public CacheResources() {}

  /// The backend's table while an operation is open, else null.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_operation_valid)
  public @Nullable ResourceOperations ops() {
    return cookie == null ? null : ops;
  }

  /// Sets the backend's table.
  public void setOps(@Nullable ResourceOperations operations) {
    ops = operations;
  }

  /// The cookie of the operation.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_cres_cookie)
  public @Nullable Cookie cookie() {
    return cookie;
  }

  /// What the backend attached.
  public @Nullable Object cachePriv2() {
    return cachePriv2;
  }

  /// Attaches the backend's own.
  public void setCachePriv2(@Nullable Object attached) {
    cachePriv2 = attached;
  }

  /// The cookie's debug id, 0 without one.
  public int debugId() {
    return debugId;
  }

  /// The cookie's invalidation counter when the operation began.
  public int invalCounter() {
    return invalCounter;
  }

  void start(Cookie of) {
    ops = null;
    cookie = of;
    cachePriv2 = null;
    debugId = of.debugId();
    invalCounter = of.invalCounter();
  }

  void forgetCookie() {
    cookie = null;
  }

  /// Begins reading. Waits while the object is being looked up.
  ///
  /// @throws ErrnoException `ENOBUFS` when the cookie cannot be read
  ///
  ///   Kernel: fs/fscache/io.c (__fscache_begin_read_operation)
  public void beginReadOperation(@Nullable Cookie of) throws ErrnoException {
    begin(of, AccessTrace.IO_READ);
  }

  /// Begins writing.
  ///
  /// @throws ErrnoException `ENOBUFS` when the cookie cannot be written
  ///
  ///   Kernel: fs/fscache/io.c (__fscache_begin_write_operation)
  public void beginWriteOperation(@Nullable Cookie of) throws ErrnoException {
    begin(of, AccessTrace.IO_WRITE);
  }

  private void begin(@Nullable Cookie of, AccessTrace why) throws ErrnoException {
    if (of == null || !of.isEnabled()) {
      throw Errno.ENOBUFS.exception();
    }
    of.fscache().operations().begin(this, of, WantState.PARAMS, why);
  }

  /// Ends the operation, if one is open.
  ///
  /// Kernel: include/linux/fscache.h (fscache_end_operation)
  public void endOperation() {
    ResourceOperations open = ops();
    if (open != null) {
      open.endOperation(this);
    }
  }

  /// Within the backend's operations: waits until the object is fit for `want`, and attaches it.
  ///
  /// @return false when it will not be
  ///
  ///   Kernel: fs/fscache/io.c (fscache_wait_for_operation)
  public boolean waitForOperation(WantState want) {
    Cookie of = cookie;
    if (of == null) {
      throw new KernelBug(
          Symptom.NULL_POINTER, "null pointer: fscache_wait_for_operation without a cookie");
    }
    return of.fscache().operations().waitFor(this, of, want);
  }

  /// Reads through the backend's table; an operation must be open. Errors as
  /// [ResourceOperations#read].
  ///
  /// Kernel: include/linux/fscache.h (fscache_read)
  public IoSubmission read(long start, IoBuffer to, ReadHole hole, @Nullable IoTerminated whenDone)
      throws ErrnoException {
    return open("fscache_read").read(this, start, to, hole, whenDone);
  }

  /// Writes through the backend's table; an operation must be open. Errors as
  /// [ResourceOperations#write].
  ///
  /// Kernel: include/linux/fscache.h (fscache_write)
  public IoSubmission write(long start, IoBuffer from, @Nullable IoTerminated whenDone)
      throws ErrnoException {
    return open("fscache_write").write(this, start, from, whenDone);
  }

  ResourceOperations open(String caller) {
    ResourceOperations open = ops();
    if (open == null) {
      throw new KernelBug(
          Symptom.NULL_POINTER, "null pointer: " + caller + " without an open operation");
    }
    return open;
  }
}

package org.fscachesim.fscache;

/// Why an access count changed.
///
/// Kernel: include/trace/events/fscache.h (enum fscache_access_trace)
public enum AccessTrace {
  /// A volume is being created.
  ACQUIRE_VOLUME("BEGIN acq_vol"),
  /// The creation ended.
  ACQUIRE_VOLUME_END("END   acq_vol"),
  /// Pinned while in service.
  CACHE_PIN("PIN   cache  "),
  /// That pin is gone.
  CACHE_UNPIN("UNPIN cache  "),
  /// An invalidation is wanted.
  INVALIDATE_COOKIE("BEGIN inval  "),
  /// The invalidation ended.
  INVALIDATE_COOKIE_END("END   inval  "),
  /// An operation ended.
  IO_END("END   io     "),
  /// An operation was refused after its access had begun.
  IO_NOT_LIVE("END   io_notl"),
  /// A read operation.
  IO_READ("BEGIN io_read"),
  /// A resize.
  IO_RESIZE("BEGIN io_resz"),
  /// An operation waits for the cookie to become usable.
  IO_WAIT("WAIT  io     "),
  /// A write operation.
  IO_WRITE("BEGIN io_writ"),
  /// A lookup.
  LOOKUP_COOKIE("BEGIN lookup "),
  /// The lookup succeeded.
  LOOKUP_COOKIE_END("END   lookup "),
  /// The lookup failed.
  LOOKUP_COOKIE_END_FAILED("END   lookupf"),
  /// A volume is being freed.
  RELINQUISH_VOLUME("BEGIN rlq_vol"),
  /// The volume was freed.
  RELINQUISH_VOLUME_END("END   rlq_vol"),
  /// The cache went away while the access began.
  UNLIVE("END   unlive ");

  private final String text;

  AccessTrace(String text) {
    this.text = text;
  }

  /// The words that the trace event shows, with the kernel's padding.
  public String text() {
    return text;
  }
}

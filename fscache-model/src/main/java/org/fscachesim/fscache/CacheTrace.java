package org.fscachesim.fscache;

/// Why the reference count of a cache was looked at or changed.
///
/// Kernel: include/trace/events/fscache.h (enum fscache_cache_trace)
public enum CacheTrace {
  /// Never emitted.
  COLLISION("*COLLIDE*"),
  /// Found by name.
  GET_ACQUIRE("GET acq  "),
  /// Created.
  NEW_ACQUIRE("NEW acq  "),
  /// Allocating a volume failed.
  PUT_ALLOC_VOLUME("PUT alvol"),
  /// The backend found the name in use.
  PUT_CACHE("PUT cache"),
  /// The backend gave up while preparing.
  PUT_PREP_FAILED("PUT pfail"),
  /// The backend let go.
  PUT_RELINQUISH("PUT relnq"),
  /// A volume was freed.
  PUT_VOLUME("PUT vol  ");

  private final String text;

  CacheTrace(String text) {
    this.text = text;
  }

  /// The words that the trace event shows, with the kernel's padding.
  public String text() {
    return text;
  }
}

package org.fscachesim.fscache;

/// Why the reference count of a cookie was looked at or changed.
///
/// Kernel: include/trace/events/fscache.h (enum fscache_cookie_trace)
public enum CookieTrace {
  /// A newcomer with the same key was refused.
  COLLISION("*COLLIDE*"),
  /// This is the refused newcomer.
  DISCARD("DISCARD  "),
  /// Caching failed.
  FAILED("FAILED   "),
  /// A backend object was attached.
  GET_ATTACH_OBJECT("GET attch"),
  /// Queued because the last access ended.
  GET_END_ACCESS("GQ  endac"),
  /// A newcomer with the same key waits for this one.
  GET_HASH_COLLISION("GET hcoll"),
  /// Queued to invalidate.
  GET_INVAL_WORK("GQ  inval"),
  /// Put on the LRU list.
  GET_LRU("GET lru  "),
  /// Queued because it came into use.
  GET_USE_WORK("GQ  use  "),
  /// Created.
  NEW_ACQUIRE("NEW acq  "),
  /// The newcomer waits no more.
  PUT_HASH_COLLISION("PUT hcoll"),
  /// Taken off the LRU list.
  PUT_LRU("PUT lru  "),
  /// The backend object was detached.
  PUT_OBJECT("PUT obj  "),
  /// It was queued already.
  PUT_OVER_QUEUED("PQ  overq"),
  /// The client let go.
  PUT_RELINQUISH("PUT relnq"),
  /// Never emitted.
  PUT_WITHDRAWN("PUT wthdn"),
  /// The worker ended.
  PUT_WORK("PQ  work "),
  /// Lookup succeeded.
  SEE_ACTIVE("-   activ"),
  /// Discarded.
  SEE_LRU_DISCARD("-   x-lru"),
  /// A use called the discard off.
  SEE_LRU_DISCARD_CLEAR("-   lrudc"),
  /// The LRU looks at it.
  SEE_LRU_DO_ONE("-   lrudo"),
  /// Relinquished.
  SEE_RELINQUISH("-   x-rlq"),
  /// Withdrawn.
  SEE_WITHDRAW("-   x-wth"),
  /// The worker runs.
  SEE_WORK("-   work ");

  private final String text;

  CookieTrace(String text) {
    this.text = text;
  }

  /// The words that the trace event shows, with the kernel's padding.
  public String text() {
    return text;
  }
}

package org.fscachesim.fscache;

/// Looks over fscache's shoulder: told of every step at the moment it is taken, by the task that
/// takes it.
///
/// For checkers and reports. An observer must not call back into fscache or wait.
public interface FscacheObserver {
  /// An operation of the backend, or of an open operation, as far as fscache calls it.
  enum BackendCall {
    ACQUIRE_VOLUME,
    FREE_VOLUME,
    LOOKUP_COOKIE,
    WITHDRAW_COOKIE,
    RESIZE_COOKIE,
    INVALIDATE_COOKIE,
    BEGIN_OPERATION,
    PREPARE_TO_WRITE
  }

  /// A tracepoint was hit, whether or not tracing is on.
  default void traced(FscacheEvent event) {}

  /// A cookie is about to change its state; its lock is held.
  default void moving(Cookie cookie, CookieTransition transition) {}

  /// An access to a cache was granted: the second look found it live, too.
  default void granted(Cache cache, AccessTrace why) {}

  /// An access to a volume was granted.
  default void granted(Volume volume, AccessTrace why) {}

  /// An access to a cookie was granted.
  default void granted(Cookie cookie, AccessTrace why) {}

  /// A wait for all accesses to a cache to end is over.
  default void drained(Cache cache) {}

  /// A wait for all accesses to a volume to end is over.
  default void drained(Volume volume) {}

  /// The backend is about to be called for a volume.
  default void calling(BackendCall call, Volume volume) {}

  /// The backend is about to be called for a cookie.
  default void calling(BackendCall call, Cookie cookie) {}

  /// The backend is about to be asked to begin an operation.
  ///
  /// @param seen the state on which the decision rests
  default void beginning(Cookie cookie, WantState want, CookieState seen) {}

  /// The operation has begun: it is open until it ends with [AccessTrace#IO_END].
  default void begun(Cookie cookie) {}

  /// The backend returned from an operation on a cookie.
  default void returned(BackendCall call, Cookie cookie) {}
}

package org.fscachesim.fscache;

import org.fscachesim.kernel.invariant.Invariant;

/// What holds in fscache whatever happens, as far as [FscacheInvariants] checks it.
///
/// A *quiet point* is a moment at which no work is pending or running and no call is under way.
public enum FscacheInvariant implements Invariant {
  /// At a quiet point.
  REFERENCES_HAVE_OWNERS("F1", "a cookie's reference count is the number of its owners"),
  HASHED_AS_FLAGGED("F2", "a cookie is hashed if and only if it says so, and never when dropped"),
  ONE_COOKIE_PER_KEY("F3", "one cookie in use for each key of a volume"),
  ONE_VOLUME_PER_KEY("F4", "one volume in use for each key of a cache"),
  DROPPED_IS_FINAL("F5", "the backend is not called for a dropped cookie"),
  OBJECT_FITS_STATE("F6", "a quiescent or dropped cookie has no object"),
  ONE_WITHDRAWAL_PER_LOOKUP(
      "F7", "an object is withdrawn once, by the worker, in a state of leaving"),
  NO_OPERATION_WHILE_LEAVING("F8", "no operation is open when a cookie begins to leave the cache"),
  WORKER_IS_ALONE("F9", "a cookie's worker does not run twice at the same time"),
  LOOKUP_IS_PINNED("F10", "a lookup holds its volume and its cookie"),
  CACHE_DRAINED("F12", "a withdrawn cache has no access left"),
  VOLUME_DRAINED("F13", "a withdrawn volume has no access left"),
  OBJECTS_COUNTED("F14", "no more objects are uncounted than were counted"),
  RELINQUISHED_CACHE_IS_BARE("F15", "a cache without a backend has no operations and no objects"),
  ACCESSES_BALANCE("F16", "every access that was granted ends once"),
  RELINQUISHED_COOKIE_GOES("F19", "a relinquished cookie without accesses is dropped"),
  WITHDRAWN_COOKIE_GOES("F20", "a withdrawn cookie without accesses leaves its state"),
  OPERATION_FITS_STATE("F22", "an operation begins in a state that is fit for it"),
  RESIZED_AFTER_LOOKUP("F23", "the backend is asked to resize only what was looked up"),
  INVALIDATIONS_COUNTED("F24", "each invalidation counts once"),
  DISABLED_WHILE_IN_USE("F27", "a cookie is disabled only as long as it is in use"),
  USE_COUNT_NOT_NEGATIVE("F28", "a cookie is not unused more often than used"),
  LRU_CONSISTENT("F29", "the LRU list is as long as its statistic, and each entry is a reference"),
  USED_COOKIE_IS_KEPT("F30", "a cookie in use does not expire"),
  EXPIRY_TAKES_ITS_TIME("F31", "a cookie does not expire early"),
  USE_CALLS_OFF_EXPIRY("F32", "a cookie in use is not marked as expired"),
  UNTOUCHED_UNTIL_USED("F33", "the backend hears of a cookie only after a lookup began"),
  COOKIES_OF_VOLUME_COUNTED("F34", "a volume counts its cookies that are not relinquished"),
  VOLUME_REFERENCES_HAVE_OWNERS("F35", "a volume's reference count is the number of its owners"),
  VOLUMES_OF_CACHE_COUNTED("F36", "a cache counts its volumes, and each is a reference"),
  PENDING_VOLUME_HAS_PREDECESSOR("F37", "a volume waits only while its predecessor is there"),
  COLLIDED_VOLUME_IS_RELINQUISHED("F38", "only a relinquished volume is waited for"),
  CREATION_ENDS("F39", "at a quiet point no volume is being created"),
  ONE_VOLUME_AT_A_TIME("F40", "the backend is not asked to set up a volume that is set up"),
  VOLUME_PINNED_IN_SERVICE("F41", "a volume that is set up is pinned until it is withdrawn"),
  FAILURE_IS_LEFT_BY_THE_DOOR("F49", "a failed cookie is relinquished or withdrawn, nothing else"),
  WORK_REFERENCES_BALANCE("F48", "at a quiet point no reference belongs to work"),
  ;

  private final String number;
  private final String sentence;

  FscacheInvariant(String number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  @Override
  public String number() {
    return number;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}

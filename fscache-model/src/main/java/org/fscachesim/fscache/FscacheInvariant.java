package org.fscachesim.fscache;

/// What holds in fscache whatever happens, as far as [FscacheInvariants] checks it.
///
/// A *quiet point* is a moment at which no work is pending or running and no call is under way.
public enum FscacheInvariant {
  /// At a quiet point.
  REFERENCES_HAVE_OWNERS(1, "a cookie's reference count is the number of its owners"),
  HASHED_AS_FLAGGED(2, "a cookie is hashed if and only if it says so, and never when dropped"),
  ONE_COOKIE_PER_KEY(3, "one cookie in use for each key of a volume"),
  ONE_VOLUME_PER_KEY(4, "one volume in use for each key of a cache"),
  DROPPED_IS_FINAL(5, "the backend is not called for a dropped cookie"),
  OBJECT_FITS_STATE(6, "a quiescent or dropped cookie has no object"),
  ONE_WITHDRAWAL_PER_LOOKUP(7, "an object is withdrawn once, by the worker, in a state of leaving"),
  NO_OPERATION_WHILE_LEAVING(8, "no operation is open when a cookie begins to leave the cache"),
  WORKER_IS_ALONE(9, "a cookie's worker does not run twice at the same time"),
  LOOKUP_IS_PINNED(10, "a lookup holds its volume and its cookie"),
  CACHE_DRAINED(12, "a withdrawn cache has no access left"),
  VOLUME_DRAINED(13, "a withdrawn volume has no access left"),
  OBJECTS_COUNTED(14, "no more objects are uncounted than were counted"),
  RELINQUISHED_CACHE_IS_BARE(15, "a cache without a backend has no operations and no objects"),
  ACCESSES_BALANCE(16, "every access that was granted ends once"),
  RELINQUISHED_COOKIE_GOES(19, "a relinquished cookie without accesses is dropped"),
  WITHDRAWN_COOKIE_GOES(20, "a withdrawn cookie without accesses leaves its state"),
  OPERATION_FITS_STATE(22, "an operation begins in a state that is fit for it"),
  INVALIDATIONS_COUNTED(24, "each invalidation counts once"),
  USE_COUNT_NOT_NEGATIVE(28, "a cookie is not unused more often than used"),
  LRU_CONSISTENT(29, "the LRU list is as long as its statistic, and each entry is a reference"),
  USED_COOKIE_IS_KEPT(30, "a cookie in use does not expire"),
  EXPIRY_TAKES_ITS_TIME(31, "a cookie does not expire early"),
  USE_CALLS_OFF_EXPIRY(32, "a cookie in use is not marked as expired"),
  UNTOUCHED_UNTIL_USED(33, "the backend hears of a cookie only after a lookup began"),
  COOKIES_OF_VOLUME_COUNTED(34, "a volume counts its cookies that are not relinquished"),
  VOLUME_REFERENCES_HAVE_OWNERS(35, "a volume's reference count is the number of its owners"),
  VOLUMES_OF_CACHE_COUNTED(36, "a cache counts its volumes, and each is a reference"),
  PENDING_VOLUME_HAS_PREDECESSOR(37, "a volume waits only while its predecessor is there"),
  COLLIDED_VOLUME_IS_RELINQUISHED(38, "only a relinquished volume is waited for"),
  CREATION_ENDS(39, "at a quiet point no volume is being created"),
  ONE_VOLUME_AT_A_TIME(40, "the backend is not asked to set up a volume that is set up"),
  VOLUME_PINNED_IN_SERVICE(41, "a volume that is set up is pinned until it is withdrawn"),
  WORK_REFERENCES_BALANCE(48, "at a quiet point no reference belongs to work"),
  ;

  private final int number;
  private final String sentence;

  FscacheInvariant(int number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  /// Its number, for reports.
  public int number() {
    return number;
  }

  /// What holds.
  public String sentence() {
    return sentence;
  }
}

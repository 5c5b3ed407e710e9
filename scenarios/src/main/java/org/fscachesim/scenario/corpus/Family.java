package org.fscachesim.scenario.corpus;

/// The part of the stack in which a bug was.
public enum Family {
  /// Caches, volumes and cookies.
  FSCACHE("fscache: caches, volumes and cookies"),
  /// The cache on disk, in both modes.
  CACHEFILES("cachefiles: the cache on disk"),
  /// Requests to the daemon and its descriptors.
  ON_DEMAND("cachefiles: on-demand mode"),
  /// The netfs library and its page cache.
  NETFS("the netfs library"),
  /// EROFS as a client of fscache.
  EROFS("EROFS over fscache"),
  /// Guards that were right from the start, taken out: bugs that never were.
  GUARDS("guards that were never missing");

  private final String title;

  Family(String title) {
    this.title = title;
  }

  /// A heading for lists.
  public String title() {
    return title;
  }
}

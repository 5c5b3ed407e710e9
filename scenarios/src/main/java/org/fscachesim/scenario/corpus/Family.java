package org.fscachesim.scenario.corpus;

/// The part of the stack in which a bug was.
public enum Family {
  /// Caches, volumes and cookies.
  FSCACHE,
  /// The cache on disk, in both modes.
  CACHEFILES,
  /// Requests to the daemon and its descriptors.
  ON_DEMAND,
  /// EROFS as a client of fscache.
  EROFS,
  /// Guards that were right from the start, taken out: bugs that never were.
  GUARDS
}

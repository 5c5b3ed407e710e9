package org.fscachesim.fscache;

/// Where a cache stands between its name being known and its withdrawal.
///
/// Only [#ACTIVE] counts as live: every access pin is refused in all other states.
///
/// Kernel: include/linux/fscache-cache.h (enum fscache_cache_state)
public enum CacheState {
  /// Nobody backs the name yet, or nobody does any more.
  NOT_PRESENT('-'),
  /// A backend has claimed the name and is setting up.
  PREPARING('P'),
  /// In service.
  ACTIVE('A'),
  /// The backend met an I/O error; nothing new may start, nothing is withdrawn yet.
  GOT_IOERROR('E'),
  /// Being taken out of service.
  WITHDRAWN('W');

  private final char letter;

  CacheState(char letter) {
    this.letter = letter;
  }

  /// The letter that `/proc/fs/fscache/caches` shows.
  public char letter() {
    return letter;
  }
}

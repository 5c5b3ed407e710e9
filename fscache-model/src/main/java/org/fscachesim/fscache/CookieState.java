package org.fscachesim.fscache;

/// The state of a data cookie. [CookieStateMachine] has the moves between them.
///
/// Kernel: include/linux/fscache.h (enum fscache_cookie_state)
public enum CookieState {
  /// No backend object.
  QUIESCENT('-'),
  /// Queued for lookup, or in it.
  LOOKING_UP('L'),
  /// The backend found nothing and is creating; parameters may be used already.
  CREATING('C'),
  /// Usable.
  ACTIVE('A'),
  /// An invalidation is queued or runs; new operations wait.
  INVALIDATING('I'),
  /// Caching stopped on this cookie; only relinquishing or withdrawal leave this state.
  FAILED('F'),
  /// Being dropped because nobody used it for a while.
  LRU_DISCARDING('U'),
  /// Being taken away by the backend.
  WITHDRAWING('W'),
  /// Being let go by its client.
  RELINQUISHING('R'),
  /// The end.
  DROPPED('D');

  private final char letter;

  CookieState(char letter) {
    this.letter = letter;
  }

  /// The letter that `/proc/fs/fscache/cookies` shows.
  public char letter() {
    return letter;
  }
}

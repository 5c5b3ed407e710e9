package org.fscachesim.fscache;

/// Why the reference count of a volume was looked at or changed.
///
/// Kernel: include/trace/events/fscache.h (enum fscache_volume_trace)
public enum VolumeTrace {
  /// A newcomer with the same key was refused.
  COLLISION("*COLLIDE*"),
  /// A cookie was hashed.
  GET_COOKIE("GET cook "),
  /// Creation was queued.
  GET_CREATE_WORK("GET creat"),
  /// A newcomer with the same key waits for this one. No reference is taken.
  GET_HASH_COLLISION("GET hcoll"),
  /// The backend holds it while withdrawing.
  GET_WITHDRAW("GET withd"),
  /// Freed.
  FREE("FREE     "),
  /// Created.
  NEW_ACQUIRE("NEW acq  "),
  /// A cookie was freed.
  PUT_COOKIE("PUT cook "),
  /// Creation ended, or was queued already.
  PUT_CREATE_WORK("PUT creat"),
  /// The newcomer was refused.
  PUT_HASH_COLLISION("PUT hcoll"),
  /// The client let go.
  PUT_RELINQUISH("PUT relnq"),
  /// The backend let go after withdrawing.
  PUT_WITHDRAW("PUT withd"),
  /// Creation runs.
  SEE_CREATE_WORK("SEE creat"),
  /// This newcomer may go on.
  SEE_HASH_WAKE("SEE hwake"),
  /// Somebody waits for creation.
  WAIT_CREATE_WORK("WAIT crea");

  private final String text;

  VolumeTrace(String text) {
    this.text = text;
  }

  /// The words that the trace event shows, with the kernel's padding.
  public String text() {
    return text;
  }
}

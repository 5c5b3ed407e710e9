package org.fscachesim.cachefiles.ondemand;

/// Where an object stands with the daemon, from Linux 6.8 on.
///
/// Kernel: fs/cachefiles/internal.h (enum cachefiles_object_state)
public enum ObjectState {
  /// The daemon has no descriptor, or has not answered the OPEN yet.
  CLOSE,
  /// The OPEN was answered.
  OPEN,
  /// A READ found the object closed; the daemon is asked to open it again.
  REOPENING,
  /// It is being withdrawn; nothing is asked any more.
  DROPPING
}

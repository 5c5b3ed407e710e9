package org.fscachesim.scenario.daemon;

import org.fscachesim.devnode.wire.DaemonMessage;

/// Told what a daemon does, as it does it; from any of its workers.
public interface DaemonListener {
  /// A daemon that nobody watches.
  DaemonListener NONE = new DaemonListener() {};

  /// A message was read.
  default void asked(String worker, DaemonMessage message) {}

  /// A message was answered.
  default void answered(String worker, DaemonMessage message, String answer) {}
}

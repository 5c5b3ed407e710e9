package org.fscachesim.scenario.record;

import java.util.concurrent.TimeUnit;

/// Waiting in real time.
final class Pauses {
  private Pauses() {}

  /// Sleeps. A thread that is interrupted sleeps no longer, and stays interrupted.
  static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

package org.fscachesim.kernel.race;

import java.util.concurrent.atomic.AtomicInteger;

/// [WithdrawalRace] with the fix, of threads and a monitor.
final class PlainWithdrawalRace {
  private volatile boolean live = true;
  private volatile boolean freed;
  private final AtomicInteger accesses = new AtomicInteger(1);
  private final Object idle = new Object();

  private PlainWithdrawalRace() {}

  /// Runs two accessors and a withdrawer to their end.
  static void run() {
    PlainWithdrawalRace race = new PlainWithdrawalRace();
    Plain.join(
        Plain.start(() -> race.access()),
        Plain.start(() -> race.access()),
        Plain.start(() -> race.withdraw()));
  }

  private void access() {
    if (!live) {
      return;
    }
    var _ = accesses.incrementAndGet();
    if (live) {
      for (int i = 0; i < 3; i++) {
        Plain.check(!freed, "the freed resource is touched");
      }
    }
    if (accesses.decrementAndGet() == 0) {
      synchronized (idle) {
        idle.notifyAll();
      }
    }
  }

  private void withdraw() {
    live = false;
    var _ = accesses.decrementAndGet();
    synchronized (idle) {
      while (accesses.get() != 0) {
        try {
          idle.wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    freed = true;
  }
}

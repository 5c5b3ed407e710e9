package org.fscachesim.kernel.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.fscachesim.kernel.Machines;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.wait.Completion;
import org.junit.jupiter.api.Test;

/// What timers do on every machine.
abstract class TimerContract {
  private static final long MS = 1_000_000L;

  private final Machines machines;

  TimerContract(Machines machines) {
    this.machines = machines;
  }

  @Test
  void aTimerCallsBackOnceAtItsTime() {
    machines.run(
        k -> {
          AtomicInteger calls = new AtomicInteger();
          long[] at = new long[1];
          Timer timer =
              new Timer(
                  k,
                  "timer",
                  () -> {
                    at[0] = k.nanos();
                    calls.incrementAndGet();
                  });
          assertFalse(timer.isPending());
          long due = k.nanos() + 2 * MS;
          timer.modify(due);
          assertTrue(timer.isPending());
          assertEquals(due, timer.expiresNanos());
          Machines.awaitCount(k, calls, 1);
          assertTrue(at[0] >= due);
          assertFalse(timer.isPending());
          k.sleepMillis(5);
          assertEquals(1, calls.get());
          timer.modify(k.nanos());
          Machines.awaitCount(k, calls, 2);
        });
  }

  @Test
  void modifyMovesATimerBothWays() {
    machines.run(
        k -> {
          AtomicInteger calls = new AtomicInteger();
          long[] at = new long[1];
          Timer timer =
              new Timer(
                  k,
                  "timer",
                  () -> {
                    at[0] = k.nanos();
                    calls.incrementAndGet();
                  });
          timer.modify(k.nanos() + 3_600_000 * MS);
          k.sleepMillis(1);
          timer.modify(k.nanos() + 1 * MS);
          Machines.awaitCount(k, calls, 1);
          long later = k.nanos() + 20 * MS;
          timer.modify(k.nanos() + 10 * MS);
          timer.modify(later);
          Machines.awaitCount(k, calls, 2);
          assertTrue(at[0] >= later);
        });
  }

  @Test
  void reduceMovesATimerToEarlierPointsOnly() {
    machines.run(
        k -> {
          Timer timer = new Timer(k, "timer", () -> {});
          long hour = k.nanos() + 3_600_000 * MS;
          timer.reduce(hour);
          assertEquals(hour, timer.expiresNanos());
          timer.reduce(hour + 1);
          assertEquals(hour, timer.expiresNanos());
          timer.reduce(hour - 1);
          assertEquals(hour - 1, timer.expiresNanos());
          assertTrue(timer.cancel());
          timer.reduce(hour + 5);
          assertEquals(hour + 5, timer.expiresNanos(), "it was not pending");
          timer.cancel();
        });
  }

  @Test
  void ofConcurrentReductionsTheEarliestWins() {
    machines.run(
        k -> {
          Timer timer = new Timer(k, "timer", () -> {});
          long hour = k.nanos() + 3_600_000 * MS;
          AtomicInteger next = new AtomicInteger();
          Machines.together(
              k,
              4,
              () -> {
                for (int i = 0; i < 20; i++) {
                  timer.reduce(hour - next.incrementAndGet());
                }
              });
          assertEquals(hour - 80, timer.expiresNanos());
          assertTrue(timer.cancel());
        });
  }

  @Test
  void aCancelledTimerDoesNotCallBack() {
    machines.run(
        k -> {
          AtomicInteger calls = new AtomicInteger();
          Timer timer = new Timer(k, "timer", calls::incrementAndGet);
          timer.modify(k.nanos() + 200 * MS);
          assertTrue(timer.cancel());
          assertFalse(timer.cancel());
          assertFalse(timer.peekPending());
          k.sleepMillis(1);
          timer.modify(k.nanos() + 200 * MS);
          assertTrue(timer.cancel());
          k.sleepMillis(300);
          assertEquals(0, calls.get());
        });
  }

  @Test
  void aCallbackNeverRunsTwiceAtTheSameTime() {
    machines.run(
        k -> {
          AtomicInteger inside = new AtomicInteger();
          AtomicInteger calls = new AtomicInteger();
          AtomicCounter point = new AtomicCounter(k, "point", 0);
          Timer[] self = new Timer[1];
          self[0] =
              new Timer(
                  k,
                  "timer",
                  () -> {
                    assertEquals(1, inside.incrementAndGet(), "two callbacks at the same time");
                    if (calls.incrementAndGet() < 5) {
                      self[0].modify(k.nanos());
                    }
                    for (int i = 0; i < 5; i++) {
                      point.get();
                    }
                    inside.decrementAndGet();
                  });
          self[0].modify(k.nanos());
          for (int i = 0; i < 10; i++) {
            point.get();
            self[0].modify(k.nanos());
          }
          Machines.awaitCount(k, calls, 5);
          while (self[0].isPending() || inside.get() > 0) {
            k.sleepMillis(1);
          }
        });
  }

  @Test
  void aCallbackMayTakeSpinLocksButNotSleep() {
    machines.run(
        k -> {
          SpinLock lock = new SpinLock(k, "lock");
          Completion called = new Completion(k, "called");
          Timer timer =
              new Timer(
                  k,
                  "timer",
                  () -> {
                    try (var _ = lock.hold()) {
                      called.complete();
                    }
                  });
          timer.modify(k.nanos());
          called.await();
        });
    assertEquals(
        "sleeping function called in atomic context: timer/lru#2 calls msleep while it holds"
            + " softirq of timer lru",
        machines.bugOf(
            k -> {
              Timer timer = new Timer(k, "lru", () -> k.sleepMillis(1));
              timer.modify(k.nanos());
              new Completion(k, "never").await();
            }));
  }
}

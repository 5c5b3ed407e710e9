package org.fscachesim.kernel.wait;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.Machines;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;

/// What wait queues, completions and poll tables do on every machine.
abstract class WaitContract {
  private static final long MS = 1_000_000L;

  private final Machines machines;

  WaitContract(Machines machines) {
    this.machines = machines;
  }

  @Test
  void everyWaiterGoesOnWhenTheConditionHoldsAndAllAreWoken() {
    machines.run(
        k -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          AtomicCounter open = new AtomicCounter(k, "open", 0);
          List<Task> waiters = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            waiters.add(k.spawn("waiter", () -> queue.await(() -> open.get() == 1, "open")));
          }
          open.set(1);
          queue.wakeAll();
          waiters.forEach(Task::join);
          assertFalse(queue.isActive());
        });
  }

  @Test
  void aWakeUpWithoutTheConditionIsNoReasonToGoOn() {
    machines.run(
        k -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          AtomicCounter open = new AtomicCounter(k, "open", 0);
          Task waiter =
              k.spawn(
                  "waiter",
                  () -> {
                    queue.await(() -> open.get() == 2, "open");
                    assertEquals(2, open.get());
                  });
          while (!queue.isActive()) {
            k.sleepMillis(1);
          }
          queue.wakeAll();
          open.set(1);
          queue.wakeOne();
          open.set(2);
          queue.wakeAll();
          waiter.join();
        });
  }

  /// Takes one of the things that a producer puts on the counter.
  private static boolean take(AtomicCounter things) {
    while (true) {
      long now = things.peek();
      if (now == 0) {
        return false;
      }
      if (things.compareAndSet(now, now - 1)) {
        return true;
      }
    }
  }

  @Test
  void eachWakeOneWakesAnotherWaiter() {
    machines.run(
        k -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          AtomicCounter things = new AtomicCounter(k, "things", 0);
          List<Task> takers = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            takers.add(k.spawn("taker", () -> queue.await(() -> take(things), "a thing")));
          }
          for (int i = 0; i < 3; i++) {
            things.incrementAndGet();
            queue.wakeOne();
          }
          takers.forEach(Task::join);
          assertEquals(0, things.get());
        });
  }

  @Test
  void wakeOneWakesWhoWaitsLongest() {
    machines.run(
        k -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          List<Integer> woken = new ArrayList<>();
          AtomicInteger standing = new AtomicInteger();
          List<Task> tasks = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            int me = i;
            int[] looks = new int[1];
            tasks.add(
                k.spawn(
                    "waiter" + i,
                    () ->
                        queue.await(
                            () -> {
                              looks[0]++;
                              if (looks[0] == 2) {
                                standing.incrementAndGet();
                              } else if (looks[0] > 2) {
                                woken.add(me);
                                return true;
                              }
                              return false;
                            },
                            "turn")));
            Machines.awaitCount(k, standing, i + 1);
          }
          for (int i = 0; i < 3; i++) {
            queue.wakeOne();
            tasks.get(i).join();
            assertEquals(i + 1, woken.size());
          }
          assertEquals(List.of(0, 1, 2), woken);
        });
  }

  @Test
  void aWaiterThatLeavesPassesItsWakeUpOn() {
    machines.run(
        k -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          AtomicCounter things = new AtomicCounter(k, "things", 0);
          AtomicInteger got = new AtomicInteger();
          Task doomed =
              k.spawn(
                  "doomed",
                  () -> {
                    if (queue.awaitKillable(() -> take(things), "a thing")) {
                      got.incrementAndGet();
                    }
                  });
          Task late =
              k.spawn(
                  "late",
                  () -> {
                    if (queue.awaitUntil(() -> take(things), "a thing", k.nanos() + MS)) {
                      got.incrementAndGet();
                    }
                  });
          Task patient =
              k.spawn(
                  "patient",
                  () -> {
                    queue.await(() -> take(things), "a thing");
                    got.incrementAndGet();
                  });
          doomed.kill();
          things.incrementAndGet();
          queue.wakeOne();
          doomed.join();
          late.join();
          if (got.get() == 1 && !patient.joinUntil(k.nanos() + 20 * MS)) {
            things.incrementAndGet();
            queue.wakeOne();
          }
          patient.join();
        });
  }

  @Test
  void aConditionThatWaitsForLocksLosesNoWakeUp() {
    machines.run(
        k -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          SpinLock first = new SpinLock(k, "first");
          SpinLock second = new SpinLock(k, "second");
          int[] plain = new int[1];
          for (int round = 1; round <= 10; round++) {
            int want = round;
            Task waiter =
                k.spawn(
                    "waiter",
                    () ->
                        queue.await(
                            () -> {
                              boolean holds;
                              try (var _ = first.hold()) {
                                holds = plain[0] >= want;
                              }
                              // Whoever holds this one has woken the waiter already.
                              try (var _ = second.hold()) {
                                return holds;
                              }
                            },
                            "round"));
            try (var _ = second.hold()) {
              try (var _ = first.hold()) {
                plain[0] = want;
              }
              queue.wakeAll();
            }
            waiter.join();
          }
        });
  }

  @Test
  void aTimedWaitTellsWhetherTheConditionHolds() {
    machines.run(
        k -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          long deadline = k.nanos() + 2 * MS;
          assertFalse(queue.awaitUntil(() -> false, "never", deadline));
          assertTrue(k.nanos() >= deadline);
          assertTrue(queue.awaitUntil(() -> true, "always", deadline));
          AtomicCounter open = new AtomicCounter(k, "open", 0);
          Task opener =
              k.spawn(
                  "opener",
                  () -> {
                    open.set(1);
                    queue.wakeAll();
                  });
          assertTrue(queue.awaitUntil(() -> open.get() == 1, "open", Long.MAX_VALUE));
          opener.join();
        });
  }

  @Test
  void aConditionThatHoldsWinsOverAKill() {
    machines.run(
        k -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          k.current().kill();
          assertTrue(queue.awaitKillable(() -> true, "always"));
          assertFalse(queue.awaitKillable(() -> false, "never"));
        });
  }

  @Test
  void completeLetsOneGoOnForEachCall() {
    machines.run(
        k -> {
          Completion completion = new Completion(k, "completion");
          AtomicInteger through = new AtomicInteger();
          List<Task> waiters = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            waiters.add(
                k.spawn(
                    "waiter",
                    () -> {
                      completion.await();
                      through.incrementAndGet();
                    }));
          }
          completion.complete();
          completion.complete();
          Machines.awaitCount(k, through, 2);
          assertFalse(completion.isDone());
          k.sleepMillis(2);
          assertEquals(2, through.get());
          completion.complete();
          waiters.forEach(Task::join);
        });
  }

  @Test
  void completeAllLetsAllGoOnNowAndLater() {
    machines.run(
        k -> {
          Completion completion = new Completion(k, "completion");
          List<Task> waiters = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            waiters.add(k.spawn("waiter", completion::await));
          }
          completion.completeAll();
          waiters.forEach(Task::join);
          completion.complete();
          assertTrue(completion.isDone());
          assertTrue(completion.awaitKillable());
          completion.await();
          assertEquals("completion (done)", completion.toString());
        });
  }

  @Test
  void aCompletionBeforeTheWaitCounts() {
    machines.run(
        k -> {
          Completion completion = new Completion(k, "completion");
          completion.complete();
          completion.await();
          assertFalse(completion.isDone());
          k.current().kill();
          assertFalse(completion.awaitKillable());
        });
  }

  private static Task poller(Kernel k, WaitQueue queue, AtomicCounter ready, long deadline) {
    return k.spawn(
        "poller",
        () -> {
          try (PollTable table = new PollTable(k)) {
            table.register(queue);
            while (ready.get() == 0 && k.nanos() < deadline && !k.current().isKilled()) {
              table.sleepUntil(deadline);
            }
          }
        });
  }

  @Test
  void aPollWakesOnEveryKindOfWakeUp() {
    machines.run(
        k -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          AtomicCounter ready = new AtomicCounter(k, "ready", 0);
          Task all = poller(k, queue, ready, Long.MAX_VALUE);
          ready.set(1);
          queue.wakeAll();
          all.join();
          ready.set(0);
          Task one = poller(k, queue, ready, Long.MAX_VALUE);
          Task other = poller(k, queue, ready, Long.MAX_VALUE);
          ready.set(1);
          queue.wakeOne();
          one.join();
          other.join();
          assertFalse(queue.isActive(), "a poll that has ended is in no queue");
        });
  }

  @Test
  void aPollEndsAtItsDeadlineOrAKill() {
    machines.run(
        k -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          AtomicCounter ready = new AtomicCounter(k, "ready", 0);
          poller(k, queue, ready, k.nanos() + MS).join();
          Task killed = poller(k, queue, ready, Long.MAX_VALUE);
          killed.kill();
          killed.join();
        });
  }

  @Test
  void aWakeUpWhileAPollLooksAtFilesIsKept() {
    machines.run(
        k -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          SpinLock lock = new SpinLock(k, "lock");
          int[] ready = new int[1];
          for (int round = 1; round <= 10; round++) {
            int want = round;
            Task poller =
                k.spawn(
                    "poller",
                    () -> {
                      try (PollTable table = new PollTable(k)) {
                        table.register(queue);
                        while (true) {
                          boolean seen = ready[0] >= want;
                          try (var _ = lock.hold()) {
                            if (seen) {
                              return;
                            }
                          }
                          table.sleepUntil(Long.MAX_VALUE);
                        }
                      }
                    });
            try (var _ = lock.hold()) {
              ready[0] = want;
              queue.wakeAll();
            }
            poller.join();
          }
        });
  }
}

package org.fscachesim.kernel.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Flags;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.RwSemaphore;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.time.Timer;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.kernel.wait.WaitQueue;
import org.fscachesim.kernel.work.DelayedWork;
import org.fscachesim.kernel.work.Work;
import org.junit.jupiter.api.Test;

/// The primitives under true parallelism, each for a moment. A lost wake-up or a deadlock shows as
/// a hung run, whose report says who waits for what.
final class LiveHammerTest {
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(700);

  /// What a hammer needs: the kernel, and when it is enough.
  private record Hammer(Kernel kernel, BooleanSupplier goesOn) {
    void together(int count, Runnable body) {
      List<Task> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        tasks.add(kernel.spawn("hammer" + i, body));
      }
      tasks.forEach(Task::join);
    }
  }

  private static void hammer(Consumer<Hammer> body) {
    LiveMachine machine = new LiveMachine();
    Kernel kernel = Kernel.boot(KernelConfig.of(KernelVersion.V6_8), machine);
    long end = System.nanoTime() + MOMENT;
    try {
      machine.run(
          "main",
          () -> body.accept(new Hammer(kernel, () -> System.nanoTime() < end)),
          Duration.ofSeconds(40));
    } finally {
      machine.halt();
    }
  }

  @Test
  void locksExclude() {
    hammer(
        h -> {
          SpinLock spin = new SpinLock(h.kernel, "spin");
          Mutex mutex = new Mutex(h.kernel, "mutex");
          long[] plain = new long[2];
          AtomicLong rounds = new AtomicLong();
          h.together(
              8,
              () -> {
                while (h.goesOn.getAsBoolean()) {
                  try (var _ = mutex.hold()) {
                    plain[0]++;
                    try (var _ = spin.hold()) {
                      plain[1]++;
                    }
                  }
                  rounds.incrementAndGet();
                }
              });
          assertEquals(rounds.get(), plain[0]);
          assertEquals(rounds.get(), plain[1]);
        });
  }

  @Test
  void readersShareAndWritersExclude() {
    hammer(
        h -> {
          RwSemaphore semaphore = new RwSemaphore(h.kernel, "semaphore");
          long[] pair = new long[2];
          h.together(
              6,
              () -> {
                SplittableRandom random = new SplittableRandom(h.kernel.current().id());
                while (h.goesOn.getAsBoolean()) {
                  if (random.nextInt(4) == 0) {
                    try (var _ = semaphore.holdWrite()) {
                      pair[0]++;
                      pair[1]++;
                    }
                  } else {
                    try (var _ = semaphore.holdRead()) {
                      assertEquals(pair[0], pair[1]);
                    }
                  }
                }
              });
        });
  }

  @Test
  void noCompletionIsLost() {
    hammer(
        h -> {
          Completion ping = new Completion(h.kernel, "ping");
          Completion pong = new Completion(h.kernel, "pong");
          boolean[] last = new boolean[1];
          Task partner =
              h.kernel.spawn(
                  "partner",
                  () -> {
                    while (true) {
                      ping.await();
                      if (last[0]) {
                        return;
                      }
                      pong.complete();
                    }
                  });
          while (h.goesOn.getAsBoolean()) {
            ping.complete();
            pong.await();
          }
          last[0] = true;
          ping.complete();
          partner.join();
        });
  }

  @Test
  void noWakeOneIsLost() {
    hammer(
        h -> {
          WaitQueue queue = new WaitQueue(h.kernel, "queue");
          AtomicCounter things = new AtomicCounter(h.kernel, "things", 0);
          AtomicCounter taken = new AtomicCounter(h.kernel, "taken", 0);
          AtomicInteger over = new AtomicInteger();
          List<Task> takers = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            takers.add(
                h.kernel.spawn(
                    "taker" + i,
                    () -> {
                      while (true) {
                        queue.await(
                            () -> {
                              long now = things.get();
                              while (now > 0 && !things.compareAndSet(now, now - 1)) {
                                now = things.get();
                              }
                              return now > 0 || over.get() > 0;
                            },
                            "a thing");
                        if (over.get() > 0) {
                          return;
                        }
                        taken.incrementAndGet();
                      }
                    }));
          }
          SplittableRandom random = new SplittableRandom(1);
          long given = 0;
          while (h.goesOn.getAsBoolean()) {
            int burst = random.nextInt(1, 6);
            for (int i = 0; i < burst; i++) {
              things.incrementAndGet();
              queue.wakeOne();
            }
            given += burst;
            // All that was given must be taken without another wake-up.
            while (taken.get() < given) {
              h.kernel.sleepMillis(1);
            }
          }
          over.set(1);
          queue.wakeAll();
          takers.forEach(Task::join);
        });
  }

  private enum Bit {
    LOCK
  }

  @Test
  void aBitIsALock() {
    hammer(
        h -> {
          Flags<Bit> flags = new Flags<>(h.kernel, "flags", Bit.class);
          long[] plain = new long[1];
          AtomicLong rounds = new AtomicLong();
          h.together(
              6,
              () -> {
                while (h.goesOn.getAsBoolean()) {
                  while (flags.testAndSet(Bit.LOCK)) {
                    flags.awaitClear(Bit.LOCK);
                  }
                  plain[0]++;
                  flags.clearAndWake(Bit.LOCK);
                  rounds.incrementAndGet();
                }
              });
          assertEquals(rounds.get(), plain[0]);
        });
  }

  @Test
  void killsAndWakeUpsTogetherLoseNeither() {
    hammer(
        h -> {
          while (h.goesOn.getAsBoolean()) {
            WaitQueue queue = new WaitQueue(h.kernel, "queue");
            AtomicCounter open = new AtomicCounter(h.kernel, "open", 0);
            Task killable =
                h.kernel.spawn("killable", () -> queue.awaitKillable(() -> false, "never"));
            Task stubborn =
                h.kernel.spawn("stubborn", () -> queue.await(() -> open.get() == 1, "open"));
            stubborn.kill();
            killable.kill();
            open.set(1);
            queue.wakeAll();
            killable.join();
            stubborn.join();
          }
        });
  }

  @Test
  void manyJoinOne() {
    hammer(
        h -> {
          while (h.goesOn.getAsBoolean()) {
            Task one = h.kernel.spawn("one", () -> {});
            List<Task> joiners = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
              joiners.add(
                  h.kernel.spawn(
                      "joiner",
                      () -> {
                        one.join();
                        assertTrue(one.isFinished());
                      }));
            }
            joiners.forEach(Task::join);
          }
        });
  }

  @Test
  void workNeverOverlapsAndNoRequestIsForgotten() {
    hammer(
        h -> {
          AtomicInteger inside = new AtomicInteger();
          AtomicLong asked = new AtomicLong();
          long[] served = new long[1];
          Work work =
              new Work(
                  h.kernel,
                  "work",
                  () -> {
                    assertEquals(1, inside.incrementAndGet(), "two runs at the same time");
                    served[0] = asked.get();
                    inside.decrementAndGet();
                  });
          h.together(
              4,
              () -> {
                while (h.goesOn.getAsBoolean()) {
                  long mine = asked.incrementAndGet();
                  h.kernel.workQueue("events").queue(work);
                  work.flush();
                  assertTrue(served[0] >= mine, "flush came back before the run");
                }
              });
        });
  }

  @Test
  void cancelledWorkIsIdleWhenCancelReturns() {
    hammer(
        h -> {
          AtomicInteger cancelled = new AtomicInteger();
          Work[] work = new Work[1];
          work[0] =
              new Work(
                  h.kernel,
                  "work",
                  () -> assertEquals(0, cancelled.get(), "it runs although it was cancelled"));
          while (h.goesOn.getAsBoolean()) {
            List<Task> queuers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
              queuers.add(
                  h.kernel.spawn("queuer", () -> h.kernel.workQueue("events").queue(work[0])));
            }
            Task other = h.kernel.spawn("other", () -> work[0].cancelSync());
            queuers.forEach(Task::join);
            work[0].cancelSync();
            cancelled.set(1);
            assertFalse(work[0].isPending());
            other.join();
            cancelled.set(0);
          }
        });
  }

  @Test
  void delayedWorkDoesNotSlipPastACancel() {
    hammer(
        h -> {
          AtomicInteger cancelled = new AtomicInteger();
          DelayedWork work =
              new DelayedWork(
                  h.kernel,
                  h.kernel.workQueue("events"),
                  "later",
                  () -> assertEquals(0, cancelled.get(), "it ran after cancelSync"));
          SplittableRandom random = new SplittableRandom(1);
          while (h.goesOn.getAsBoolean()) {
            work.queueAfter(random.nextInt(200_000));
            long until = System.nanoTime() + random.nextInt(300_000);
            while (System.nanoTime() < until) {
              Thread.onSpinWait();
            }
            work.cancelSync();
            cancelled.set(1);
            h.together(1, () -> {});
            cancelled.set(0);
          }
        });
  }

  @Test
  void timersThatAreMovedAndCancelledNeverOverlapNorStop() {
    hammer(
        h -> {
          AtomicInteger inside = new AtomicInteger();
          AtomicInteger calls = new AtomicInteger();
          Timer timer =
              new Timer(
                  h.kernel,
                  "timer",
                  () -> {
                    assertEquals(1, inside.incrementAndGet(), "two callbacks at the same time");
                    calls.incrementAndGet();
                    inside.decrementAndGet();
                  });
          h.together(
              3,
              () -> {
                SplittableRandom random = new SplittableRandom(h.kernel.current().id());
                while (h.goesOn.getAsBoolean()) {
                  switch (random.nextInt(3)) {
                    case 0 -> timer.modify(h.kernel.nanos() + random.nextInt(100_000));
                    case 1 -> timer.reduce(h.kernel.nanos() + random.nextInt(100_000));
                    default -> timer.cancel();
                  }
                }
              });
          int before = calls.get();
          timer.modify(h.kernel.nanos());
          while (calls.get() == before) {
            h.kernel.sleepMillis(1);
          }
        });
  }

  @Test
  void exactlyOneFrees() {
    hammer(
        h -> {
          while (h.goesOn.getAsBoolean()) {
            Refcount count = new Refcount(h.kernel, "object", 1);
            AtomicInteger freed = new AtomicInteger();
            Runnable put =
                () -> {
                  if (count.decAndTest()) {
                    freed.incrementAndGet();
                  }
                };
            h.together(
                4,
                () -> {
                  if (count.incNotZero()) {
                    put.run();
                  }
                });
            put.run();
            assertEquals(1, freed.get());
          }
        });
  }

  @Test
  void aReportDoesNotMindThatTasksGoOn() {
    hammer(
        h -> {
          Mutex mutex = new Mutex(h.kernel, "mutex");
          SpinLock spin = new SpinLock(h.kernel, "spin");
          LiveMachine machine = (LiveMachine) h.kernel.machine();
          Task reporter =
              h.kernel.spawn(
                  "reporter",
                  () -> {
                    while (h.goesOn.getAsBoolean()) {
                      assertTrue(machine.report().contains("main#1"));
                    }
                  });
          h.together(
              3,
              () -> {
                while (h.goesOn.getAsBoolean()) {
                  try (var _ = mutex.hold();
                      var _ = spin.hold()) {
                    spin.assertHeld();
                  }
                }
              });
          reporter.join();
        });
  }

  @Test
  void oppositeOrdersAreFoundEvenWhenTwoLearnAtTheSameMoment() {
    hammer(
        h -> {
          while (h.goesOn.getAsBoolean()) {
            LiveMachine machine = new LiveMachine();
            Kernel kernel = Kernel.boot(KernelConfig.of(KernelVersion.V6_8), machine);
            Task[] tasks = new Task[2];
            for (int i = 0; i < 2; i++) {
              Mutex outer = new Mutex(kernel, i == 0 ? "a" : "b");
              Mutex inner = new Mutex(kernel, i == 0 ? "b" : "a");
              tasks[i] =
                  machine.spawn(
                      "task",
                      () -> {
                        try (var _ = outer.hold();
                            var _ = inner.hold()) {
                          inner.assertHeld();
                        }
                      });
            }
            while (!tasks[0].isFinished() || !tasks[1].isFinished()) {
              Thread.onSpinWait();
            }
            boolean found = tasks[0].failure() != null || tasks[1].failure() != null;
            assertTrue(found, "both orders were learnt");
          }
        });
  }
}

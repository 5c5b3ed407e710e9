package org.fscachesim.kernel.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.Machines;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.wait.Completion;
import org.junit.jupiter.api.Test;

/// What deferred work does on every machine.
abstract class WorkContract {
  private static final long MS = 1_000_000L;

  private final Machines machines;

  WorkContract(Machines machines) {
    this.machines = machines;
  }

  @Test
  void workRunsInAWorkerNamedAfterQueueAndWork() {
    machines.run(
        k -> {
          AtomicReference<String> worker = new AtomicReference<>("");
          Work work = new Work(k, "lookup", () -> worker.set(k.current().name()));
          assertTrue(k.workQueue("fscache").queue(work));
          work.flush();
          assertEquals("kworker/fscache:lookup", worker.get());
          assertEquals(k.workQueue("fscache"), k.workQueue("fscache"));
        });
  }

  @Test
  void workIsPendingAtMostOnceUntilItBegins() {
    machines.run(
        k -> {
          Completion begun = new Completion(k, "begun");
          Completion go = new Completion(k, "go");
          AtomicInteger runs = new AtomicInteger();
          Work work =
              new Work(
                  k,
                  "work",
                  () -> {
                    runs.incrementAndGet();
                    begun.complete();
                    go.await();
                  });
          WorkQueue queue = k.workQueue("events");
          queue.queue(work);
          begun.await();
          assertFalse(work.isPending(), "what runs is not pending");
          assertTrue(queue.queue(work), "queued while it runs, it is to run once more");
          assertFalse(queue.queue(work));
          assertTrue(work.isPending());
          assertEquals(1, runs.get());
          go.completeAll();
          work.flush();
          assertEquals(2, runs.get());
          assertTrue(work.peekIdle());
        });
  }

  @Test
  void everyQueueingIsFollowedByARunAndNoTwoRunsOverlap() {
    machines.run(
        k -> {
          AtomicCounter point = new AtomicCounter(k, "point", 0);
          AtomicInteger inside = new AtomicInteger();
          AtomicInteger asked = new AtomicInteger();
          int[] seen = new int[1];
          int[] runs = new int[1];
          Work work =
              new Work(
                  k,
                  "work",
                  () -> {
                    assertEquals(1, inside.incrementAndGet(), "two runs at the same time");
                    seen[0] = asked.get();
                    runs[0]++;
                    point.get();
                    inside.decrementAndGet();
                  });
          AtomicInteger queued = new AtomicInteger();
          Machines.together(
              k,
              3,
              () -> {
                for (int i = 0; i < 10; i++) {
                  asked.incrementAndGet();
                  if (k.workQueue("events").queue(work)) {
                    queued.incrementAndGet();
                  }
                }
              });
          work.flush();
          assertEquals(30, seen[0], "the last request was followed by a run");
          assertEquals(queued.get(), runs[0]);
        });
  }

  @Test
  void cancelTakesPendingWorkBackAndWaitsForARun() {
    machines.run(
        k -> {
          Completion begun = new Completion(k, "begun");
          Completion go = new Completion(k, "go");
          AtomicInteger ended = new AtomicInteger();
          Work work =
              new Work(
                  k,
                  "work",
                  () -> {
                    begun.complete();
                    go.await();
                    ended.incrementAndGet();
                  });
          WorkQueue queue = k.workQueue("events");
          queue.queue(work);
          begun.await();
          queue.queue(work);
          AtomicReference<Boolean> was = new AtomicReference<>();
          Task canceller = k.spawn("canceller", () -> was.set(work.cancelSync()));
          while (work.isPending()) {
            k.sleepMillis(1);
          }
          assertFalse(queue.queue(work), "nobody can queue what is being cancelled");
          assertFalse(canceller.isFinished());
          go.completeAll();
          canceller.join();
          assertEquals(true, was.get());
          assertEquals(1, ended.get());
          assertFalse(work.cancelSync(), "nothing was pending");
          assertTrue(queue.queue(work), "after that it can be queued again");
          work.flush();
          assertEquals(2, ended.get());
        });
  }

  @Test
  void afterACancelNothingRunsWhoeverCancelsToo() {
    machines.run(
        k -> {
          AtomicInteger inside = new AtomicInteger();
          AtomicCounter point = new AtomicCounter(k, "point", 0);
          Work work =
              new Work(
                  k,
                  "work",
                  () -> {
                    inside.incrementAndGet();
                    point.get();
                    inside.decrementAndGet();
                  });
          WorkQueue queue = k.workQueue("events");
          AtomicInteger cancelling = new AtomicInteger();
          List<Task> tasks = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            tasks.add(
                k.spawn(
                    "canceller",
                    () -> {
                      cancelling.incrementAndGet();
                      work.cancelSync();
                      cancelling.decrementAndGet();
                    }));
            tasks.add(k.spawn("queuer", () -> queue.queue(work)));
          }
          tasks.forEach(Task::join);
          work.cancelSync();
          assertEquals(0, inside.get());
          assertFalse(work.isPending());
        });
  }

  @Test
  void workThatWaitsForItselfIsABug() {
    assertEquals(
        "kworker/events:work#2 flushes work work, which it runs itself",
        machines.bugOf(k -> selfish(k, Work::flush)));
    assertEquals(
        "kworker/events:work#2 cancels work work, which it runs itself",
        machines.bugOf(k -> selfish(k, Work::cancelSync)));
  }

  private interface OnWork {
    void accept(Work work);
  }

  private static void selfish(Kernel k, OnWork action) {
    Work[] self = new Work[1];
    self[0] = new Work(k, "work", () -> action.accept(self[0]));
    k.workQueue("events").queue(self[0]);
    new Completion(k, "never").await();
  }

  @Test
  void delayedWorkRunsAfterItsDelay() {
    machines.run(
        k -> {
          AtomicInteger runs = new AtomicInteger();
          long[] at = new long[1];
          DelayedWork work =
              new DelayedWork(
                  k,
                  k.workQueue("events"),
                  "later",
                  () -> {
                    at[0] = k.nanos();
                    runs.incrementAndGet();
                  });
          long due = k.nanos() + 2 * MS;
          assertTrue(work.queueAfter(2 * MS));
          assertFalse(work.queueAfter(0), "it waits already");
          assertTrue(work.isPending());
          Machines.awaitCount(k, runs, 1);
          assertTrue(at[0] >= due);
          assertFalse(work.isPending());
          assertFalse(work.cancelSync());
        });
  }

  @Test
  void delayedWorkThatIsCancelledNeverRunsAfterThat() {
    machines.run(
        k -> {
          AtomicInteger runs = new AtomicInteger();
          DelayedWork work =
              new DelayedWork(k, k.workQueue("events"), "later", runs::incrementAndGet);
          for (int i = 0; i < 10; i++) {
            work.queueAfter(i % 3 == 0 ? 0 : MS / 4);
            k.spawn("other", () -> {}).join();
            if (i % 2 == 0) {
              k.sleepMillis(0);
            }
            boolean was = work.cancelSync();
            int after = runs.get();
            assertFalse(work.isPending());
            k.sleepMillis(2);
            assertEquals(after, runs.get(), "it ran after cancelSync, which said " + was);
          }
        });
  }

  @Test
  void delayedWorkThatIsCancelledAndQueuedAgainKeepsItsNewDelay() {
    machines.run(
        k -> {
          AtomicInteger runs = new AtomicInteger();
          long[] at = new long[1];
          DelayedWork work =
              new DelayedWork(
                  k,
                  k.workQueue("events"),
                  "later",
                  () -> {
                    at[0] = k.nanos();
                    runs.incrementAndGet();
                  });
          Task other =
              k.spawn(
                  "other",
                  () -> {
                    work.queueAfter(MS);
                    work.cancelSync();
                  });
          other.join();
          long due = k.nanos() + 4 * MS;
          assertTrue(work.queueAfter(4 * MS));
          Machines.awaitCount(k, runs, 1);
          assertTrue(at[0] >= due, "ran " + (due - at[0]) + " ns too early");
        });
  }
}

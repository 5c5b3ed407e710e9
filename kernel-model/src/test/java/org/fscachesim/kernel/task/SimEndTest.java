package org.fscachesim.kernel.task;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.testing.LeavesTheWorldBroken;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.kernel.work.Work;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How a simulated run ends: by its main task, a failure, a deadlock, the step bound.
@LeavesTheWorldBroken(
    "tasks are left over on purpose: how the machine takes them down is the subject")
final class SimEndTest {
  private static HungTaskException hung(Simulation sim, Runnable body) {
    return assertThrows(HungTaskException.class, () -> sim.machine().run("main", body));
  }

  @Test
  void aDeadlockNamesEachTaskWhatItWaitsForAndWhoHoldsThat() {
    Simulation sim = Simulation.with(new FirstRunnable());
    Kernel kernel = sim.kernel();
    Mutex left = new Mutex(kernel, "left");
    Mutex right = new Mutex(kernel, "right");
    SpinLock spin = new SpinLock(kernel, "spin");
    Completion reply = new Completion(kernel, "reply");
    HungTaskException e =
        hung(
            sim,
            () -> {
              Task holder =
                  kernel.spawn(
                      "holder",
                      () -> {
                        left.lock();
                        right.lock();
                        reply.awaitKillable();
                        reply.await();
                      });
              Task waiter = kernel.spawn("waiter", () -> left.lock());
              Task napper = kernel.spawn("napper", () -> reply.awaitKillable());
              kernel.spawn("unlucky", right::lock);
              kernel.spawn("done", () -> {}).join();
              holder.kill();
              waiter.join();
              napper.join();
              spin.lock();
            });
    assertEquals(HungTaskException.Kind.DEADLOCK, e.kind());
    assertEquals(
        """
        hung task: nobody can run and nothing is due:
          main#1: wait for its end on task waiter#3
          holder#2: wait for completion on reply, holds left, right (killed)
          waiter#3: lock left, held by holder#2
          napper#4: wait for completion (killable) on reply
          unlucky#5: lock right, held by holder#2
        nobody is left to do it: main#1 -> waiter#3 -> holder#2 (has left) -> completion on reply
        nobody is left to do it: napper#4 -> completion on reply
        nobody is left to do it: unlucky#5 -> holder#2 (has right) -> completion on reply\
        """,
        e.getMessage());
  }

  @Test
  void aTaskThatHasNotBegunSaysSo() {
    Simulation sim = Simulation.with(new FirstRunnable());
    sim.machine()
        .run(
            "main",
            () -> {
              sim.kernel().spawn("late", () -> {});
              sim.kernel().sleepMillis(0);
              assertTrue(sim.machine().report().contains("late#2: start"), sim.machine().report());
            });
  }

  @Test
  void theStepBoundEndsALivelock() {
    Simulation sim = Simulation.on(new SimMachine(new RandomWalk(1), 1_000));
    AtomicCounter counter = new AtomicCounter(sim.kernel(), "counter", 0);
    HungTaskException e =
        hung(
            sim,
            () -> {
              Task spinner =
                  sim.kernel()
                      .spawn(
                          "spinner",
                          () -> {
                            while (counter.get() == 0) {}
                          });
              spinner.join();
            });
    assertEquals(HungTaskException.Kind.STEP_BOUND, e.kind());
    assertEquals(
        """
        no end after 1000 scheduling points:
          main#1: wait for its end on task spinner#2
          spinner#2: read counter (0)\
        """,
        e.getMessage());
    assertEquals(1_001, sim.machine().steps());
  }

  @Test
  void aFailureOfAnyTaskEndsTheRunAtOnce() {
    for (int seed = 0; seed < 30; seed++) {
      RuntimeException failure = new IllegalStateException("boom");
      Simulation sim = Simulation.with(new RandomWalk(seed));
      Completion never = new Completion(sim.kernel(), "never");
      RuntimeException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  sim.machine()
                      .run(
                          "main",
                          () -> {
                            sim.kernel().spawn("bystander", never::await);
                            sim.kernel()
                                .spawn(
                                    "failing",
                                    () -> {
                                      throw failure;
                                    });
                            never.await();
                          }));
      assertSame(failure, thrown);
    }
  }

  @Test
  void anErrorSurfacesAsItIs() {
    AssertionError error = new AssertionError("not so");
    assertSame(
        error,
        assertThrows(
            AssertionError.class,
            () ->
                Simulation.run(
                    s -> {
                      throw error;
                    })));
  }

  @Test
  void aTaskMayNotEndWithALockHeld() {
    KernelBug bug =
        assertThrows(
            KernelBug.class, () -> Simulation.run(s -> new Mutex(s.kernel(), "forgotten").lock()));
    assertEquals("main#1 ends with locks held: [forgotten held by main#1]", bug.getMessage());
  }

  /// A strategy that throws at its n-th question.
  private static Strategy throwingAt(int n, Throwable what) {
    return new Strategy() {
      private int asked;

      @Override
      public void begin() {}

      @Override
      public Task next(List<Task> runnable, @Nullable Task current) {
        if (++asked == n) {
          LiveMachine.rethrow(what);
        }
        return runnable.getLast();
      }

      @Override
      public int draw(String question, int n) {
        return 0;
      }
    };
  }

  @Test
  void aStrategyThatFailsEndsTheRunWhereverItIsAsked() {
    for (Throwable what : List.of(new AssertionError("e"), new IllegalStateException("r"))) {
      int n = 1;
      while (true) {
        List<String> unwound = new ArrayList<>();
        int at = n;
        try {
          Simulation.run(throwingAt(at, what), s -> crowd(s, unwound));
          break;
        } catch (AssertionError | IllegalStateException thrown) {
          assertSame(what, thrown);
          n++;
        }
      }
      assertTrue(n >= 8, "only " + n + " questions");
    }
  }

  private static void crowd(Simulation s, List<String> finals) {
    AtomicCounter counter = new AtomicCounter(s.kernel(), "counter", 0);
    Mutex mutex = new Mutex(s.kernel(), "mutex");
    List<Task> tasks = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      tasks.add(
          s.kernel()
              .spawn(
                  name,
                  () -> {
                    try (var _ = mutex.hold()) {
                      counter.incrementAndGet();
                      s.kernel().sleepMillis(1);
                    } finally {
                      finals.add(name);
                    }
                  }));
    }
    tasks.forEach(Task::join);
  }

  @Test
  void leftOverTasksAreUnwoundOneAtATimeOldestFirst() {
    Simulation sim = Simulation.with(new FirstRunnable());
    Kernel kernel = sim.kernel();
    List<String> order = new ArrayList<>();
    boolean[] busy = new boolean[1];
    AtomicCounter counter = new AtomicCounter(kernel, "counter", 0);
    Completion never = new Completion(kernel, "never");
    sim.machine()
        .run(
            "main",
            () -> {
              for (String name : List.of("a", "b", "c")) {
                kernel.spawn(
                    name,
                    () -> {
                      try {
                        never.await();
                      } finally {
                        assertTrue(!busy[0], "two tasks unwind at once");
                        busy[0] = true;
                        LockSupport.parkNanos(1);
                        counter.incrementAndGet();
                        order.add(name);
                        busy[0] = false;
                      }
                    });
              }
              kernel.sleepMillis(1);
            });
    assertEquals(List.of("a", "b", "c"), order);
    assertEquals(3, counter.peek());
  }

  @Test
  void aTaskThatNeverBeganNeverRuns() {
    Simulation sim =
        Simulation.run(
            s ->
                s.kernel()
                    .spawn(
                        "late",
                        () -> {
                          s.say("ran");
                        }));
    assertEquals(List.of(), sim.said());
  }

  @Test
  void aTaskThatUnwindsGivesItsLocksBackAndWaitsForNobody() {
    Simulation sim = Simulation.with(new FirstRunnable());
    Kernel kernel = sim.kernel();
    Mutex first = new Mutex(kernel, "first");
    Mutex second = new Mutex(kernel, "second");
    Completion never = new Completion(kernel, "never");
    sim.machine()
        .run(
            "main",
            () -> {
              kernel.spawn(
                  "a",
                  () -> {
                    try (var _ = first.hold()) {
                      never.await();
                    } finally {
                      sim.say("a lets go");
                      // Held by b, who stands: this cannot be had any more.
                      try (var _ = second.hold()) {
                        sim.say("a got the lock of b");
                      }
                    }
                  });
              kernel.spawn(
                  "b",
                  () -> {
                    try (var _ = second.hold()) {
                      first.lock();
                    } finally {
                      sim.say("b lets go");
                      try (var _ = first.hold()) {
                        sim.say("b takes what a gave back");
                      }
                    }
                  });
              kernel.sleepMillis(1);
            });
    assertEquals(List.of("a lets go", "b lets go", "b takes what a gave back"), sim.said());
    assertEquals("first", first.toString());
    assertEquals("second", second.toString());
  }

  @Test
  void whatUnwindingTasksStartNeverRuns() {
    Simulation sim = Simulation.with(new FirstRunnable());
    Kernel kernel = sim.kernel();
    Completion never = new Completion(kernel, "never");
    Work work = new Work(kernel, "work", () -> sim.say("work ran"));
    sim.machine()
        .run(
            "main",
            () -> {
              kernel.spawn(
                  "a",
                  () -> {
                    try {
                      never.await();
                    } finally {
                      kernel.spawn("child", () -> sim.say("child ran"));
                      kernel.workQueue("events").queue(work);
                      sim.say("started");
                      try {
                        work.flush();
                      } finally {
                        sim.say("did not wait");
                      }
                    }
                  });
              kernel.sleepMillis(1);
            });
    assertEquals(List.of("started", "did not wait"), sim.said());
  }

  @Test
  void aFinallyBlockThatSpinsOnAFieldIsGivenUp() {
    Simulation sim = Simulation.with(new FirstRunnable());
    AtomicCounter counter = new AtomicCounter(sim.kernel(), "counter", 0);
    Completion never = new Completion(sim.kernel(), "never");
    sim.machine()
        .run(
            "main",
            () -> {
              sim.kernel()
                  .spawn(
                      "spinner",
                      () -> {
                        try {
                          never.await();
                        } finally {
                          while (counter.get() == 0) {}
                        }
                      });
              sim.kernel().sleepMillis(1);
            });
    assertEquals(0, counter.peek());
  }

  @Test
  void aFailureWhileUnwindingDoesNotHideTheFirst() {
    RuntimeException failure = new IllegalStateException("first");
    Simulation sim = Simulation.with(new FirstRunnable());
    Completion never = new Completion(sim.kernel(), "never");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                sim.machine()
                    .run(
                        "main",
                        () -> {
                          sim.kernel()
                              .spawn(
                                  "bystander",
                                  () -> {
                                    try {
                                      never.await();
                                    } finally {
                                      sim.kernel().warn(true, "unwound");
                                      KernelBug.check(sim.machine().steps() < 0, "second");
                                    }
                                  });
                          sim.kernel().sleepMillis(1);
                          throw failure;
                        })));
    assertEquals(List.of("unwound"), sim.kernel().log().warnings());
  }

  @Test
  void everyWayToHangIsFoundEveryTime() {
    // The runner and the task that finds the end must agree on who runs, whatever their timing.
    for (int round = 0; round < 300; round++) {
      Simulation dead = Simulation.with(new RandomWalk(round));
      Completion never = new Completion(dead.kernel(), "never");
      HungTaskException deadlock =
          hung(
              dead,
              () -> {
                for (int i = 0; i < 4; i++) {
                  dead.kernel().spawn("waiter", never::await);
                }
                for (int i = 0; i < 4; i++) {
                  dead.kernel().spawn("ender", () -> {});
                }
                never.await();
              });
      assertEquals(HungTaskException.Kind.DEADLOCK, deadlock.kind());
      Simulation live = Simulation.on(new SimMachine(new RandomWalk(round), 200));
      AtomicCounter counter = new AtomicCounter(live.kernel(), "counter", 0);
      HungTaskException bound =
          hung(
              live,
              () -> {
                for (int i = 0; i < 4; i++) {
                  live.kernel()
                      .spawn(
                          "spinner",
                          () -> {
                            while (counter.get() == 0) {}
                          });
                }
                while (counter.get() == 0) {}
              });
      assertEquals(HungTaskException.Kind.STEP_BOUND, bound.kind());
    }
  }

  @Test
  void aThousandMachinesLeaveNoThreadsBehind() {
    List<Thread> seen = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Simulation sim = Simulation.with(new RandomWalk(i));
      Completion never = new Completion(sim.kernel(), "never");
      sim.machine()
          .run(
              "main",
              () -> {
                for (int n = 0; n < 5; n++) {
                  sim.kernel()
                      .spawn(
                          "left",
                          () -> {
                            seen.add(Thread.currentThread());
                            never.await();
                          });
                }
                sim.kernel().sleepMillis(1);
              });
    }
    assertEquals(5000, seen.size());
    await()
        .until(
            () -> seen.stream().distinct().filter(Thread::isAlive).count(),
            alive -> alive <= ThreadRunner.MAX_IDLE);
  }
}

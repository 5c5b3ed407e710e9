package org.fscachesim.kernel.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.trace.TraceEvent;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.kernel.wait.WaitQueue;
import org.fscachesim.kernel.work.Work;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SimMachineTest {
  private record Step(String text) implements TraceEvent {
    @Override
    public String event() {
      return "step";
    }
  }

  /// Three tasks that lock, wait, sleep, draw and defer work.
  private static void medley(Simulation sim) {
    Kernel kernel = sim.kernel();
    kernel.trace().turn(true);
    AtomicCounter counter = new AtomicCounter(kernel, "counter", 0);
    Mutex mutex = new Mutex(kernel, "mutex");
    Completion completion = new Completion(kernel, "completion");
    Work work = new Work(kernel, "work", completion::completeAll);
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int me = i;
      tasks.add(
          kernel.spawn(
              "task" + i,
              () -> {
                for (int round = 0; round < 4; round++) {
                  try (var _ = mutex.hold()) {
                    long seen = counter.incrementAndGet();
                    int drawn = kernel.machine().choose("which", 5);
                    String text = me + " saw " + seen + " drew " + drawn;
                    kernel.trace(() -> new Step(text));
                    kernel.sleepMillis(drawn);
                  }
                }
                kernel.workQueue("events").queue(work);
                completion.await();
              }));
    }
    tasks.forEach(Task::join);
  }

  @Test
  void theSameSeedGivesTheSameScheduleAndTheSameTrace() {
    for (long seed = 0; seed < 20; seed++) {
      Simulation one = Simulation.run(new RandomWalk(seed), SimMachineTest::medley);
      Simulation other = Simulation.run(new RandomWalk(seed), SimMachineTest::medley);
      assertEquals(one.machine().schedule().toString(), other.machine().schedule().toString());
      assertEquals(one.kernel().trace().print(), other.kernel().trace().print());
      assertEquals(one.machine().steps(), other.machine().steps());
      assertEquals(one.machine().nanos(), other.machine().nanos());
    }
  }

  @Test
  void otherSeedsGiveOtherRuns() {
    Set<String> traces = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      traces.add(
          Simulation.run(new RandomWalk(seed), SimMachineTest::medley).kernel().trace().print());
    }
    assertTrue(traces.size() > 15, () -> "only " + traces.size() + " different traces");
  }

  @Test
  void aRandomWalkThatIsUsedAgainBeginsAgain() {
    RandomWalk walk = new RandomWalk(3);
    Simulation one = Simulation.run(walk, SimMachineTest::medley);
    Simulation other = Simulation.run(walk, SimMachineTest::medley);
    assertEquals(one.machine().schedule().toString(), other.machine().schedule().toString());
    assertEquals("random walk, seed 3", walk.toString());
  }

  @Test
  void replayOfTheScheduleAsTextGivesTheSameRun() {
    for (long seed = 0; seed < 20; seed++) {
      Simulation recorded = Simulation.run(new RandomWalk(seed), SimMachineTest::medley);
      String text = recorded.machine().schedule().toString();
      Simulation replayed =
          Simulation.run(new Replay(Schedule.parse(text)), SimMachineTest::medley);
      assertEquals(text, replayed.machine().schedule().toString());
      assertEquals(recorded.kernel().trace().print(), replayed.kernel().trace().print());
      assertEquals(recorded.machine().steps(), replayed.machine().steps());
    }
  }

  @Test
  void firstRunnableLetsTheCurrentTaskGoOnThenTheOldest() {
    Simulation sim =
        Simulation.run(
            s -> {
              AtomicCounter touched = new AtomicCounter(s.kernel(), "touched", 0);
              List<Task> tasks = new ArrayList<>();
              for (String name : List.of("a", "b", "c")) {
                tasks.add(
                    s.kernel()
                        .spawn(
                            name,
                            () -> {
                              s.say(name + "1");
                              touched.incrementAndGet();
                              s.say(name + "2");
                            }));
              }
              s.say("spawned");
              touched.get();
              s.say("joins");
              tasks.forEach(Task::join);
            });
    assertEquals(List.of("spawned", "joins", "a1", "a2", "b1", "b2", "c1", "c2"), sim.said());
  }

  @Test
  void aTaskRunsAloneBetweenTwoSchedulingPoints() {
    int[] plain = new int[1];
    Simulation.forSeeds(
        30,
        s -> {
          AtomicCounter point = new AtomicCounter(s.kernel(), "point", 0);
          plain[0] = 0;
          List<Task> tasks = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            tasks.add(
                s.kernel()
                    .spawn(
                        "task" + i,
                        () -> {
                          for (int n = 0; n < 10; n++) {
                            point.get();
                            int seen = plain[0];
                            LockSupport.parkNanos(1);
                            plain[0] = seen + 1;
                          }
                        }));
          }
          tasks.forEach(Task::join);
          assertEquals(40, plain[0]);
        });
  }

  @Test
  void aSchedulingPointComesBeforeTheOperation() {
    Set<String> outcomes = new HashSet<>();
    Simulation.forSeeds(
        30,
        s -> {
          Shared<Integer> x = new Shared<>(s.kernel(), "x", 0);
          Task task = s.kernel().spawn("writer", () -> x.set(1));
          int seen = x.get();
          // No point between the read and this line: the writer cannot have come in between.
          assertEquals(seen, x.peek());
          outcomes.add("saw " + seen);
          task.join();
        });
    assertEquals(Set.of("saw 0", "saw 1"), outcomes);
  }

  @Test
  void theStrategyIsAskedOnlyWhenTwoCanRun() {
    List<Integer> enabled = new ArrayList<>();
    Strategy strategy =
        new Strategy() {
          @Override
          public void begin() {}

          @Override
          public Task next(List<Task> runnable, @Nullable Task current) {
            enabled.add(runnable.size());
            return runnable.getLast();
          }

          @Override
          public int draw(String question, int n) {
            throw new AssertionError("one answer is no question");
          }
        };
    Simulation sim =
        Simulation.run(
            strategy,
            s -> {
              AtomicCounter counter = new AtomicCounter(s.kernel(), "counter", 0);
              counter.incrementAndGet();
              assertEquals(0, s.machine().choose("nothing", 1));
              Task other = s.kernel().spawn("other", counter::incrementAndGet);
              counter.incrementAndGet();
              other.join();
            });
    assertTrue(enabled.stream().allMatch(n -> n >= 2), enabled.toString());
    assertEquals(enabled.size(), sim.machine().schedule().size());
  }

  @Test
  void runnableTasksComeAscendingById() {
    Strategy strategy =
        new Strategy() {
          private final RandomWalk walk = new RandomWalk(5);

          @Override
          public void begin() {}

          @Override
          public Task next(List<Task> runnable, @Nullable Task current) {
            List<Integer> ids = runnable.stream().map(Task::id).toList();
            assertEquals(ids.stream().sorted().toList(), ids);
            assertTrue(current == null || runnable.contains(current), "current can go on");
            return walk.next(runnable, current);
          }

          @Override
          public int draw(String question, int n) {
            return walk.draw(question, n);
          }
        };
    Simulation.run(strategy, SimMachineTest::medley);
  }

  @Test
  void aStrategyCannotChangeWhoIsRunnable() {
    Strategy meddler =
        new Strategy() {
          @Override
          public void begin() {}

          @Override
          public Task next(List<Task> runnable, @Nullable Task current) {
            return runnable.removeFirst();
          }

          @Override
          public int draw(String question, int n) {
            return 0;
          }
        };
    assertThrows(
        UnsupportedOperationException.class, () -> Simulation.run(meddler, SimMachineTest::medley));
  }

  @Test
  void aStrategyMustNameOneWhoCanRun() {
    Strategy wrong =
        new Strategy() {
          private @Nullable Task seen;

          @Override
          public void begin() {}

          @Override
          public Task next(List<Task> runnable, @Nullable Task current) {
            Task first = runnable.getFirst();
            Task before = seen;
            seen = first;
            return before == null ? runnable.getLast() : before;
          }

          @Override
          public int draw(String question, int n) {
            return n;
          }
        };
    KernelBug next =
        assertThrows(
            KernelBug.class,
            () ->
                Simulation.run(
                    wrong,
                    s -> {
                      Completion never = new Completion(s.kernel(), "never");
                      Completion twice = new Completion(s.kernel(), "twice");
                      s.kernel().spawn("a", twice::complete);
                      s.kernel().spawn("b", twice::complete);
                      never.await();
                    }));
    assertEquals("strategy: main#1 cannot run, but was chosen", next.getMessage());
    KernelBug draw =
        assertThrows(
            KernelBug.class, () -> Simulation.run(wrong, s -> s.machine().choose("how many", 3)));
    assertEquals("strategy: drew 3 of 3 for: how many", draw.getMessage());
  }

  @Test
  void drawsAreRecordedAndUniform() {
    int[] counts = new int[4];
    Simulation sim =
        Simulation.run(
            new RandomWalk(1),
            s -> {
              for (int i = 0; i < 4000; i++) {
                counts[s.machine().choose("value", 4)]++;
              }
            });
    assertEquals(4000, sim.machine().schedule().size());
    for (int count : counts) {
      assertTrue(count > 850 && count < 1150, () -> "counts " + List.of(count));
    }
    Simulation.run(s -> assertEquals(0, s.machine().choose("first runnable draws 0", 4)));
  }

  @Test
  void aQuestionWithoutAnAnswerIsABug() {
    KernelBug bug =
        assertThrows(
            KernelBug.class, () -> Simulation.run(s -> s.machine().choose("which of none", 0)));
    assertEquals("a choice needs an answer: which of none", bug.getMessage());
  }

  @Test
  void aMachineRunsOnce() {
    Simulation sim = Simulation.run(s -> {});
    assertThrows(KernelBug.class, () -> sim.machine().run("again", () -> {}));
  }

  @Test
  void nobodyIsCurrentOutsideOfARun() {
    Simulation sim = Simulation.with(new FirstRunnable());
    assertThrows(KernelBug.class, () -> sim.machine().current());
    sim.machine().run("main", () -> {});
    assertThrows(KernelBug.class, () -> sim.machine().current());
  }

  @Test
  void aThreadThatIsNoTaskMayNotTouchModels() {
    Simulation.run(
        s -> {
          AtomicCounter counter = new AtomicCounter(s.kernel(), "counter", 0);
          List<Throwable> thrown = new ArrayList<>();
          Thread foreign =
              Thread.ofPlatform()
                  .name("foreign")
                  .unstarted(
                      () -> {
                        try {
                          counter.incrementAndGet();
                        } catch (KernelBug e) {
                          thrown.add(e);
                        }
                      });
          foreign.start();
          joinThread(foreign);
          assertEquals(1, thrown.size());
          String message = String.valueOf(thrown.getFirst().getMessage());
          assertTrue(message.contains("foreign"), message);
          assertTrue(message.contains("main#1"), message);
          assertEquals(0, counter.peek());
        });
  }

  private static void joinThread(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void spawnedTasksBelongToWhatTheirCreatorBelongsTo() {
    Object process = new Object();
    Simulation.run(
        s -> {
          s.machine()
              .spawn(
                  "user",
                  new OwnedBody(
                      process,
                      () -> {
                        assertSame(process, s.machine().current().owner());
                        Task child = s.machine().spawn("child", () -> {});
                        assertSame(process, child.owner());
                        Task worker = s.kernel().spawn("worker", () -> {});
                        assertSame(s.kernel(), worker.owner());
                        child.join();
                        worker.join();
                      }))
              .join();
        });
  }

  @Test
  void finishedTasksAreForgotten() {
    Simulation.run(
        s -> {
          for (int i = 0; i < 500; i++) {
            s.kernel().spawn("short", () -> {}).join();
            assertEquals(1, s.machine().unfinished().size());
          }
        });
  }

  @Test
  void joinTellsWhetherTheTaskEnded() {
    Simulation.run(
        s -> {
          Completion never = new Completion(s.kernel(), "never");
          Task stuck = s.kernel().spawn("stuck", never::await);
          assertFalse(stuck.joinUntil(s.machine().nanos() + 1_000));
          assertEquals(1_000, s.machine().nanos());
          assertFalse(stuck.isFinished());
          never.complete();
          assertTrue(stuck.joinUntil(Long.MAX_VALUE));
          assertTrue(stuck.isFinished());
          assertTrue(stuck.joinUntil(0), "a task that has ended is joined at once");
        });
  }

  @Test
  void aTaskThatJoinsItselfIsABug() {
    KernelBug bug =
        assertThrows(KernelBug.class, () -> Simulation.run(s -> s.machine().current().join()));
    assertEquals("main#1 joins itself", bug.getMessage());
  }

  @Test
  void aKillEndsKillableWaitsOnly() {
    Simulation.forSeeds(
        40,
        s -> {
          WaitQueue queue = new WaitQueue(s.kernel(), "queue");
          Completion completion = new Completion(s.kernel(), "completion");
          Shared<Boolean> open = new Shared<>(s.kernel(), "open", false);
          Task killable =
              s.kernel()
                  .spawn(
                      "killable",
                      () -> {
                        assertFalse(queue.awaitKillable(open::get, "open"));
                        assertFalse(completion.awaitKillable());
                      });
          Task stubborn =
              s.kernel()
                  .spawn(
                      "stubborn",
                      () -> {
                        queue.await(open::get, "open");
                        assertTrue(open.peek(), "an uninterruptible wait ended by a kill");
                      });
          killable.kill();
          stubborn.kill();
          killable.join();
          assertFalse(stubborn.joinUntil(s.kernel().nanos() + 1_000_000));
          open.set(true);
          queue.wakeAll();
          stubborn.join();
          assertTrue(stubborn.isKilled());
        });
  }

  @Test
  void aKillIsASchedulingPoint() {
    Set<String> outcomes = new HashSet<>();
    Simulation.forSeeds(
        40,
        s -> {
          boolean[] sawKill = new boolean[1];
          Task[] victim = new Task[1];
          victim[0] =
              s.kernel().spawn("victim", () -> sawKill[0] = s.machine().current().isKilled());
          victim[0].kill();
          victim[0].join();
          outcomes.add(sawKill[0] ? "killed before it ran" : "ran before the kill");
        });
    assertEquals(Set.of("killed before it ran", "ran before the kill"), outcomes);
  }

  @Test
  void anUnparkBeforeTheParkCounts() {
    Simulation.run(
        s -> {
          Operation nap = new Operation.Wait(() -> "nothing", "nap");
          s.machine().unpark(s.machine().current());
          s.machine().unpark(s.machine().current());
          s.machine().park(nap);
          long before = s.machine().nanos();
          s.machine().parkUntil(nap, before + 5);
          assertEquals(before + 5, s.machine().nanos(), "there is one permit, not two");
        });
  }

  @Test
  void aDifferentOrderOfTheSameStepsIsADifferentSchedule() {
    assertNotEquals(
        Simulation.run(new RandomWalk(1), SimMachineTest::medley).machine().schedule().toString(),
        Simulation.run(new RandomWalk(2), SimMachineTest::medley).machine().schedule().toString());
  }
}

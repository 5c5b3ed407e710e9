package org.fscachesim.kernel.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.testing.LeavesTheWorldBroken;
import org.fscachesim.kernel.wait.WaitQueue;
import org.junit.jupiter.api.Test;

final class VirtualTimeTest {
  private static final long MS = 1_000_000L;

  @Test
  void timeStandsStillWhileSomebodyCanRun() {
    Simulation.forSeeds(
        20,
        s -> {
          AtomicCounter counter = new AtomicCounter(s.kernel(), "counter", 0);
          boolean[] busy = {true};
          Task sleeper =
              s.kernel()
                  .spawn(
                      "sleeper",
                      () -> {
                        s.kernel().sleepMillis(1);
                        assertFalse(busy[0], "time went on although a task could run");
                      });
          for (int i = 0; i < 200; i++) {
            counter.incrementAndGet();
            assertEquals(0, s.kernel().nanos());
          }
          busy[0] = false;
          sleeper.join();
          assertEquals(MS, s.kernel().nanos());
        });
  }

  @Test
  void timeJumpsToTheEarliestDeadline() {
    Simulation sim =
        Simulation.run(
            s -> {
              List<Task> tasks = new ArrayList<>();
              for (int ms : new int[] {30, 10, 20}) {
                tasks.add(
                    s.kernel()
                        .spawn(
                            "sleeper" + ms,
                            () -> {
                              s.kernel().sleepMillis(ms);
                              s.say(ms + " at " + s.kernel().nanos() / MS);
                            }));
              }
              tasks.forEach(Task::join);
            });
    assertEquals(List.of("10 at 10", "20 at 20", "30 at 30"), sim.said());
  }

  @Test
  void whoIsDueAtOnePointRacesThere() {
    Set<String> orders = new HashSet<>();
    Simulation.forSeeds(
        40,
        s -> {
          List<Task> tasks = new ArrayList<>();
          StringBuilder order = new StringBuilder();
          AtomicCounter point = new AtomicCounter(s.kernel(), "point", 0);
          for (String name : List.of("a", "b")) {
            tasks.add(
                s.kernel()
                    .spawn(
                        name,
                        () -> {
                          s.kernel().sleepMillis(5);
                          order.append(name);
                          point.get();
                          order.append(name);
                        }));
          }
          tasks.forEach(Task::join);
          orders.add(order.toString());
        });
    assertEquals(Set.of("aabb", "abab", "abba", "baab", "baba", "bbaa"), orders);
  }

  @Test
  void aWakeUpBeforeTheDeadlineLeavesNoDeadlineBehind() {
    Simulation sim =
        Simulation.run(
            s -> {
              WaitQueue queue = new WaitQueue(s.kernel(), "queue");
              boolean[] open = new boolean[1];
              Task waiter =
                  s.kernel()
                      .spawn(
                          "waiter",
                          () -> {
                            assertTrue(queue.awaitUntil(() -> open[0], "open", 10 * MS));
                            s.say("woken at " + s.kernel().nanos() / MS);
                            s.kernel().sleepMillis(50);
                            s.say("slept until " + s.kernel().nanos() / MS);
                          });
              s.kernel().sleepMillis(5);
              open[0] = true;
              queue.wakeAll();
              waiter.join();
            });
    assertEquals(List.of("woken at 5", "slept until 55"), sim.said());
  }

  @Test
  void aWaitEndsAtItsDeadline() {
    Simulation.forSeeds(
        10,
        s -> {
          WaitQueue queue = new WaitQueue(s.kernel(), "queue");
          assertFalse(queue.awaitUntil(() -> false, "never", 7 * MS));
          assertEquals(7 * MS, s.kernel().nanos());
          assertFalse(queue.awaitUntil(() -> false, "never", 3 * MS), "a deadline gone by");
          assertEquals(7 * MS, s.kernel().nanos());
          assertTrue(queue.awaitUntil(() -> true, "always", 0), "a condition wins over time");
        });
  }

  @LeavesTheWorldBroken("a task sleeps until the end of time")
  @Test
  void aDeadlineBeyondTheEndOfTimeNeverComes() {
    Simulation.run(
        s -> {
          Task eternal = s.kernel().spawn("eternal", () -> s.kernel().sleepMillis(Long.MAX_VALUE));
          assertFalse(eternal.joinUntil(MS));
          assertFalse(eternal.isFinished());
        });
  }

  @Test
  void theWallClockFollowsVirtualTime() {
    Simulation.run(
        s -> {
          assertEquals(SimMachine.BOOT_WALL_SECONDS, s.kernel().wallSeconds());
          s.kernel().sleepMillis(2_999);
          assertEquals(SimMachine.BOOT_WALL_SECONDS + 2, s.kernel().wallSeconds());
          assertEquals(749, s.kernel().jiffies());
        });
  }

  @Test
  void manyTimedWaitsThatAreWokenEarlyLeaveNothingBehind() {
    Simulation.run(
        s -> {
          WaitQueue queue = new WaitQueue(s.kernel(), "queue");
          int[] round = new int[1];
          Task waiter =
              s.kernel()
                  .spawn(
                      "waiter",
                      () -> {
                        for (int i = 1; i <= 1000; i++) {
                          int want = i;
                          assertTrue(queue.awaitUntil(() -> round[0] >= want, "round", 1000 * MS));
                        }
                      });
          for (int i = 1; i <= 1000; i++) {
            round[0] = i;
            queue.wakeAll();
            s.kernel().spawn("other", () -> {}).join();
          }
          waiter.join();
          assertEquals(0, s.kernel().nanos());
        });
  }
}

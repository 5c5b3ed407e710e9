package org.fscachesim.kernel.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.kernel.sync.Flags;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.testing.LeavesTheWorldBroken;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.kernel.wait.WaitQueue;
import org.fscachesim.kernel.work.Work;
import org.junit.jupiter.api.Test;

/// When nobody can run, the report tells a circle from a wake-up that was lost, and both from a
/// wait for what nobody does.
final class StandstillTest {
  private enum Flag {
    BUSY
  }

  private static HungTaskException standstill(Consumer<Kernel> body) {
    Simulation sim = Simulation.with(new FirstRunnable());
    return assertThrows(
        HungTaskException.class, () -> sim.machine().run("main", () -> body.accept(sim.kernel())));
  }

  private static void assertTold(String expected, HungTaskException e) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.endsWith("\n" + expected), message);
    assertTrue(message.startsWith(e.symptom().text() + ": "), message);
  }

  @Test
  void whoWaitsForATaskThatWantsItsLockIsADeadlock() {
    HungTaskException e =
        standstill(
            kernel -> {
              Mutex left = new Mutex(kernel, "left");
              left.lock();
              kernel.spawn("other", left::lock).join();
            });
    assertEquals(Symptom.DEADLOCK, e.symptom());
    assertTold("in a circle: main#1 -> other#2 -> main#1 (has left)", e);
  }

  @Test
  void aWorkThatIsFlushedByWhomItWaitsForIsADeadlock() {
    HungTaskException e =
        standstill(
            kernel -> {
              Mutex mutex = new Mutex(kernel, "mutex");
              Work work = new Work(kernel, "tidy", mutex::lock);
              kernel.workQueue("events").queue(work);
              mutex.lock();
              work.flush();
            });
    assertEquals(Symptom.DEADLOCK, e.symptom());
    assertTrue(
        String.valueOf(e.getMessage()).contains("(has work tidy) -> main#1 (has mutex)"),
        e.getMessage());
  }

  @Test
  void aSleeperWhoseConditionHoldsHasLostItsWakeup() {
    HungTaskException e =
        standstill(
            kernel -> {
              Flags<Flag> flags = new Flags<>(kernel, "volume", Flag.class);
              flags.set(Flag.BUSY);
              Task waiter = kernel.spawn("waiter", () -> flags.awaitClear(Flag.BUSY));
              kernel.sleepMillis(1);
              flags.clear(Flag.BUSY);
              waiter.join();
            });
    assertEquals(Symptom.LOST_WAKEUP, e.symptom());
    assertTold("waiter#2 sleeps, but what it waits for is there: BUSY clear on volume", e);
  }

  @Test
  void aConditionThatCanNotBeAskedIsNoLostWakeup() {
    HungTaskException e =
        standstill(
            kernel -> {
              Mutex mutex = new Mutex(kernel, "mutex");
              WaitQueue queue = new WaitQueue(kernel, "queue");
              Shared<Boolean> ready = new Shared<>(kernel, "ready", false);
              kernel.spawn(
                  "waiter",
                  () ->
                      queue.await(
                          () -> {
                            try (var _ = mutex.hold()) {
                              return ready.get();
                            }
                          },
                          "ready"));
              kernel.sleepMillis(1);
              ready.set(true);
              mutex.lock();
              new Completion(kernel, "reply").await();
            });
    assertEquals(Symptom.HUNG_TASK, e.symptom());
  }

  @Test
  void aWaitForWhatNobodyDoesIsToldAsAChain() {
    HungTaskException e =
        standstill(
            kernel -> {
              Completion reply = new Completion(kernel, "answer to a READ");
              Task reader = kernel.spawn("reader", reply::await);
              Task unmount = kernel.spawn("umount", reader::join);
              unmount.join();
            });
    assertEquals(Symptom.HUNG_TASK, e.symptom());
    assertTold(
        "nobody is left to do it: main#1 -> umount#3 -> reader#2 -> completion on answer to a"
            + " READ",
        e);
  }

  @Test
  @LeavesTheWorldBroken("a wake-up is lost")
  void aWakeUpThatIsLostAndMadeGoodByATimerIsNoted() {
    Simulation sim =
        Simulation.run(
            s -> {
              Shared<Boolean> there = new Shared<>(s.kernel(), "there", false);
              WaitQueue queue = new WaitQueue(s.kernel(), "queue");
              Task waiter =
                  s.kernel()
                      .spawn("waiter", () -> queue.awaitUntil(there::get, "it", 20_000_000_000L));
              s.kernel().sleepMillis(1);
              there.set(true);
              waiter.join();
            });
    assertEquals(
        List.of(
            "waiter#2 slept until 20000 ms, but what it waited for was there: wait for it on"
                + " queue"),
        sim.machine().belatedWakeups());
  }

  @Test
  void aTimeThatPassesInVainIsNoLostWakeUp() {
    Simulation sim =
        Simulation.run(
            s -> {
              WaitQueue queue = new WaitQueue(s.kernel(), "queue");
              assertFalse(queue.awaitUntil(() -> false, "nothing", 20_000_000_000L));
            });
    assertEquals(List.of(), sim.machine().belatedWakeups());
  }

  @Test
  @LeavesTheWorldBroken("a task waits for ever")
  void whoWaitsForEverIsToldWithTheTimersThatAreLeft() {
    Simulation sim =
        Simulation.run(
            s -> {
              WaitQueue queue = new WaitQueue(s.kernel(), "queue");
              s.kernel().spawn("waiter", () -> queue.await(() -> false, "nothing"));
              s.kernel().spawn("sleeper", () -> s.kernel().sleepMillis(5000));
              s.kernel().sleepMillis(1);
              assertEquals(
                  List.of(
                      "invariant K2 (nobody waits for ever, unless it can be killed): waiter#2:"
                          + " wait for nothing on queue; nobody is left to do it: waiter#2 ->"
                          + " nothing on queue; only a timer would go on: sleeper#3 at 5000 ms"),
                  s.kernel().checkers().violations().stream().map(Violation::toString).toList());
            });
    assertEquals(List.of(), sim.machine().belatedWakeups());
  }
}

package org.fscachesim.kernel.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.kernel.wait.WaitQueue;
import org.fscachesim.kernel.work.Work;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LiveMachineTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);

  private final LiveMachine machine = new LiveMachine();
  private final Kernel kernel = Kernel.boot(KernelConfig.of(KernelVersion.V6_8), machine);

  @AfterEach
  void halt() {
    machine.halt();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRunThatTakesTooLongIsReportedTaskByTask() {
    Mutex mutex = new Mutex(kernel, "mutex");
    Completion reply = new Completion(kernel, "reply");
    HungTaskException e =
        assertThrows(
            HungTaskException.class,
            () ->
                machine.run(
                    "main",
                    () -> {
                      Completion held = new Completion(kernel, "held");
                      kernel.spawn(
                          "holder",
                          () -> {
                            mutex.lock();
                            held.complete();
                            reply.await();
                          });
                      held.await();
                      kernel.spawn("waiter", mutex::lock).join();
                    },
                    SHORT));
    assertEquals(HungTaskException.Kind.TIMED_OUT, e.kind());
    assertEquals(
        """
        main has not ended after 100 ms:
          main#1: wait for its end on task waiter#3
          holder#2: wait for completion on reply, holds mutex
          waiter#3: lock mutex, held by holder#2\
        """,
        e.getMessage());
  }

  @Test
  void aTaskThatNeitherWaitsNorEndsIsSaidToRun() {
    AtomicBoolean stop = new AtomicBoolean();
    HungTaskException e =
        assertThrows(
            HungTaskException.class,
            () ->
                machine.run(
                    "spinner",
                    () -> {
                      kernel.sleepMillis(1);
                      while (!stop.get()) {
                        Thread.onSpinWait();
                      }
                    },
                    SHORT));
    stop.set(true);
    assertEquals("spinner has not ended after 100 ms:\n  spinner#1: runs", e.getMessage());
  }

  @Test
  void aFailureOfMainSurfaces() {
    IllegalStateException failure = new IllegalStateException("boom");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                machine.run(
                    "main",
                    () -> {
                      throw failure;
                    },
                    LONG)));
    assertEquals(List.of(failure), machine.failures());
  }

  @Test
  void aFailureOfAWorkerEndsTheRunAtOnce() {
    KernelBug failure = new KernelBug("broken");
    Completion never = new Completion(kernel, "never");
    Work work =
        new Work(
            kernel,
            "work",
            () -> {
              throw failure;
            });
    long begun = System.nanoTime();
    assertSame(
        failure,
        assertThrows(
            KernelBug.class,
            () ->
                machine.run(
                    "main",
                    () -> {
                      kernel.workQueue("events").queue(work);
                      never.await();
                    },
                    LONG)));
    assertTrue(System.nanoTime() - begun < LONG.toNanos(), "it waited for the limit");
    assertEquals(List.of(failure), machine.failures());
  }

  @Test
  void aFailureThatIsOverWhenMainEndsSurfacesToo() {
    AssertionError failure = new AssertionError("not so");
    assertSame(
        failure,
        assertThrows(
            AssertionError.class,
            () ->
                machine.run(
                    "main",
                    () ->
                        kernel
                            .spawn(
                                "checker",
                                () -> {
                                  throw failure;
                                })
                            .join(),
                    LONG)));
  }

  @Test
  void haltTakesDownEveryTaskAndRunsItsFinallyBlocks() throws InterruptedException {
    List<String> unwound = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch standing = new CountDownLatch(4);
    Completion never = new Completion(kernel, "never");
    WaitQueue queue = new WaitQueue(kernel, "queue");
    AtomicCounter counter = new AtomicCounter(kernel, "counter", 0);
    Mutex mutex = new Mutex(kernel, "mutex");
    List<Runnable> bodies =
        List.of(
            never::await,
            () -> queue.awaitUntil(() -> false, "never", Long.MAX_VALUE - 1),
            () -> kernel.sleepMillis(1_000_000),
            () -> {
              while (counter.get() >= 0) {}
            });
    for (Runnable body : bodies) {
      machine.spawn(
          "task",
          () -> {
            standing.countDown();
            try {
              body.run();
            } finally {
              try (var _ = mutex.hold()) {
                counter.incrementAndGet();
              }
              unwound.add("done");
            }
          });
    }
    await(standing);
    machine.halt();
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> machine.unfinished().isEmpty());
    // The lock is there for all of them unless two unwind at once, and one would have to wait.
    assertTrue(!unwound.isEmpty() && counter.peek() == unwound.size(), unwound.toString());
    assertEquals(List.of(), machine.failures());
  }

  @Test
  void aRunThatIsHaltedDoesNotPretendToHaveEnded() {
    Completion never = new Completion(kernel, "never");
    HungTaskException e =
        assertThrows(
            HungTaskException.class,
            () ->
                machine.run(
                    "main",
                    () -> {
                      kernel.spawn("halter", machine::halt);
                      never.await();
                    },
                    LONG));
    assertEquals(HungTaskException.Kind.HALTED, e.kind());
    assertEquals("main was abandoned: the machine was halted", e.getMessage());
  }

  @Test
  void afterAHaltForeignThreadsAreLeftInPeace() {
    Task task = machine.spawn("task", () -> {});
    machine.halt();
    task.kill();
    assertTrue(task.isKilled());
  }

  @Test
  void aThreadThatIsNoTaskMayNotRunModels() {
    KernelBug bug = assertThrows(KernelBug.class, () -> new Mutex(kernel, "mutex").lock());
    assertTrue(String.valueOf(bug.getMessage()).endsWith("runs model code but is no task"));
  }

  @Test
  void tasksOfTwoMachinesDoNotMix() {
    LiveMachine other = new LiveMachine();
    machine.run("main", () -> assertThrows(KernelBug.class, other::current), LONG);
  }

  @Test
  void anInterruptedWaiterGivesUp() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Completion never = new Completion(kernel, "never");
    CountDownLatch begun = new CountDownLatch(1);
    Thread runner =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    machine.run(
                        "main",
                        () -> {
                          begun.countDown();
                          never.await();
                        },
                        LONG);
                  } catch (HungTaskException e) {
                    thrown.set(e);
                  }
                });
    await(begun);
    runner.interrupt();
    runner.join();
    assertTrue(thrown.get() instanceof HungTaskException);
  }

  @Test
  void aTaskOnAPlatformThreadIsATaskLikeAnyOther() {
    machine.run(
        "main",
        () -> {
          AtomicReference<Boolean> virtual = new AtomicReference<>();
          Task task =
              machine.spawnOnPlatformThread(
                  "native",
                  () -> {
                    virtual.set(Thread.currentThread().isVirtual());
                    assertEquals("native", machine.current().name());
                    kernel.sleepMillis(1);
                  });
          task.join();
          assertEquals(false, virtual.get());
        },
        LONG);
  }

  @Test
  void tasksThatHaveEndedAreForgotten() {
    machine.run(
        "main",
        () -> {
          for (int i = 0; i < 200; i++) {
            kernel.spawn("short", () -> {}).join();
          }
        },
        LONG);
    for (int i = 0; i < 1000 && !machine.unfinished().isEmpty(); i++) {
      LockSupportNap.nap();
    }
    assertEquals(List.of(), machine.unfinished());
  }

  private static final class LockSupportNap {
    static void nap() {
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void aTimedJoinComesBack() {
    machine.run(
        "main",
        () -> {
          Completion never = new Completion(kernel, "never");
          Task stuck = kernel.spawn("stuck", never::await);
          assertFalse(stuck.joinUntil(kernel.nanos() + 1_000_000));
          never.complete();
          assertTrue(stuck.joinUntil(Long.MAX_VALUE));
          assertNull(stuck.pending());
        },
        LONG);
  }

  @Test
  void theLiveMachineDrawsTheUneventfulAnswer() {
    assertEquals(0, machine.choose("a fault", 2));
    assertThrows(KernelBug.class, () -> machine.choose("nothing", 0));
    kernel.faults().arm("allocation");
    assertFalse(kernel.fault("allocation"));
  }
}

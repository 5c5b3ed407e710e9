package org.fscachesim.kernel.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.testing.LeavesTheWorldBroken;
import org.fscachesim.kernel.wait.Completion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Continuations and virtual threads run the same machine, and nobody can tell which.
@LeavesTheWorldBroken("a task is left over, and stories are told to the last step")
final class RunnersTest {
  /// All that an observer hears, as lines.
  private static final class Log implements Observer {
    final List<String> lines = new ArrayList<>();

    @Override
    public void performs(Task task, Operation operation) {
      lines.add(task + " performs " + operation.describe());
    }

    @Override
    public void touches(Task task, Resource resource, Operation.Access access) {
      lines.add(task + " touches " + resource.describe() + " " + access);
    }

    @Override
    public void spawns(@Nullable Task by, Task task) {
      lines.add(by + " spawns " + task);
    }

    @Override
    public void parks(Task task, Operation reason, boolean sleeps) {
      lines.add(task + " parks " + reason.describe() + " " + sleeps);
    }

    @Override
    public void unparks(@Nullable Task by, Task task) {
      lines.add(by + " unparks " + task);
    }

    @Override
    public void timePasses(long nanos) {
      lines.add("time " + nanos);
    }

    @Override
    public void draws(Task task, String question, int n, int value) {
      lines.add(task + " draws " + value + " of " + n + " for " + question);
    }

    @Override
    public void ends(Task task) {
      lines.add(task + " ends");
    }
  }

  private static <T> T onVirtualThread(Supplier<T> body) {
    FutureTask<T> task = new FutureTask<>(body::get);
    Thread.ofVirtual().start(task);
    try {
      return task.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /// Locks, waits, time, draws, a task that is left over: one of each.
  private static String story(long seed) {
    Log log = new Log();
    SimMachine machine = new SimMachine(new RandomWalk(seed), 10_000, log);
    Kernel kernel = Simulation.on(machine).kernel();
    SpinLock lock = new SpinLock(kernel, "lock");
    AtomicCounter counter = new AtomicCounter(kernel, "counter", 0);
    Completion done = new Completion(kernel, "done");
    machine.run(
        "main",
        () -> {
          for (String name : List.of("one", "two")) {
            kernel.spawn(
                name,
                () -> {
                  try (var _ = lock.hold()) {
                    counter.addAndGet(machine.choose("how much", 3));
                  }
                  kernel.sleepMillis(1);
                  done.complete();
                });
          }
          kernel.spawn("left over", () -> new Completion(kernel, "never").await());
          done.await();
          done.await();
        });
    return String.join("\n", log.lines) + "\n" + machine.schedule() + "\n" + machine.steps();
  }

  @Test
  void thisJvmHasContinuations() {
    assertTrue(
        Continuations.areAvailable(), "start with --add-exports java.base/jdk.internal.vm=...");
    assertInstanceOf(ContinuationRunners.class, Runners.ofCurrentThread());
    assertInstanceOf(ThreadRunners.class, onVirtualThread(Runners::ofCurrentThread));
  }

  @Test
  void bothTellTheSameStory() {
    for (long seed = 0; seed < 200; seed++) {
      long theSeed = seed;
      assertEquals(story(seed), onVirtualThread(() -> story(theSeed)), "seed " + seed);
    }
  }

  @Test
  void theObserverHearsEveryStepOnce() {
    Log log = new Log();
    SimMachine machine = new SimMachine(new FirstRunnable(), 100, log);
    Kernel kernel = Simulation.on(machine).kernel();
    SpinLock lock = new SpinLock(kernel, "lock");
    Completion done = new Completion(kernel, "done");
    machine.run(
        "main",
        () -> {
          kernel.spawn(
              "child",
              () -> {
                lock.hold().close();
                done.complete();
              });
          done.await();
        });
    assertEquals(
        """
        null spawns main#1
        main#1 performs start
        main#1 spawns child#2
        main#1 performs wait for completion on done
        main#1 touches done WRITE
        main#1 parks wait for completion on done true
        child#2 performs start
        child#2 performs lock lock
        child#2 touches lock RELEASE
        child#2 performs write done
        child#2 touches done WRITE
        child#2 unparks main#1
        child#2 ends
        main#1 performs wait for completion on done
        main#1 touches done WRITE
        main#1 ends\
        """,
        String.join("\n", log.lines));
  }

  private static @Nullable AtomicCounter lateCounter;

  /// Its initializer reaches a scheduling point.
  private static final class Late {
    static final long VALUE =
        Objects.requireNonNull(lateCounter).get() + Objects.requireNonNull(lateCounter).get();

    private Late() {}
  }

  @Test
  void aPointInsideOfAClassInitializerIsABug() {
    Simulation sim = Simulation.with(new RoundRobin());
    AtomicCounter counter = new AtomicCounter(sim.kernel(), "counter", 0);
    lateCounter = counter;
    Throwable failure =
        assertThrows(
            ExceptionInInitializerError.class,
            () ->
                sim.machine()
                    .run(
                        "main",
                        () -> {
                          sim.kernel().spawn("other", counter::get);
                          assertEquals(0, Late.VALUE);
                        }));
    KernelBug bug = assertInstanceOf(KernelBug.class, failure.getCause());
    assertTrue(String.valueOf(bug.getMessage()).contains("class initializer"), bug.getMessage());
  }

  @Test
  void aMachineMayRunInsideOfATaskOfAnother() {
    String[] inner = new String[1];
    Simulation.run(
        new RandomWalk(1),
        s -> {
          s.kernel().spawn("other", () -> s.kernel().sleepMillis(1));
          inner[0] = story(7);
          s.kernel().sleepMillis(1);
        });
    assertEquals(story(7), inner[0]);
  }
}

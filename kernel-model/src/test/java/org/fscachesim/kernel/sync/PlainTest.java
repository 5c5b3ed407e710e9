package org.fscachesim.kernel.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.invariant.KernelInvariant;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.testing.LeavesTheWorldBroken;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.kernel.work.Work;
import org.junit.jupiter.api.Test;

/// Accesses of plain fields that nothing orders are races, in whatever order they came; all that
/// the primitives order is none.
@LeavesTheWorldBroken("data races, to see that they are found")
final class PlainTest {
  private static List<Violation> races(Strategy strategy, Consumer<Kernel> body) {
    Simulation simulation = Simulation.run(strategy, s -> body.accept(s.kernel()));
    return simulation.kernel().checkers().violations();
  }

  /// What is found when tasks run one after the other, with the lines of code left out.
  private static String race(Consumer<Kernel> body) {
    List<Violation> found = races(new FirstRunnable(), body);
    assertEquals(1, found.size(), found::toString);
    assertEquals(KernelInvariant.NO_DATA_RACE, found.getFirst().invariant());
    assertEquals(Symptom.DATA_RACE, found.getFirst().invariant().symptom());
    return found.getFirst().what().replaceAll(" \\(PlainTest\\.java:\\d+\\)", "");
  }

  private static void assertNoRace(Consumer<Kernel> body) {
    for (int seed = 0; seed < 30; seed++) {
      assertEquals(List.of(), races(new RandomWalk(seed), body), "seed " + seed);
    }
  }

  private static Plain<Integer> field(Kernel kernel) {
    return new Plain<>(kernel, "field", 0, null);
  }

  private static void both(Kernel kernel, Runnable one, Runnable other) {
    Task first = kernel.spawn("one", one);
    kernel.spawn("other", other).join();
    first.join();
  }

  @Test
  void twoWritesThatNothingOrdersAreARace() {
    assertEquals(
        "field: one#2 writes it at PlainTest.twoWritesThatNothingOrdersAreARace, and other#3 writes"
            + " it at PlainTest.twoWritesThatNothingOrdersAreARace, and nothing orders them",
        race(
            kernel -> {
              Plain<Integer> field = field(kernel);
              both(kernel, () -> field.set(1), () -> field.set(2));
            }));
  }

  @Test
  void aReaderWithoutTheLockIsARaceWithAWriterThatHasIt() {
    assertEquals(
        "field: one#2 writes it with its lock, and other#3 reads it at"
            + " PlainTest.aReaderWithoutTheLockIsARaceWithAWriterThatHasIt, and nothing orders"
            + " them",
        race(
            kernel -> {
              SpinLock lock = new SpinLock(kernel, "lock");
              Plain<Integer> field = new Plain<>(kernel, "field", 0, lock);
              both(
                  kernel,
                  () -> {
                    try (var _ = lock.hold()) {
                      field.set(1);
                    }
                  },
                  () -> {
                    var _ = field.get();
                  });
            }));
  }

  /// What two tasks find in one filesystem, or do in one process, is known to depend on their
  /// order; but it is no lock of theirs.
  @Test
  void oneFilesystemDoesNotOrder() {
    assertTrue(
        race(kernel -> {
              MemoryStore store = MemoryStore.create();
              kernel.namespace().mountStore("/disk", store);
              Plain<Integer> field = field(kernel);
              Runnable changesBoth =
                  () -> {
                    store.inject(StoreOperation.LINK, Errno.EIO, 0);
                    field.set(1);
                    store.turnReadOnly();
                  };
              both(kernel, changesBoth, changesBoth);
            })
            .contains("nothing orders them"));
  }

  /// Seen by the clocks: in this run one has ended long before the other begins.
  @Test
  void twoLocksDoNotOrder() {
    assertTrue(
        race(kernel -> {
              SpinLock left = new SpinLock(kernel, "left");
              SpinLock right = new SpinLock(kernel, "right");
              Plain<Integer> field = field(kernel);
              both(
                  kernel,
                  () -> {
                    try (var _ = left.hold()) {
                      field.set(1);
                    }
                  },
                  () -> {
                    try (var _ = right.hold()) {
                      field.set(2);
                    }
                  });
            })
            .startsWith("field: one#2 writes it at"));
  }

  @Test
  void aRaceIsFoundWhoeverComesFirst() {
    for (int seed = 0; seed < 30; seed++) {
      List<Violation> found =
          races(
              new RandomWalk(seed),
              kernel -> {
                Plain<Integer> field = field(kernel);
                both(kernel, () -> field.set(1), field::get);
              });
      assertEquals(1, found.size(), "seed " + seed);
    }
  }

  @Test
  void readersDoNotRace() {
    assertNoRace(
        kernel -> {
          Plain<Integer> field = field(kernel);
          both(kernel, field::get, field::get);
        });
  }

  @Test
  void aLockOrdersWhetherOrNotItIsTheFieldsOwn() {
    assertNoRace(
        kernel -> {
          Mutex lock = new Mutex(kernel, "lock");
          Plain<Integer> own = new Plain<>(kernel, "own", 0, lock);
          Plain<Integer> other = field(kernel);
          Runnable both =
              () -> {
                try (var _ = lock.hold()) {
                  own.set(own.get() + 1);
                  other.set(other.get() + 1);
                }
              };
          both(kernel, both, both);
          assertEquals(2, other.get());
        });
  }

  @Test
  void aCompletionASharedFieldAndACounterOrder() {
    assertNoRace(
        kernel -> {
          Plain<Integer> field = field(kernel);
          Completion written = new Completion(kernel, "written");
          both(
              kernel,
              () -> {
                field.set(1);
                written.complete();
              },
              () -> {
                written.await();
                field.set(2);
              });
          Shared<Boolean> ready = new Shared<>(kernel, "ready", false);
          AtomicCounter users = new AtomicCounter(kernel, "users", 2);
          Runnable last =
              () -> {
                if (users.decrementAndTest()) {
                  field.set(4);
                }
              };
          both(
              kernel,
              () -> {
                field.set(3);
                ready.set(true);
                last.run();
              },
              () -> {
                if (ready.get()) {
                  field.get();
                }
                last.run();
              });
        });
  }

  @Test
  void theBeginningTheEndAndWorkOrder() {
    assertNoRace(
        kernel -> {
          Plain<Integer> field = field(kernel);
          field.set(1);
          kernel.spawn("child", () -> field.set(2)).join();
          field.set(3);
          Work work = new Work(kernel, "work", () -> field.set(4));
          kernel.workQueue("events").queue(work);
          work.flush();
          assertEquals(4, field.get());
        });
  }

  @Test
  void nobodyLooksAtAKernelThatIsNotChecked() {
    SimMachine machine = new SimMachine(new FirstRunnable());
    machine.run(
        "main",
        () -> {
          Kernel kernel = Kernel.boot(KernelConfig.of(KernelVersion.V6_8).unchecked(), machine);
          Plain<Integer> field = field(kernel);
          both(kernel, () -> field.set(1), () -> field.set(2));
        });
    assertEquals(List.of(), machine.dataRaces());
  }
}

package org.fscachesim.kernel.sync;

import static org.fscachesim.kernel.task.MemoryModel.SEQUENTIAL;
import static org.fscachesim.kernel.task.MemoryModel.TSO;
import static org.fscachesim.kernel.task.MemoryModel.WEAK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.HungTaskException;
import org.fscachesim.kernel.task.MemoryModel;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;

/// The classic litmus tests, many schedules of each: which outcomes there are, with and without
/// barriers.
final class LitmusTest {
  /// The rarest outcome comes about once in fifty.
  private static final int SCHEDULES = 1_500;

  private enum Flag {
    BUSY
  }

  /// Two places, both 0, and what was read.
  private static final class Places {
    final Kernel kernel;
    final Shared<Integer> x;
    final Shared<Integer> y;
    final SpinLock lock;
    int first = -1;
    int second = -1;

    Places(Kernel kernel) {
      this.kernel = kernel;
      x = new Shared<>(kernel, "x", 0);
      y = new Shared<>(kernel, "y", 0);
      lock = new SpinLock(kernel, "lock");
    }

    String read() {
      return first + "," + second;
    }

    void barrier() {
      Barriers.full(kernel);
    }
  }

  private interface Code {
    void run(Places places);
  }

  private interface Outcome {
    String of(Places places);
  }

  private static Set<String> outcomes(MemoryModel model, Code first, Code second, Outcome outcome) {
    Set<String> out = new TreeSet<>();
    for (int seed = 0; seed < SCHEDULES; seed++) {
      SimMachine machine = new SimMachine(new RandomWalk(seed), 1_000, null, model);
      Kernel kernel = Kernel.boot(KernelConfig.of(KernelVersion.V6_8), machine);
      machine.run(
          "main",
          () -> {
            Places places = new Places(kernel);
            Task one = kernel.spawn("one", () -> first.run(places));
            Task two = kernel.spawn("two", () -> second.run(places));
            one.join();
            two.join();
            out.add(outcome.of(places));
          });
    }
    return out;
  }

  private static Set<String> outcomes(MemoryModel model, Code first, Code second) {
    return outcomes(model, first, second, Places::read);
  }

  /// SB: each stores to one place and loads the other.
  @Test
  void withoutABarrierBothMayMissTheOthersStore() {
    Code one =
        p -> {
          p.x.set(1);
          p.first = p.y.get();
        };
    Code two =
        p -> {
          p.y.set(1);
          p.second = p.x.get();
        };
    assertEquals(Set.of("0,1", "1,0", "1,1"), outcomes(SEQUENTIAL, one, two));
    assertEquals(Set.of("0,0", "0,1", "1,0", "1,1"), outcomes(TSO, one, two));
    assertEquals(Set.of("0,0", "0,1", "1,0", "1,1"), outcomes(WEAK, one, two));
  }

  @Test
  void withABarrierOnBothSidesOneSeesTheOthersStore() {
    Code one =
        p -> {
          p.x.setRelaxed(1);
          p.barrier();
          p.first = p.y.get();
        };
    Code two =
        p -> {
          p.y.setRelaxed(1);
          p.barrier();
          p.second = p.x.get();
        };
    for (MemoryModel model : MemoryModel.values()) {
      assertEquals(Set.of("0,1", "1,0", "1,1"), outcomes(model, one, two), model.name());
    }
  }

  @Test
  void aBarrierOnOneSideIsNotEnough() {
    Code one =
        p -> {
          p.x.set(1);
          p.barrier();
          p.first = p.y.get();
        };
    Code two =
        p -> {
          p.y.set(1);
          p.second = p.x.get();
        };
    assertTrue(outcomes(TSO, one, two).contains("0,0"));
  }

  @Test
  void anAtomicOperationIsABarrier() {
    Code one =
        p -> {
          p.x.getAndSet(1);
          p.first = p.y.get();
        };
    Code two =
        p -> {
          p.y.compareAndSet(0, 1);
          p.second = p.x.get();
        };
    assertEquals(Set.of("0,1", "1,0", "1,1"), outcomes(WEAK, one, two));
  }

  @Test
  void aLockLetsAllStoresBeSeen() {
    Code one =
        p -> {
          p.x.setRelaxed(1);
          new SpinLock(p.kernel, "one").lock();
          p.first = p.y.get();
          p.kernel.current().heldLocks().clear();
        };
    Code two =
        p -> {
          p.y.setRelaxed(1);
          new SpinLock(p.kernel, "two").lock();
          p.second = p.x.get();
          p.kernel.current().heldLocks().clear();
        };
    assertEquals(Set.of("0,1", "1,0", "1,1"), outcomes(WEAK, one, two));
  }

  /// MP: data, then a flag; who sees the flag wants the data.
  @Test
  void relaxedStoresMayBeSeenInTheOtherOrder() {
    Code writer =
        p -> {
          p.x.setRelaxed(1);
          p.y.setRelaxed(1);
        };
    assertEquals(Set.of("0,0", "0,1", "1,1"), outcomes(TSO, writer, LitmusTest::readYThenX));
    assertEquals(
        Set.of("0,0", "0,1", "1,0", "1,1"), outcomes(WEAK, writer, LitmusTest::readYThenX));
  }

  private static void readYThenX(Places p) {
    p.first = p.y.get();
    p.second = p.x.get();
  }

  @Test
  void aReleaseOrAWriteBarrierKeepsTheData() {
    Code releases =
        p -> {
          p.x.setRelaxed(1);
          p.y.set(1);
        };
    Code ordered =
        p -> {
          p.x.setRelaxed(1);
          Barriers.write(p.kernel);
          p.y.setRelaxed(1);
        };
    for (Code writer : List.of(releases, ordered)) {
      assertEquals(Set.of("0,0", "0,1", "1,1"), outcomes(WEAK, writer, LitmusTest::readYThenX));
    }
  }

  @Test
  void whatWasStoredUnderALockIsSeenUnderIt() {
    Code writer =
        p -> {
          p.lock.lock();
          p.x.setRelaxed(1);
          p.y.setRelaxed(1);
          p.lock.unlock();
        };
    Code reader =
        p -> {
          p.lock.lock();
          p.first = p.x.get();
          p.second = p.y.get();
          p.lock.unlock();
        };
    assertEquals(Set.of("0,0", "1,1"), outcomes(WEAK, writer, reader));
  }

  /// LB: loads are never late, so what was not stored yet is not read.
  @Test
  void noLoadIsServedFromTheFuture() {
    Code one =
        p -> {
          p.first = p.y.get();
          p.x.setRelaxed(1);
        };
    Code two =
        p -> {
          p.second = p.x.get();
          p.y.setRelaxed(1);
        };
    assertEquals(Set.of("0,0", "0,1", "1,0"), outcomes(WEAK, one, two));
  }

  /// 2+2W: both write both places.
  @Test
  void onlyWeakMemoryLeavesBothFirstStoresBehind() {
    Code one =
        p -> {
          p.x.setRelaxed(1);
          p.y.setRelaxed(2);
        };
    Code two =
        p -> {
          p.y.setRelaxed(1);
          p.x.setRelaxed(2);
        };
    Outcome end = p -> p.x.peek() + "," + p.y.peek();
    assertEquals(Set.of("1,2", "2,1", "2,2"), outcomes(TSO, one, two, end));
    assertEquals(Set.of("1,1", "1,2", "2,1", "2,2"), outcomes(WEAK, one, two, end));
  }

  /// R: a store that is overwritten, and a load that misses it.
  @Test
  void aLoadMayPassTheStoreBeforeIt() {
    Code one =
        p -> {
          p.x.set(1);
          p.y.set(1);
        };
    Code two =
        p -> {
          p.y.set(2);
          p.second = p.x.get();
        };
    Outcome end = p -> p.second + "," + p.y.peek();
    assertTrue(!outcomes(SEQUENTIAL, one, two, end).contains("0,2"));
    assertTrue(outcomes(TSO, one, two, end).contains("0,2"));
  }

  /// CoRR and own stores: one place has one order, and a task sees what it stored itself.
  @Test
  void onePlaceIsSeenInOneOrder() {
    Code writer =
        p -> {
          p.x.setRelaxed(1);
          p.x.setRelaxed(2);
          assertEquals(2, p.x.get());
        };
    Code reader =
        p -> {
          p.first = p.x.get();
          p.second = p.x.get();
        };
    assertEquals(Set.of("0,0", "0,1", "0,2", "1,1", "1,2", "2,2"), outcomes(WEAK, writer, reader));
  }

  /// The bit is cleared and its waiters are looked for, without a barrier between.
  @Test
  void aWakeupIsLostWhereTheClearedBitIsSeenTooLate() {
    HungTaskException e =
        assertThrows(
            HungTaskException.class, () -> outcomes(WEAK, clearing(false), p -> {}, _ -> ""));
    assertEquals(Symptom.LOST_WAKEUP, e.symptom());
  }

  @Test
  void noWakeupIsLostWithTheBarrierNorWhereBitOperationsAreBarriers() {
    assertEquals(Set.of(""), outcomes(WEAK, clearing(true), p -> {}, _ -> ""));
    assertEquals(Set.of(""), outcomes(TSO, clearing(false), p -> {}, _ -> ""));
  }

  private static Code clearing(boolean barrier) {
    return p -> {
      Flags<Flag> flags = new Flags<>(p.kernel, "flags", Flag.class);
      flags.testAndSet(Flag.BUSY);
      Task waiter = p.kernel.spawn("waiter", () -> flags.awaitClear(Flag.BUSY));
      if (barrier) {
        flags.clearAndWake(Flag.BUSY);
      } else {
        flags.clear(Flag.BUSY);
        flags.wake();
      }
      waiter.join();
    };
  }
}

package org.fscachesim.kernel.xarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Strategy;
import org.junit.jupiter.api.Test;

/// The array among several tasks.
class LockingTest {
  @Test
  void everyCallWantsTheLock() {
    inKernel(
        new FirstRunnable(),
        kernel -> {
          XArray<String> ids = XArray.allocating(new SpinLock(kernel, "ids"));
          XArray<String> plain = new XArray<>(new SpinLock(kernel, "plain"));
          Cursor<String> at = ids.cursor(0);
          CyclicIds next = new CyclicIds();
          List<Call> calls =
              List.of(
                  () -> plain.load(1),
                  () -> plain.store(1, "e"),
                  () -> plain.insert(1, "e"),
                  () -> plain.compareExchange(1, null, "e"),
                  () -> plain.erase(1),
                  () -> plain.isEmpty(),
                  () -> plain.getMark(1, Mark.MARK_1),
                  () -> plain.setMark(1, Mark.MARK_1),
                  () -> plain.clearMark(1, Mark.MARK_1),
                  () -> plain.isMarked(Mark.MARK_1),
                  () -> plain.find(0, 9),
                  () -> plain.findMarked(0, 9, Mark.MARK_1),
                  () -> plain.forEach((_, _) -> {}),
                  () -> plain.forEachMarked(Mark.MARK_1, (_, _) -> {}),
                  () -> ids.allocate("e", Limit.UNSIGNED_32),
                  () -> ids.allocateCyclic("e", Limit.UNSIGNED_32, next),
                  () -> at.load(),
                  () -> at.store("e"),
                  () -> at.erase(),
                  () -> at.getMark(Mark.MARK_1),
                  () -> at.setMark(Mark.MARK_1),
                  () -> at.clearMark(Mark.MARK_1),
                  () -> at.find(9),
                  () -> at.next(9),
                  () -> at.findMarked(Mark.MARK_1, 9),
                  () -> at.nextMarked(Mark.MARK_1, 9),
                  () -> at.findFree(9));
          for (Call call : calls) {
            assertThrows(KernelBug.class, call::run, "call " + calls.indexOf(call));
          }
          assertEquals("XArray{}", plain.toString(), "nothing was done by the refused calls");
          assertEquals("XArray{}", ids.toString());
          try (var _ = plain.lock().hold();
              var _ = ids.lock().hold()) {
            for (Call call : calls) {
              call.run();
            }
          }
        });
  }

  @Test
  void theLockIsTheOneItWasMadeWith() {
    inKernel(
        new FirstRunnable(),
        kernel -> {
          SpinLock lock = new SpinLock(kernel, "shared");
          assertSame(lock, new XArray<String>(lock).lock());
          assertSame(lock, XArray.allocating(lock).lock());
          assertThrows(KernelBug.class, () -> new XArray<String>().lock());
        });
  }

  /// Two takers walk with the lock dropped between the steps, while a third task adds; each entry
  /// is taken once and none is left.
  @Test
  void walksThatDropTheLockTakeEachEntryOnce() {
    List<List<Long>> outcomes = new ArrayList<>();
    for (long seed = 0; seed < 40; seed++) {
      inKernel(new RandomWalk(seed), kernel -> outcomes.add(takenByTwoWalkers(kernel)));
    }
    assertNotEquals(1, outcomes.stream().distinct().count(), "the schedules did not differ");
  }

  private static List<Long> takenByTwoWalkers(Kernel kernel) {
    XArray<String> array = XArray.allocating(new SpinLock(kernel, "requests"));
    long[] places = {0, 1, 63, 64, 4096, 1L << 24, 1L << 31, XArray.MAX_INDEX};
    List<Long> taken = new ArrayList<>();
    Runnable taker =
        () -> {
          Cursor<String> at = array.cursor(0);
          int all = places.length;
          while (taken.size() < all) {
            try (var _ = array.lock().hold()) {
              if (at.next(XArray.MAX_INDEX) == null) {
                at.moveTo(0);
              }
              if (at.erase() != null) {
                taken.add(at.index());
              }
              array.verify();
            }
          }
        };
    kernel.spawn("one", taker);
    kernel.spawn("other", taker);
    for (long place : places) {
      try (var _ = array.lock().hold()) {
        assertTrue(array.insert(place, "e" + place));
      }
    }
    taker.run();
    try (var _ = array.lock().hold()) {
      assertTrue(array.isEmpty());
    }
    assertEquals(places.length, taken.size());
    assertEquals(places.length, new TreeSet<>(taken).size());
    return taken;
  }

  private interface Call {
    void run() throws ErrnoException;
  }

  private interface Body {
    void accept(Kernel kernel) throws ErrnoException;
  }

  private static void inKernel(Strategy strategy, Body body) {
    SimMachine machine = new SimMachine(strategy);
    Kernel kernel = Kernel.boot(KernelConfig.of(KernelVersion.V6_8), machine);
    machine.run(
        "test",
        () -> {
          try {
            body.accept(kernel);
          } catch (ErrnoException e) {
            throw new AssertionError(e);
          }
        });
  }
}

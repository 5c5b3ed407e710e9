package org.fscachesim.kernel.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.testing.LeavesTheWorldBroken;
import org.junit.jupiter.api.Test;

/// A look whether an object is there is one step with the looks and the touch behind it.
final class LookTest {
  private static final class Thing extends KernelObject {
    Thing(Kernel kernel) {
      super(kernel, "thing");
    }

    @Override
    protected String objectName() {
      return "t";
    }

    void release() {
      free("released");
    }
  }

  /// What a test does to two things, one after the other.
  private interface Body {
    void run(Kernel kernel, Thing one, Thing other);
  }

  private static long stepsOf(Body body) {
    long[] steps = new long[1];
    Simulation.run(
        s -> {
          Thing one = new Thing(s.kernel());
          Thing other = new Thing(s.kernel());
          long before = s.machine().steps();
          body.run(s.kernel(), one, other);
          steps[0] = s.machine().steps() - before;
          one.release();
          other.release();
        });
    return steps[0];
  }

  @Test
  void looksAndTheTouchBehindThemAreOneStep() {
    assertEquals(
        1,
        stepsOf(
            (kernel, one, other) -> {
              AtomicCounter counter = new AtomicCounter(kernel, "counter", 0);
              one.checkAlive();
              other.checkAlive();
              counter.incrementAndGet();
            }));
  }

  @Test
  void theNextTouchIsAStepOfItsOwn() {
    assertEquals(
        2,
        stepsOf(
            (kernel, one, _) -> {
              AtomicCounter counter = new AtomicCounter(kernel, "counter", 0);
              one.checkAlive();
              counter.incrementAndGet();
              counter.incrementAndGet();
            }));
  }

  @Test
  void whatOthersCouldNoticeEndsTheStep() {
    assertEquals(
        2,
        stepsOf(
            (kernel, one, other) -> {
              one.checkAlive();
              kernel.machine().touch(one, Operation.Access.WRITE);
              other.checkAlive();
            }));
  }

  @Test
  void aLockBehindALookIsAStepOfItsOwn() {
    assertEquals(
        2,
        stepsOf(
            (kernel, one, _) -> {
              Mutex mutex = new Mutex(kernel, "mutex");
              one.checkAlive();
              mutex.lock();
              mutex.unlock();
            }));
  }

  @Test
  @LeavesTheWorldBroken("the bug is what it is for")
  void whoeverFreesBehindTheLookIsStillMet() {
    int found = 0;
    for (int seed = 0; seed < 50; seed++) {
      try {
        Simulation.run(
            new RandomWalk(seed),
            s -> {
              Thing thing = new Thing(s.kernel());
              AtomicCounter counter = new AtomicCounter(s.kernel(), "counter", 0);
              s.kernel()
                  .spawn(
                      "frees",
                      () -> {
                        counter.incrementAndGet();
                        thing.release();
                      });
              thing.checkAlive();
              counter.incrementAndGet();
              thing.checkAlive();
            });
      } catch (KernelBug e) {
        assertEquals(Symptom.USE_AFTER_FREE, e.symptom());
        found++;
      }
    }
    assertTrue(found > 0 && found < 50, found + " of 50");
  }

  @Test
  @LeavesTheWorldBroken("it never ends")
  void aTaskThatOnlyLooksIsALivelock() {
    HungTaskException hung =
        assertThrows(
            HungTaskException.class,
            () ->
                Simulation.run(
                    s -> {
                      Thing thing = new Thing(s.kernel());
                      while (!thing.isFreed()) {
                        thing.checkAlive();
                      }
                    }));
    assertEquals(Symptom.LIVELOCK, hung.symptom());
  }
}

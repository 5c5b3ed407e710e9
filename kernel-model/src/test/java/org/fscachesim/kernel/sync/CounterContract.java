package org.fscachesim.kernel.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.fscachesim.kernel.Machines;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;

/// What counters, references, flag words and shared fields do on every machine.
abstract class CounterContract {
  private enum Color {
    RED,
    GREEN,
    BLUE
  }

  private final Machines machines;

  CounterContract(Machines machines) {
    this.machines = machines;
  }

  @Test
  void noChangeOfACounterIsLost() {
    machines.run(
        k -> {
          AtomicCounter counter = new AtomicCounter(k, "counter", 5);
          AtomicInteger zeros = new AtomicInteger();
          Machines.together(
              k,
              4,
              () -> {
                for (int i = 0; i < 20; i++) {
                  counter.incrementAndGet();
                  counter.addAndGet(3);
                  counter.decrementAndGet();
                }
              });
          assertEquals(5 + 4 * 20 * 3, counter.get());
          counter.set(4);
          Machines.together(
              k,
              4,
              () -> {
                if (counter.decrementAndTest()) {
                  zeros.incrementAndGet();
                }
              });
          assertEquals(1, zeros.get(), "exactly one sees the zero");
        });
  }

  @Test
  void aCounterChangesOnConditions() {
    machines.run(
        k -> {
          AtomicCounter counter = new AtomicCounter(k, "counter", 1);
          assertTrue(counter.compareAndSet(1, 7));
          assertFalse(counter.compareAndSet(1, 8));
          assertEquals(7, counter.getAndSet(0));
          assertFalse(counter.incrementUnless(0));
          assertEquals(0, counter.get());
          assertTrue(counter.incrementUnless(1));
          assertEquals(1, counter.peek());
          assertEquals("counter (1)", counter.toString());
        });
  }

  @Test
  void aReferenceCountDoesNotComeBackFromZero() {
    assertEquals(
        "refcount: main#1 takes a reference on cookie, which has none left",
        machines.bugOf(
            k -> {
              Refcount count = new Refcount(k, "cookie", 1);
              assertEquals(2, count.incAndGet());
              assertFalse(count.decAndTest());
              assertTrue(count.decAndTest());
              assertFalse(count.incNotZero());
              assertEquals(0, count.get());
              count.incAndGet();
            }));
  }

  @Test
  void aReferenceCountDoesNotGoBelowZero() {
    assertEquals(
        "refcount: main#1 drops a reference on cookie, which has none left",
        machines.bugOf(
            k -> {
              Refcount count = new Refcount(k, "cookie", 1);
              assertEquals(0, count.decAndGet());
              count.decAndGet();
            }));
  }

  @Test
  void aReferenceCountThatOverflowsStaysUpAndWarnsOnce() {
    machines.run(
        k -> {
          Refcount count = new Refcount(k, "cookie", Integer.MAX_VALUE - 1);
          assertEquals(Integer.MAX_VALUE, count.incAndGet());
          assertTrue(count.incNotZero());
          assertEquals(Refcount.SATURATED, count.get());
          assertEquals(Refcount.SATURATED, count.incAndGet());
          assertEquals(Refcount.SATURATED, count.decAndGet());
          assertFalse(count.decAndTest(), "a saturated count never frees");
          assertEquals(
              List.of("refcount: cookie is saturated; its object leaks"), k.log().warnings());
        });
  }

  @Test
  void exactlyOneDropsTheLastReference() {
    machines.run(
        k -> {
          Refcount count = new Refcount(k, "cookie", 1);
          AtomicInteger last = new AtomicInteger();
          AtomicInteger refused = new AtomicInteger();
          Machines.together(
              k,
              4,
              () -> {
                if (!count.incNotZero()) {
                  refused.incrementAndGet();
                } else if (count.decAndTest()) {
                  last.incrementAndGet();
                }
              });
          if (count.get() > 0) {
            assertTrue(count.decAndTest());
            last.incrementAndGet();
          }
          assertEquals(1, last.get());
          assertEquals(0, refused.get(), "the first reference was still held");
        });
  }

  @Test
  void flagsChangeOneByOne() {
    machines.run(
        k -> {
          Flags<Color> flags = new Flags<>(k, "flags", Color.class);
          assertFalse(flags.test(Color.RED));
          assertFalse(flags.testAndSet(Color.GREEN));
          assertTrue(flags.testAndSet(Color.GREEN));
          flags.set(Color.BLUE);
          assertEquals(0b110, flags.bits());
          assertEquals("flags (GREEN|BLUE)", flags.toString());
          assertTrue(flags.testAndClear(Color.GREEN));
          assertFalse(flags.testAndClear(Color.GREEN));
          flags.assign(Color.RED, true);
          flags.assign(Color.BLUE, false);
          assertEquals(0b001, flags.peek());
          assertTrue(flags.peek(Color.RED));
          flags.clear(Color.RED);
          assertEquals("flags ()", flags.describe());
        });
  }

  @Test
  void noFlagIsLostAmongOthers() {
    machines.run(
        k -> {
          Flags<Color> flags = new Flags<>(k, "flags", Color.class);
          AtomicInteger next = new AtomicInteger();
          Machines.together(
              k,
              3,
              () -> {
                Color mine = Color.values()[next.getAndIncrement()];
                for (int i = 0; i < 20; i++) {
                  assertFalse(flags.testAndSet(mine));
                  assertTrue(flags.test(mine));
                  assertTrue(flags.testAndClear(mine));
                }
                flags.set(mine);
              });
          assertEquals(0b111, flags.bits());
        });
  }

  @Test
  void whoWaitsForABitGoesOnWhenItIsClearedAndWoken() {
    machines.run(
        k -> {
          Flags<Color> flags = new Flags<>(k, "flags", Color.class);
          flags.set(Color.RED);
          AtomicInteger through = new AtomicInteger();
          Task waiter =
              k.spawn(
                  "waiter",
                  () -> {
                    flags.awaitClear(Color.RED);
                    through.incrementAndGet();
                  });
          while (!flags.isAwaited()) {
            k.sleepMillis(1);
          }
          flags.clearAndWake(Color.GREEN);
          k.sleepMillis(1);
          assertEquals(0, through.get());
          assertFalse(flags.awaitClearUntil(Color.RED, k.nanos() + 1_000_000));
          flags.clearAndWake(Color.RED);
          waiter.join();
          assertTrue(flags.awaitClearUntil(Color.RED, 0));
        });
  }

  @Test
  void aKillEndsAKillableWaitForABit() {
    machines.run(
        k -> {
          Flags<Color> flags = new Flags<>(k, "flags", Color.class);
          flags.set(Color.RED);
          Task waiter = k.spawn("waiter", () -> assertFalse(flags.awaitClearKillable(Color.RED)));
          waiter.kill();
          waiter.join();
          assertTrue(flags.awaitClearKillable(Color.GREEN));
        });
  }

  private enum Many {
    A0,
    A1,
    A2,
    A3,
    A4,
    A5,
    A6,
    A7,
    A8,
    A9,
    B0,
    B1,
    B2,
    B3,
    B4,
    B5,
    B6,
    B7,
    B8,
    B9,
    C0,
    C1,
    C2,
    C3,
    C4,
    C5,
    C6,
    C7,
    C8,
    C9,
    D0,
    D1,
    D2,
    D3,
    D4,
    D5,
    D6,
    D7,
    D8,
    D9,
    E0,
    E1,
    E2,
    E3,
    E4,
    E5,
    E6,
    E7,
    E8,
    E9,
    F0,
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    G0,
    G1,
    G2,
    G3,
    G4
  }

  @Test
  void aWordHas64Flags() {
    assertEquals(
        "flags has more flags than a word has bits",
        machines.bugOf(k -> new Flags<>(k, "flags", Many.class)));
  }

  @Test
  void aSharedFieldIsReadAndWrittenAsAWhole() {
    machines.run(
        k -> {
          String first = "first";
          Shared<String> shared = new Shared<>(k, "shared", first);
          assertSame(first, shared.get());
          assertTrue(shared.compareAndSet(first, "second"));
          assertFalse(shared.compareAndSet(first, "third"));
          assertEquals("second", shared.getAndSet("fourth"));
          shared.set("fifth");
          assertEquals("fifth", shared.peek());
          assertEquals("shared (fifth)", shared.toString());
        });
  }
}

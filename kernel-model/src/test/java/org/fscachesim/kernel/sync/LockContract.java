package org.fscachesim.kernel.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Machines;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.kernel.wait.PollTable;
import org.fscachesim.kernel.wait.WaitQueue;
import org.fscachesim.kernel.work.Work;
import org.junit.jupiter.api.Test;

/// What spin locks, mutexes and the checker of their order do on every machine.
abstract class LockContract {
  private final Machines machines;

  LockContract(Machines machines) {
    this.machines = machines;
  }

  private static void excludes(Kernel kernel, Runnable lock, Runnable unlock) {
    AtomicCounter point = new AtomicCounter(kernel, "point", 0);
    int[] plain = new int[1];
    Machines.together(
        kernel,
        4,
        () -> {
          for (int i = 0; i < 25; i++) {
            lock.run();
            int seen = plain[0];
            point.incrementAndGet();
            plain[0] = seen + 1;
            unlock.run();
          }
        });
    assertEquals(100, plain[0]);
  }

  @Test
  void aMutexExcludes() {
    machines.run(
        k -> {
          Mutex mutex = new Mutex(k, "mutex");
          excludes(k, mutex::lock, mutex::unlock);
        });
  }

  @Test
  void aSpinLockExcludes() {
    machines.run(
        k -> {
          SpinLock lock = new SpinLock(k, "lock");
          excludes(k, lock::lock, lock::unlock);
        });
  }

  @Test
  void aWriterExcludes() {
    machines.run(
        k -> {
          RwSemaphore semaphore = new RwSemaphore(k, "semaphore");
          excludes(k, semaphore::lockWrite, semaphore::unlockWrite);
        });
  }

  @Test
  void holdGivesTheLockBackWhenTheBlockThrows() {
    machines.run(
        k -> {
          Mutex mutex = new Mutex(k, "mutex");
          assertThrows(
              IllegalStateException.class,
              () -> {
                try (var _ = mutex.hold()) {
                  mutex.assertHeld();
                  throw new IllegalStateException();
                }
              });
          assertTrue(mutex.tryLock());
          mutex.unlock();
          assertEquals(0, k.current().heldLocks().size());
        });
  }

  @Test
  void tryLockTakesAFreeLockOnly() {
    machines.run(
        k -> {
          SpinLock lock = new SpinLock(k, "lock");
          assertTrue(lock.tryLock());
          assertFalse(lock.tryLock(), "its own holder does not get it either");
          lock.unlock();
          Mutex mutex = new Mutex(k, "mutex");
          assertTrue(mutex.tryLock());
          k.spawn("other", () -> assertFalse(mutex.tryLock())).join();
          mutex.unlock();
          k.spawn(
                  "later",
                  () -> {
                    assertTrue(mutex.tryLock());
                    mutex.unlock();
                  })
              .join();
        });
  }

  @Test
  void takingALockTwiceIsABug() {
    assertEquals(
        "main#1 takes lock, which it holds already",
        machines.bugOf(
            k -> {
              Mutex lock = new Mutex(k, "lock");
              lock.lock();
              lock.lock();
            }));
    assertEquals(
        "main#1 takes lock, which it holds already",
        machines.bugOf(
            k -> {
              SpinLock lock = new SpinLock(k, "lock");
              lock.lock();
              lock.lockNested("child");
            }));
    assertEquals(
        "main#1 takes lock, which it holds already",
        machines.bugOf(
            k -> {
              Mutex lock = new Mutex(k, "lock");
              lock.lockNested("child");
              lock.lock();
            }));
    assertEquals(
        "main#1 takes semaphore, which it holds already",
        machines.bugOf(
            k -> {
              RwSemaphore semaphore = new RwSemaphore(k, "semaphore");
              semaphore.lockRead();
              semaphore.lockWrite();
            }));
  }

  @Test
  void unlockingWhatAnotherHoldsIsABug() {
    assertEquals(
        "thief#2 unlocks lock, which main#1 holds",
        machines.bugOf(
            k -> {
              Mutex lock = new Mutex(k, "lock");
              lock.lock();
              k.spawn("thief", lock::unlock).join();
              lock.unlock();
            }));
    assertEquals(
        "main#1 unlocks lock, which nobody holds",
        machines.bugOf(k -> new SpinLock(k, "lock").unlock()));
  }

  @Test
  void assertHeldNamesWhoNeedsAndWhoHolds() {
    assertEquals(
        "main#1 needs lock, which nobody holds",
        machines.bugOf(k -> new Mutex(k, "lock").assertHeld()));
    assertEquals(
        "other#2 needs lock, which main#1 holds",
        machines.bugOf(
            k -> {
              Mutex lock = new Mutex(k, "lock");
              lock.lock();
              k.spawn("other", lock::assertHeld).join();
              lock.unlock();
            }));
  }

  /// What a kernel dies of; of the places in the code, the lines are left out.
  private String bugAndPlaces(Consumer<Kernel> body) {
    return machines.bugOf(body).replaceAll(" \\(LockContract\\.java:\\d+\\)", "");
  }

  @Test
  void oppositeOrdersAreFoundWithoutADeadlock() {
    assertEquals(
        "lock order: main#1 takes a while it holds b at"
            + " LockContract.oppositeOrdersAreFoundWithoutADeadlock, but the opposite order was"
            + " seen: a then b (by first at LockContract.oppositeOrdersAreFoundWithoutADeadlock)",
        bugAndPlaces(
            k -> {
              Mutex a = new Mutex(k, "a");
              SpinLock b = new SpinLock(k, "b");
              k.spawn(
                      "first",
                      () -> {
                        try (var _ = a.hold();
                            var _ = b.hold()) {
                          b.assertHeld();
                        }
                      })
                  .join();
              Mutex otherA = new Mutex(k, "a");
              Mutex otherB = new Mutex(k, "b");
              try (var _ = otherB.hold();
                  var _ = otherA.hold()) {
                a.assertHeld();
              }
            }));
  }

  @Test
  void aCircleOfThreeIsFoundAndShown() {
    assertEquals(
        "lock order: main#1 takes a while it holds c at LockContract.aCircleOfThreeIsFoundAndShown,"
            + " but the opposite order was seen: a then b (by main at"
            + " LockContract.aCircleOfThreeIsFoundAndShown), b then c (by main at"
            + " LockContract.aCircleOfThreeIsFoundAndShown)",
        bugAndPlaces(
            k -> {
              Mutex a = new Mutex(k, "a");
              Mutex b = new Mutex(k, "b");
              RwSemaphore c = new RwSemaphore(k, "c");
              try (var _ = a.hold();
                  var _ = b.hold()) {
                b.assertHeld();
              }
              try (var _ = b.hold();
                  var _ = c.holdRead()) {
                b.assertHeld();
              }
              try (var _ = c.holdWrite();
                  var _ = a.hold()) {
                a.assertHeld();
              }
            }));
  }

  @Test
  void twoKernelsLearnTheirOwnOrders() {
    machines.run(
        k -> {
          Kernel other = Kernel.boot(k.config(), k.machine());
          try (var _ = new Mutex(k, "a").hold();
              var _ = new Mutex(k, "b").hold()) {
            assertEquals(2, k.current().heldLocks().size());
          }
          try (var _ = new Mutex(other, "b").hold();
              var _ = new Mutex(other, "a").hold()) {
            assertEquals(2, k.current().heldLocks().size());
          }
        });
  }

  @Test
  void aSecondLockOfOneClassNeedsANestedClass() {
    assertEquals(
        "lock order: main#1 takes a second lock of class inode at"
            + " LockContract.aSecondLockOfOneClassNeedsANestedClass; name the inner one with a"
            + " nested class",
        bugAndPlaces(
            k -> {
              new Mutex(k, "inode").lock();
              new Mutex(k, "inode").lock();
            }));
    machines.run(
        k -> {
          Mutex parent = new Mutex(k, "inode");
          Mutex child = new Mutex(k, "inode");
          parent.lock();
          child.lockNested("child");
          child.assertHeld();
          child.unlock();
          parent.unlock();
          assertTrue(child.tryLock(), "a nested lock is given back like any other");
          child.unlock();
        });
    assertEquals(
        "lock order: main#1 takes inode while it holds inode/child at"
            + " LockContract.aSecondLockOfOneClassNeedsANestedClass, but the opposite order was"
            + " seen: inode then inode/child (by main at"
            + " LockContract.aSecondLockOfOneClassNeedsANestedClass)",
        bugAndPlaces(
            k -> {
              Mutex parent = new Mutex(k, "inode");
              Mutex child = new Mutex(k, "inode");
              parent.lock();
              child.lockNested("child");
              parent.unlock();
              parent.lock();
            }));
  }

  private void asleep(String what, BiConsumer<Kernel, Runnable> sleeper) {
    String message =
        machines.bugOf(
            k ->
                sleeper.accept(
                    k,
                    () -> {
                      SpinLock spin = new SpinLock(k, "spin");
                      spin.lock();
                    }));
    assertEquals(
        "sleeping function called in atomic context: main#1 calls " + what + " while it holds spin",
        message);
  }

  @Test
  void whatMaySleepFailsUnderASpinLockEvenWhenItNeedNotSleep() {
    asleep(
        "mutex",
        (k, spin) -> {
          Mutex mutex = new Mutex(k, "mutex");
          spin.run();
          mutex.lock();
        });
    asleep(
        "semaphore",
        (k, spin) -> {
          RwSemaphore semaphore = new RwSemaphore(k, "semaphore");
          spin.run();
          semaphore.lockRead();
        });
    asleep(
        "queue",
        (k, spin) -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          spin.run();
          queue.await(() -> true, "always");
        });
    asleep(
        "queue",
        (k, spin) -> {
          WaitQueue queue = new WaitQueue(k, "queue");
          spin.run();
          queue.awaitUntil(() -> true, "always", 0);
        });
    asleep(
        "done",
        (k, spin) -> {
          Completion done = new Completion(k, "done");
          done.completeAll();
          spin.run();
          done.awaitKillable();
        });
    asleep(
        "msleep",
        (k, spin) -> {
          spin.run();
          k.sleepMillis(0);
        });
    asleep(
        "work work",
        (k, spin) -> {
          Work work = new Work(k, "work", () -> {});
          spin.run();
          work.flush();
        });
    asleep(
        "work work",
        (k, spin) -> {
          Work work = new Work(k, "work", () -> {});
          spin.run();
          work.cancelSync();
        });
    asleep(
        "poll",
        (k, spin) -> {
          PollTable table = new PollTable(k);
          spin.run();
          table.sleepUntil(0);
        });
  }

  @Test
  void joiningUnderASpinLockIsABug() {
    assertEquals(
        "scheduling while atomic: main#1 would wait for its end on task short#2 while it holds"
            + " spin",
        machines.bugOf(
            k -> {
              SpinLock spin = new SpinLock(k, "spin");
              spin.lock();
              k.spawn("short", () -> {}).join();
            }));
  }

  @Test
  void aSpinLockMayBeWaitedForUnderASpinLock() {
    machines.run(
        k -> {
          SpinLock outer = new SpinLock(k, "outer");
          SpinLock inner = new SpinLock(k, "inner");
          int[] plain = new int[1];
          Machines.together(
              k,
              3,
              () -> {
                for (int i = 0; i < 10; i++) {
                  try (var _ = outer.hold();
                      var _ = inner.hold()) {
                    plain[0]++;
                  }
                  try (var _ = inner.hold()) {
                    plain[0]++;
                  }
                }
              });
          assertEquals(60, plain[0]);
        });
  }

  @Test
  void readersShareAndAWriterWaitsForAllOfThem() {
    machines.run(
        k -> {
          RwSemaphore semaphore = new RwSemaphore(k, "semaphore");
          Completion go = new Completion(k, "go");
          AtomicInteger inside = new AtomicInteger();
          Consumer<String> read =
              name ->
                  k.spawn(
                      name,
                      () -> {
                        try (var _ = semaphore.holdRead()) {
                          inside.incrementAndGet();
                          go.await();
                          inside.decrementAndGet();
                        }
                      });
          read.accept("reader1");
          read.accept("reader2");
          Machines.awaitCount(k, inside, 2);
          assertEquals("semaphore (read by reader1#2, reader2#3)", sorted(semaphore.describe()));
          go.completeAll();
          try (var _ = semaphore.holdWrite()) {
            semaphore.assertHeldWrite();
            assertEquals(0, inside.get());
            assertEquals(k.current(), semaphore.holder());
          }
        });
  }

  private static String sorted(String description) {
    return description.equals("semaphore (read by reader2#3, reader1#2)")
        ? "semaphore (read by reader1#2, reader2#3)"
        : description;
  }

  @Test
  void aSemaphoreIsGivenBackAsItWasTaken() {
    assertEquals(
        "main#1 does not hold semaphore for reading",
        machines.bugOf(
            k -> {
              RwSemaphore semaphore = new RwSemaphore(k, "semaphore");
              semaphore.lockWrite();
              semaphore.unlockRead();
            }));
    assertEquals(
        "main#1 does not hold semaphore for writing",
        machines.bugOf(
            k -> {
              RwSemaphore semaphore = new RwSemaphore(k, "semaphore");
              semaphore.lockRead();
              semaphore.unlockWrite();
            }));
    assertEquals(
        "main#1 does not hold semaphore for writing",
        machines.bugOf(k -> new RwSemaphore(k, "semaphore").assertHeldWrite()));
    assertEquals(
        "other#2 does not hold semaphore for reading",
        machines.bugOf(
            k -> {
              RwSemaphore semaphore = new RwSemaphore(k, "semaphore");
              semaphore.lockRead();
              k.spawn("other", semaphore::unlockRead).join();
              semaphore.unlockRead();
            }));
  }

  @Test
  void locksOfOtherClassesMayBeGivenBackInAnyOrder() {
    machines.run(
        k -> {
          Mutex a = new Mutex(k, "a");
          Mutex b = new Mutex(k, "b");
          a.lock();
          b.lock();
          a.unlock();
          assertEquals("b", k.current().heldLocks().getFirst().lockClass());
          b.unlock();
          assertThrows(KernelBug.class, b::assertHeld);
        });
  }
}

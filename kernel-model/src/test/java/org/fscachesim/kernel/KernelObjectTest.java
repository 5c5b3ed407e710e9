package org.fscachesim.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Kernel objects are poisoned when they are freed, and the ledger knows those that are not.
final class KernelObjectTest {
  private static final class Thing extends KernelObject {
    private final String name;

    Thing(Kernel kernel, String type, String name) {
      super(kernel, type);
      this.name = name;
    }

    @Override
    protected String objectName() {
      return name;
    }

    void release(String reason) {
      free(reason);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aUseAfterFreeNamesWhoAllocatedFreedAndTouched(Machines machines) {
    assertEquals(
        "use after free: main#1 touches cookie c=1, allocated by maker#2, freed by killer#3 (last"
            + " put)",
        machines.bugOf(
            k -> {
              Thing[] thing = new Thing[1];
              k.spawn("maker", () -> thing[0] = new Thing(k, "cookie", "c=1")).join();
              thing[0].checkAlive();
              k.spawn("killer", () -> thing[0].release("last put")).join();
              assertTrue(thing[0].isFreed());
              thing[0].checkAlive();
            }));
  }

  @ParameterizedTest
  @EnumSource
  void aDoubleFreeNamesBothWhoFreed(Machines machines) {
    assertEquals(
        "double free: main#1 frees cookie c=1 (put again), which was freed by main#1 (last put)",
        machines.bugOf(
            k -> {
              Thing thing = new Thing(k, "cookie", "c=1");
              thing.release("last put");
              thing.release("put again");
            }));
  }

  @ParameterizedTest
  @EnumSource
  void ofTwoWhoFreeAtTheSameTimeOneIsToldSo(Machines machines) {
    machines.run(
        k -> {
          Thing thing = new Thing(k, "cookie", "c=1");
          AtomicInteger bugs = new AtomicInteger();
          Machines.together(
              k,
              4,
              () -> {
                try {
                  thing.release("put");
                } catch (KernelBug e) {
                  bugs.incrementAndGet();
                }
              });
          assertEquals(3, bugs.get());
          assertEquals(0, k.ledger().live("cookie"));
        });
  }

  @Test
  void aTouchRacesWithTheFree() {
    Set<Boolean> found = new HashSet<>();
    Simulation.forSeeds(
        40,
        s -> {
          Thing thing = new Thing(s.kernel(), "cookie", "c=1");
          Task owner = s.kernel().spawn("owner", () -> thing.release("put"));
          try {
            thing.checkAlive();
            found.add(false);
          } catch (KernelBug e) {
            found.add(true);
          }
          owner.join();
        });
    assertEquals(Set.of(true, false), found);
  }

  @Test
  void theLedgerCountsByTypeAndListsWhatIsLeft() {
    Simulation.run(
        s -> {
          Kernel k = s.kernel();
          Ledger ledger = k.ledger();
          assertEquals(List.of(), ledger.leaks());
          Thing first = new Thing(k, "cookie", "c=1");
          Thing volume = new Thing(k, "volume", "v=1");
          Thing second = new Thing(k, "cookie", "c=2");
          Thing third = new Thing(k, "cookie", "c=3");
          assertEquals(3, ledger.live("cookie"));
          assertEquals(0, ledger.live("cache"));
          assertEquals(0, ledger.allocated("cache"));
          assertEquals(
              List.of("cookie c=1", "cookie c=2", "cookie c=3", "volume v=1"), ledger.leaks());
          second.release("put");
          assertEquals(List.of("cookie c=1", "cookie c=3", "volume v=1"), ledger.leaks());
          third.release("put");
          first.release("put");
          assertEquals(List.of("volume v=1"), ledger.leaks());
          volume.release("put");
          assertEquals(List.of(), ledger.leaks());
          assertEquals(0, ledger.live("cookie"));
          assertEquals(3, ledger.allocated("cookie"));
          assertEquals("cookie c=1 (freed)", first.toString());
          assertEquals("cookie", first.objectType());
          assertEquals("cookie c=1 (freed)", first.describe());
          assertFalse(new Thing(k, "cookie", "c=4").isFreed());
          assertSame(k, first.kernel());
        });
  }

  @ParameterizedTest
  @EnumSource
  void theLedgerKeepsCountInParallel(Machines machines) {
    machines.run(
        k -> {
          Machines.together(
              k,
              4,
              () -> {
                for (int i = 0; i < 20; i++) {
                  Thing kept = new Thing(k, "kept", "");
                  Thing gone = new Thing(k, "gone", "");
                  kept.checkAlive();
                  gone.release("done");
                }
              });
          assertEquals(80, k.ledger().live("kept"));
          assertEquals(0, k.ledger().live("gone"));
          assertEquals(80, k.ledger().allocated("gone"));
          assertEquals(80, k.ledger().leaks().size());
        });
  }
}

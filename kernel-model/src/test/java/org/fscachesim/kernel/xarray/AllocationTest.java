package org.fscachesim.kernel.xarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which ids an allocating array gives out.
class AllocationTest {
  private final XArray<String> ids = XArray.allocating();

  @Test
  void theLowestFreeIdIsGivenOutAndAnErasedOneAtOnceAgain() throws ErrnoException {
    for (long id = 0; id < 200; id++) {
      assertEquals(id, ids.allocate("e", Limit.UNSIGNED_32));
      ids.verify();
    }
    ids.erase(64);
    ids.erase(3);
    assertEquals(3, ids.allocate("e", Limit.UNSIGNED_32));
    assertEquals(64, ids.allocate("e", Limit.UNSIGNED_32));
    assertEquals(200, ids.allocate("e", Limit.UNSIGNED_32));
  }

  @Test
  void cyclicIdsDoNotComeBackAtOnce() throws ErrnoException {
    CyclicIds next = new CyclicIds();
    assertEquals(0, ids.allocateCyclic("dead", Limit.UNSIGNED_32, next));
    ids.erase(0);
    assertTrue(ids.isEmpty());
    assertEquals(1, ids.allocateCyclic("living", Limit.UNSIGNED_32, next));
    assertNull(ids.load(0));
    assertEquals(2, next.next());
  }

  @Test
  void cyclicIdsSkipTakenOnesAndWrapBehindTheLastIndex() throws ErrnoException {
    CyclicIds next = new CyclicIds(XArray.MAX_INDEX - 2);
    ids.store(XArray.MAX_INDEX - 1, "taken");
    ids.store(0, "taken");
    assertEquals(XArray.MAX_INDEX - 2, ids.allocateCyclic("a", Limit.UNSIGNED_32, next));
    assertEquals(XArray.MAX_INDEX, ids.allocateCyclic("b", Limit.UNSIGNED_32, next));
    assertEquals(0, next.next(), "2^32 is 0");
    assertEquals(1, ids.allocateCyclic("c", Limit.UNSIGNED_32, next));
    ids.verify();
  }

  @Test
  void cyclicIdsWrapToTheLowerEndOfTheLimitNotToZero() throws ErrnoException {
    CyclicIds next = new CyclicIds();
    Limit limit = new Limit(1, Integer.MAX_VALUE);
    assertEquals(1, ids.allocateCyclic("a", limit, next), "next is below the limit");
    next.advancePast(Integer.MAX_VALUE - 1L);
    assertEquals(Integer.MAX_VALUE, ids.allocateCyclic("b", limit, next));
    assertEquals(1L << 31, next.next(), "above the limit, until the next call");
    assertEquals(2, ids.allocateCyclic("c", limit, next), "1 is taken, 0 is not ours");
    assertEquals(3, next.next());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 62, 63, 64, 4090, (1L << 30) - 5, (1L << 32) - 70})
  void aFullRangeIsBusyAndAnythingErasedIsFoundAgain(long min) throws ErrnoException {
    Limit limit = new Limit(min, min + 69);
    CyclicIds next = new CyclicIds(min + 40);
    for (long i = 0; i < 70; i++) {
      assertEquals(min + (40 + i) % 70, ids.allocateCyclic("e", limit, next));
    }
    ids.verify();
    CyclicIds atFull = new CyclicIds(min + 10);
    assertBusy(limit, atFull);
    assertEquals(min + 10, atFull.next(), "a failed allocation moves nothing");
    assertEquals(
        Errno.EBUSY, assertThrows(ErrnoException.class, () -> ids.allocate("e", limit)).errno());
    for (long i = 0; i < 70; i += 23) {
      ids.erase(min + i);
      assertEquals(min + i, ids.allocateCyclic("e", limit, atFull));
      ids.erase(min + i);
      assertEquals(min + i, ids.allocate("e", limit));
      assertBusy(limit, atFull);
    }
  }

  @Test
  void aLimitOfOneIdIsFullWithOneEntry() throws ErrnoException {
    Limit only = new Limit(XArray.MAX_INDEX, XArray.MAX_INDEX);
    CyclicIds next = new CyclicIds();
    assertEquals(XArray.MAX_INDEX, ids.allocateCyclic("e", only, next));
    assertBusy(only, next);
    ids.erase(XArray.MAX_INDEX);
    assertEquals(XArray.MAX_INDEX, ids.allocateCyclic("e", only, next));
  }

  @Test
  void theFreeMarkFollowsEveryWayToStoreAndErase() {
    ids.store(0, "e");
    assertFalse(ids.getMark(0, Mark.FREE), "the head itself");
    ids.insert(500, "e");
    assertFalse(ids.getMark(500, Mark.FREE));
    ids.compareExchange(501, null, "e");
    assertFalse(ids.getMark(501, Mark.FREE));
    ids.cursor(502).store("e");
    assertFalse(ids.getMark(502, Mark.FREE));
    ids.cursor(500).erase();
    assertTrue(ids.getMark(500, Mark.FREE));
    String there = ids.load(501);
    ids.compareExchange(501, there, null);
    assertTrue(ids.getMark(501, Mark.FREE));
    assertTrue(ids.isMarked(Mark.FREE));
    ids.verify();
  }

  @Test
  void aPlainArrayGivesOutNoIds() {
    XArray<String> plain = new XArray<>();
    assertThrows(KernelBug.class, () -> plain.allocate("e", Limit.UNSIGNED_32));
    assertThrows(
        KernelBug.class, () -> plain.allocateCyclic("e", Limit.UNSIGNED_32, new CyclicIds()));
    assertThrows(KernelBug.class, () -> plain.cursor(0).findFree(10));
  }

  @Test
  void aLimitThatMakesNoSenseIsRefused() {
    assertEquals(
        "an id limit needs min <= max, but min is 2 and max is 1",
        assertThrows(IllegalArgumentException.class, () -> new Limit(2, 1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Limit(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limit(0, 1L << 32));
    assertThrows(IllegalArgumentException.class, () -> new CyclicIds(1L << 32));
  }

  private void assertBusy(Limit limit, CyclicIds next) {
    assertEquals(
        Errno.EBUSY,
        assertThrows(ErrnoException.class, () -> ids.allocateCyclic("e", limit, next)).errno());
  }
}

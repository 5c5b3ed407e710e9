package org.fscachesim.kernel.xarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// A cursor at work, alone and while others change the array under it.
class CursorTest {
  private static final long MAX = XArray.MAX_INDEX;

  private final XArray<String> array = new XArray<>();

  @Test
  void itActsAtItsPlace() {
    Cursor<String> at = array.cursor(4096);
    assertNull(at.load());
    assertNull(at.store("a"));
    assertEquals("a", at.load());
    at.setMark(Mark.MARK_1);
    assertTrue(at.getMark(Mark.MARK_1));
    at.moveTo(4097);
    assertFalse(at.getMark(Mark.MARK_1));
    assertNull(at.load());
    at.moveTo(4096);
    at.clearMark(Mark.MARK_1);
    assertFalse(array.isMarked(Mark.MARK_1));
    assertEquals("a", at.store("b"));
    assertEquals("b", at.erase());
    assertTrue(array.isEmpty());
    array.verify();
  }

  @Test
  void findTakesTheCurrentPlaceAndNextDoesNot() {
    array.store(7, "a");
    array.store(8, "b");
    Cursor<String> at = array.cursor(7);
    assertEquals("a", at.find(MAX));
    assertEquals("a", at.find(MAX));
    assertEquals("b", at.next(MAX));
    assertEquals(8, at.index());
    assertNull(at.next(MAX));
    assertEquals(8, at.index(), "a search in vain moves nothing");
  }

  @Test
  void nextBehindTheLastIndexFindsNothing() {
    array.store(MAX, "last");
    Cursor<String> at = array.cursor(MAX);
    assertEquals("last", at.find(MAX));
    assertNull(at.next(MAX));
    assertNull(at.nextMarked(Mark.MARK_0, MAX));
    assertEquals(MAX, at.index());
  }

  @Test
  void aSearchEndsAtItsBoundEvenInsideOneNode() {
    array.store(10, "a");
    array.store(20, "b");
    array.setMark(20, Mark.MARK_1);
    Cursor<String> at = array.cursor(11);
    assertNull(at.find(19));
    assertNull(at.findMarked(Mark.MARK_1, 19));
    assertEquals("b", at.find(20));
  }

  @Test
  void nextMarkedPassesUnmarkedNeighbours() {
    for (long index = 0; index < 10_000; index++) {
      array.store(index, "e" + index);
    }
    array.setMark(5, Mark.MARK_2);
    array.setMark(9_000, Mark.MARK_2);
    Cursor<String> at = array.cursor(0);
    assertEquals("e5", at.findMarked(Mark.MARK_2, MAX));
    assertEquals("e9000", at.nextMarked(Mark.MARK_2, MAX));
    assertNull(at.nextMarked(Mark.MARK_2, MAX));
  }

  @Test
  void aReaderThatGoesRoundFindsTheMarkedEntryBeforeItsStart() {
    array.store(3, "low");
    array.setMark(3, Mark.MARK_1);
    Cursor<String> at = array.cursor(100);
    assertNull(at.findMarked(Mark.MARK_1, MAX));
    at.moveTo(0);
    assertEquals("low", at.findMarked(Mark.MARK_1, 99));
    assertEquals(3, at.index());
  }

  @Test
  void itGoesOnWhenItsNodeIsGone() {
    array.store(0, "zero");
    array.store(5000, "here");
    array.store(1L << 30, "far");
    Cursor<String> at = array.cursor(5000);
    assertEquals("here", at.find(MAX));
    array.erase(5000);
    assertNull(at.load());
    assertEquals("far", at.next(MAX));
    array.erase(1L << 30);
    assertEquals(0, array.height());
    assertNull(at.load());
    array.store(1L << 30, "new");
    assertEquals("new", at.load());
  }

  @Test
  void itSeesTheEntryThatTookThePlaceOfItsNode() {
    array.store(5000, "old");
    Cursor<String> at = array.cursor(5000);
    assertEquals("old", at.load());
    array.erase(5000);
    array.store(5000, "new");
    assertEquals("new", at.load());
    assertEquals("new", at.erase());
    assertTrue(array.isEmpty());
  }

  @Test
  void itGoesOnWhenTheTreeGrewAboveIt() {
    array.store(0, "zero");
    Cursor<String> at = array.cursor(0);
    assertEquals("zero", at.find(MAX));
    array.store(1, "one");
    assertEquals("one", at.next(MAX));
    array.store(MAX, "last");
    assertEquals("last", at.next(MAX));
    assertEquals(MAX, at.index());
  }

  @Test
  void twoCursorsMayEmptyTheArrayTogether() {
    for (long index = 0; index < 1000; index++) {
      array.store(index * 100, "e");
    }
    Cursor<String> one = array.cursor(0);
    Cursor<String> other = array.cursor(0);
    while (one.find(MAX) != null) {
      assertEquals("e", one.erase());
      if (other.next(MAX) != null) {
        other.erase();
      }
      array.verify();
    }
    assertTrue(array.isEmpty());
  }

  @Test
  void theIdSearchOfTheFirstReleasesCanBeWrittenWithACursor() {
    XArray<String> requests = XArray.allocating();
    requests.store(0, "a");
    requests.store(1, "b");
    Cursor<String> at = requests.cursor(0);
    assertTrue(at.findFree(MAX));
    assertEquals(2, at.index());
    assertNull(at.store("c"));
    at.setMark(Mark.MARK_1);
    assertFalse(at.findFree(2));
    assertTrue(at.findFree(MAX));
    assertEquals(3, at.index());
    at.moveTo(1L << 31);
    assertTrue(at.findFree(MAX));
    assertEquals(1L << 31, at.index(), "behind the tree all is free");
    requests.verify();
  }
}

package org.fscachesim.kernel.xarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.xarray.XArray.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the array does, by example. [XArrayModelTest] does the same at random.
class XArrayTest {
  private final XArray<String> array = new XArray<>();

  @Test
  void aLoneEntryAtZeroNeedsNoNode() {
    array.store(0, "only");
    assertEquals(0, array.height());
    assertEquals("only", array.load(0));
    assertNull(array.load(1));
    array.verify();
  }

  @ParameterizedTest
  @CsvSource({
    "1,1",
    "63,1",
    "64,2",
    "4095,2",
    "4096,3",
    "262143,3",
    "262144,4",
    "16777215,4",
    "16777216,5",
    "1073741823,5",
    "1073741824,6",
    "2147483648,6",
    "4294967295,6"
  })
  void theTreeIsAsHighAsItsHighestIndexNeeds(long index, int height) {
    array.store(index, "first");
    assertEquals(height, array.height(), "stored into an empty array");
    array.verify();
    array.store(0, "zero");
    array.erase(index);
    assertEquals(0, array.height(), "shrunk to index 0 alone");
    assertEquals("zero", array.load(0));
    array.verify();
    array.store(index, "again");
    assertEquals(height, array.height(), "grown from index 0");
    assertEquals("zero", array.load(0));
    assertEquals("again", array.load(index));
    array.verify();
  }

  @ParameterizedTest
  @EnumSource(Mark.class)
  void growingAndShrinkingKeepsMarks(Mark mark) {
    array.store(0, "zero");
    array.setMark(0, mark);
    array.store(XArray.MAX_INDEX, "last");
    assertTrue(array.getMark(0, mark));
    assertFalse(array.getMark(XArray.MAX_INDEX, mark));
    array.verify();
    array.erase(XArray.MAX_INDEX);
    assertEquals(0, array.height());
    for (Mark any : Mark.values()) {
      assertEquals(any == mark, array.getMark(0, any));
      assertEquals(any == mark, array.isMarked(any));
    }
    array.verify();
  }

  @Test
  void eraseReturnsTheEntryAndDropsItsMarks() {
    array.store(70, "old");
    array.setMark(70, Mark.MARK_0);
    assertEquals("old", array.erase(70));
    assertNull(array.erase(70));
    assertTrue(array.isEmpty());
    array.store(70, "new");
    assertFalse(array.getMark(70, Mark.MARK_0));
  }

  @Test
  void replacingAnEntryKeepsTheMarksOfItsPlace() {
    array.store(5, "old");
    array.setMark(5, Mark.MARK_2);
    assertEquals("old", array.store(5, "new"));
    assertTrue(array.getMark(5, Mark.MARK_2));
  }

  @Test
  void aHoleTakesNoMark() {
    array.store(5, "entry");
    array.setMark(6, Mark.MARK_1);
    array.setMark(600, Mark.MARK_1);
    assertFalse(array.isMarked(Mark.MARK_1));
    array.verify();
  }

  @Test
  void insertLeavesAnEntryThatIsThereAlone() {
    assertTrue(array.insert(9, "first"));
    assertFalse(array.insert(9, "second"));
    assertEquals("first", array.load(9));
  }

  @Test
  @SuppressWarnings("StringOperationCanBeSimplified") // an equal string that is another object
  void compareExchangeLooksForTheSameObjectNotAnEqualOne() {
    String entry = "entry";
    array.store(9, entry);
    assertSame(entry, array.compareExchange(9, new String("entry"), "other"));
    assertSame(entry, array.load(9));
    assertSame(entry, array.compareExchange(9, entry, "other"));
    assertEquals("other", array.load(9));
    assertNull(array.compareExchange(10, null, "ten"));
    assertEquals("ten", array.load(10));
    assertEquals("ten", array.compareExchange(10, "ten", null));
    assertNull(array.load(10));
  }

  @Test
  void findGoesUpAndDownAcrossLevels() {
    array.store(63, "a");
    array.store(64, "b");
    array.store(1L << 31, "c");
    array.setMark(63, Mark.MARK_1);
    array.setMark(1L << 31, Mark.MARK_1);
    assertEquals(new Entry<>(63, "a"), array.find(0, XArray.MAX_INDEX));
    assertEquals(new Entry<>(64, "b"), array.find(64, XArray.MAX_INDEX));
    assertEquals(new Entry<>(1L << 31, "c"), array.find(65, XArray.MAX_INDEX));
    assertEquals(new Entry<>(1L << 31, "c"), array.findMarked(64, XArray.MAX_INDEX, Mark.MARK_1));
    assertNull(array.find(65, (1L << 31) - 1));
    assertNull(array.findMarked(64, (1L << 31) - 1, Mark.MARK_1));
    assertNull(array.find(10, 9));
  }

  @Test
  void aWalkToleratesThatItsBodyErasesTheCurrentEntry() {
    List<Long> seen = new ArrayList<>();
    for (long index : new long[] {0, 1, 63, 64, 4096, 1L << 31, XArray.MAX_INDEX}) {
      array.store(index, "e");
    }
    array.forEach(
        (index, _) -> {
          seen.add(index);
          array.erase(index);
          array.verify();
        });
    assertEquals(List.of(0L, 1L, 63L, 64L, 4096L, 1L << 31, XArray.MAX_INDEX), seen);
    assertTrue(array.isEmpty());
  }

  @Test
  void aWalkSeesWhatItsBodyAddsAheadAndNotWhatItAddsBehind() {
    List<Long> seen = new ArrayList<>();
    array.store(100, "start");
    array.forEach(
        (index, _) -> {
          seen.add(index);
          if (index == 100) {
            array.store(5, "behind");
            array.store(1L << 20, "ahead");
          }
        });
    assertEquals(List.of(100L, 1L << 20), seen);
  }

  @Test
  void aMarkedWalkToleratesThatItsBodyTakesTheMarkAway() {
    List<Long> seen = new ArrayList<>();
    for (long index = 0; index < 300; index++) {
      array.store(index, "e");
      if (index % 50 == 7) {
        array.setMark(index, Mark.MARK_2);
      }
    }
    array.forEachMarked(
        10,
        250,
        Mark.MARK_2,
        (index, _) -> {
          seen.add(index);
          array.clearMark(index, Mark.MARK_2);
        });
    assertEquals(List.of(57L, 107L, 157L, 207L), seen);
    assertTrue(array.getMark(7, Mark.MARK_2));
    assertTrue(array.getMark(257, Mark.MARK_2));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1L << 32, Long.MIN_VALUE, Long.MAX_VALUE})
  void anIndexBeyondThirtyTwoBitsIsRefusedWithValueAndRange(long index) {
    String expected = "index " + index + " is outside the range of an xarray, 0..4294967295";
    for (Runnable call :
        List.<Runnable>of(
            () -> array.load(index),
            () -> array.store(index, "e"),
            () -> array.erase(index),
            () -> array.insert(index, "e"),
            () -> array.setMark(index, Mark.MARK_0),
            () -> array.cursor(index),
            () -> array.cursor(0).moveTo(index))) {
      assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> array.find(0, index));
    assertTrue(array.isEmpty());
  }

  @Test
  void theFreeMarkCannotBeSetByHand() {
    XArray<String> ids = XArray.allocating();
    ids.store(3, "e");
    assertThrows(KernelBug.class, () -> ids.setMark(3, Mark.FREE));
    assertThrows(KernelBug.class, () -> ids.clearMark(4, Mark.FREE));
    assertThrows(KernelBug.class, () -> ids.findMarked(0, 9, Mark.FREE));
    assertFalse(ids.getMark(3, Mark.FREE));
    assertTrue(ids.getMark(4, Mark.FREE));
    assertTrue(ids.getMark(XArray.MAX_INDEX, Mark.FREE));
  }

  @Test
  void itPrintsItsFirstEntries() {
    assertEquals("XArray{}", array.toString());
    array.store(1, "a");
    array.store(4096, "b");
    assertEquals("XArray{1=a, 4096=b}", array.toString());
    for (long index = 0; index < 17; index++) {
      array.store(index, "x");
    }
    assertTrue(array.toString().endsWith("15=x, ...}"), array.toString());
  }

  @Test
  void aMillionEntriesGoInAreFoundAndGoOut() {
    XArray<Long> big = new XArray<>();
    int count = 1_000_000;
    for (long i = 0; i < count; i++) {
      assertNull(big.store(scattered(i), i));
    }
    big.verify();
    long previous = -1;
    int found = 0;
    Cursor<Long> at = big.cursor(0);
    for (Long i = at.find(XArray.MAX_INDEX); i != null; i = at.next(XArray.MAX_INDEX)) {
      assertTrue(at.index() > previous);
      assertEquals(scattered(i), at.index());
      previous = at.index();
      found++;
    }
    assertEquals(count, found);
    for (long i = 0; i < count; i++) {
      assertEquals(i, big.erase(scattered(i)));
    }
    assertTrue(big.isEmpty());
    assertEquals(0, big.height());
  }

  /// Another index for each `i` below 2^20, in no obvious order, five apart.
  private static long scattered(long i) {
    return ((i * 654_435_761L) & 0xF_FFFFL) * 5;
  }
}

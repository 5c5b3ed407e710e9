package org.fscachesim.kernel.xarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// An array and cursors on it, with a model beside: a sorted map of entries, a sorted set of
/// indices per mark, an index per cursor. Each step is done to both and the answers are compared.
final class XArrayTwin {
  static final int CURSORS = 2;

  /// Without equals, so that only the very entry will do.
  static final class Item {
    private final int number;

    Item(int number) {
      this.number = number;
    }

    @Override
    public String toString() {
      return "#" + number;
    }
  }

  private final boolean allocating;
  private final XArray<Item> array;
  private final List<Cursor<Item>> cursors = new ArrayList<>();
  private final CyclicIds next = new CyclicIds(XArray.MAX_INDEX - 1);

  private final NavigableMap<Long, Item> entries = new TreeMap<>();
  private final Map<Mark, NavigableSet<Long>> marks = new EnumMap<>(Mark.class);
  private final long[] places = new long[CURSORS];
  private long modelNext = XArray.MAX_INDEX - 1;
  private int items;

  XArrayTwin(boolean allocating) {
    this.allocating = allocating;
    this.array = allocating ? XArray.allocating() : new XArray<>();
    for (Mark mark : Mark.values()) {
      marks.put(mark, new TreeSet<>());
    }
    for (int i = 0; i < CURSORS; i++) {
      cursors.add(array.cursor(0));
    }
  }

  XArray<Item> array() {
    return array;
  }

  void apply(Step step) {
    switch (step) {
      case Step.Store(long index) -> {
        Item item = item();
        assertSame(entries.put(index, item), array.store(index, item));
      }
      case Step.Insert(long index) -> {
        Item item = item();
        assertEquals(entries.putIfAbsent(index, item) == null, array.insert(index, item));
      }
      case Step.Erase(long index) -> assertSame(modelErase(index), array.erase(index));
      case Step.CompareExchange(long index, boolean guessed, boolean toNothing) ->
          compareExchange(index, guessed, toNothing);
      case Step.MarkEntry(long index, Mark mark, boolean value) -> {
        modelMark(index, mark, value);
        if (value) {
          array.setMark(index, mark);
        } else {
          array.clearMark(index, mark);
        }
        assertEquals(markSet(mark).contains(index), array.getMark(index, mark));
      }
      case Step.Find(long from, long to, @Nullable Mark mark) -> find(from, to, mark);
      case Step.EraseRange(long from, long to, boolean all) -> eraseRange(from, to, all);
      case Step.Fill(long index) -> {
        long first = index & ~63L;
        for (long i = first; i < first + 64; i++) {
          apply(new Step.Store(i));
        }
      }
      case Step.AllocateLowest(long min, long max) ->
          allocated(modelFree(min, max), item(), new Limit(min, max), null);
      case Step.AllocateCyclic(long min, long max) -> {
        Long id = modelFree(Math.max(min, modelNext), max);
        if (id == null) {
          id = modelFree(min, max);
        }
        allocated(id, item(), new Limit(min, max), next);
        modelNext = id == null ? modelNext : (id + 1) % (1L << 32);
        assertEquals(modelNext, next.next());
      }
      case Step.CursorMove(int cursor, long index) -> {
        places[cursor] = index;
        cursors.get(cursor).moveTo(index);
        assertSame(entries.get(index), cursors.get(cursor).load());
      }
      case Step.CursorStore(int cursor) -> {
        Item item = item();
        assertSame(entries.put(places[cursor], item), cursors.get(cursor).store(item));
      }
      case Step.CursorErase(int cursor) ->
          assertSame(modelErase(places[cursor]), cursors.get(cursor).erase());
      case Step.CursorMark(int cursor, Mark mark, boolean value) -> {
        modelMark(places[cursor], mark, value);
        Cursor<Item> at = cursors.get(cursor);
        if (value) {
          at.setMark(mark);
        } else {
          at.clearMark(mark);
        }
        assertEquals(markSet(mark).contains(places[cursor]), at.getMark(mark));
      }
      case Step.CursorFind(int cursor, long max, @Nullable Mark mark, boolean next) ->
          cursorFind(cursor, max, mark, next);
    }
    for (Mark mark : Mark.values()) {
      if (!isFree(mark)) {
        assertEquals(List.copyOf(markSet(mark)), marked(mark));
      }
      boolean expected = isFree(mark) || !markSet(mark).isEmpty();
      assertEquals(expected, array.isMarked(mark), mark + " anywhere");
    }
    assertEquals(entries.isEmpty(), array.isEmpty());
  }

  /// Walks both from end to end.
  void compareAll() {
    Map<Long, Item> walked = new TreeMap<>();
    List<Long> order = new ArrayList<>();
    array.forEach(
        (index, item) -> {
          order.add(index);
          walked.put(index, item);
        });
    assertEquals(entries, walked);
    assertEquals(List.copyOf(entries.keySet()), order, "in index order, each once");
    for (long index : order) {
      assertSame(entries.get(index), array.load(index));
      for (Mark mark : Mark.values()) {
        assertEquals(!isFree(mark) && markSet(mark).contains(index), array.getMark(index, mark));
      }
    }
  }

  private void compareExchange(long index, boolean guessed, boolean toNothing) {
    Item there = entries.get(index);
    Item expected = guessed ? there : item();
    Item replacement = toNothing ? null : item();
    assertSame(there, array.compareExchange(index, expected, replacement));
    if (guessed && replacement == null) {
      modelErase(index);
    } else if (guessed) {
      entries.put(index, replacement);
    }
    assertSame(entries.get(index), array.load(index));
  }

  private void find(long from, long to, @Nullable Mark mark) {
    Long expected = modelFind(from, to, mark);
    XArray.Entry<Item> found =
        mark == null ? array.find(from, to) : array.findMarked(from, to, mark);
    assertEquals(expected, found == null ? null : (Long) found.index());
    assertSame(
        expected == null ? null : entries.get(expected), found == null ? null : found.value());
  }

  private void eraseRange(long from, long to, boolean all) {
    List<Long> expected = List.copyOf(entries.subMap(from, true, to, true).keySet());
    List<Long> seen = new ArrayList<>();
    array.forEach(
        from,
        to,
        (index, item) -> {
          if (all || seen.size() % 2 == 0) {
            assertSame(item, array.erase(index));
            modelErase(index);
          }
          seen.add(index);
        });
    assertEquals(expected, seen);
  }

  private void cursorFind(int cursor, long max, @Nullable Mark mark, boolean next) {
    Cursor<Item> at = cursors.get(cursor);
    Long expected = modelFind(places[cursor] + (next ? 1 : 0), max, mark);
    Item found;
    if (mark == null) {
      found = next ? at.next(max) : at.find(max);
    } else {
      found = next ? at.nextMarked(mark, max) : at.findMarked(mark, max);
    }
    assertSame(expected == null ? null : entries.get(expected), found);
    places[cursor] = expected == null ? places[cursor] : expected;
    assertEquals(places[cursor], at.index());
  }

  private void allocated(@Nullable Long id, Item item, Limit limit, @Nullable CyclicIds ids) {
    Long given;
    try {
      given = ids == null ? array.allocate(item, limit) : array.allocateCyclic(item, limit, ids);
    } catch (ErrnoException busy) {
      assertEquals(Errno.EBUSY, busy.errno());
      given = null;
    }
    assertEquals(id, given);
    if (id != null) {
      entries.put(id, item);
    }
  }

  private List<Long> marked(Mark mark) {
    List<Long> marked = new ArrayList<>();
    array.forEachMarked(mark, (index, _) -> marked.add(index));
    return marked;
  }

  private Item item() {
    return new Item(items++);
  }

  private boolean isFree(Mark mark) {
    return allocating && mark == Mark.FREE;
  }

  private NavigableSet<Long> markSet(Mark mark) {
    return Objects.requireNonNull(marks.get(mark));
  }

  private @Nullable Item modelErase(long index) {
    marks.values().forEach(set -> set.remove(index));
    return entries.remove(index);
  }

  private void modelMark(long index, Mark mark, boolean value) {
    if (value && entries.containsKey(index)) {
      markSet(mark).add(index);
    } else if (!value) {
      markSet(mark).remove(index);
    }
  }

  private @Nullable Long modelFind(long from, long to, @Nullable Mark mark) {
    Long found = mark == null ? entries.ceilingKey(from) : markSet(mark).ceiling(from);
    return found == null || found > to ? null : found;
  }

  private @Nullable Long modelFree(long from, long to) {
    long id = from;
    while (id <= to && entries.containsKey(id)) {
      id++;
    }
    return id <= to ? id : null;
  }
}

package org.fscachesim.kernel.store.memory;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A set of block numbers, kept as runs that are as long as possible: no two of them touch. So the
/// end of the run that holds a block is the first block outside, one step away however many runs
/// there are.
///
/// All ranges are half open. Each operation costs O(log n) and O(log n) more for each run that it
/// merges or takes away.
final class RunSet {
  private final TreeMap<Long, Long> runs = new TreeMap<>(); // first block -> end
  private long size;

  /// How many blocks.
  long size() {
    return size;
  }

  /// How many runs.
  int runs() {
    return runs.size();
  }

  /// Adds a range.
  void add(long from, long to) {
    if (from >= to) {
      return;
    }
    long start = from;
    long end = to;
    Map.@Nullable Entry<Long, Long> before = runs.floorEntry(from);
    if (before != null && before.getValue() >= from) {
      if (before.getValue() >= to) {
        return;
      }
      start = before.getKey();
      end = Math.max(end, before.getValue());
      size -= before.getValue() - start;
    }
    for (Map.@Nullable Entry<Long, Long> next = runs.higherEntry(start);
        next != null && next.getKey() <= end;
        next = runs.higherEntry(start)) {
      end = Math.max(end, next.getValue());
      size -= next.getValue() - next.getKey();
      runs.remove(next.getKey());
    }
    runs.put(start, end);
    size += end - start;
  }

  /// Takes a range away.
  void remove(long from, long to) {
    if (from >= to) {
      return;
    }
    Map.@Nullable Entry<Long, Long> before = runs.lowerEntry(from);
    if (before != null && before.getValue() > from) {
      runs.put(before.getKey(), from);
      size -= before.getValue() - from;
      if (before.getValue() > to) {
        runs.put(to, before.getValue());
        size += before.getValue() - to;
        return;
      }
    }
    for (Map.@Nullable Entry<Long, Long> next = runs.ceilingEntry(from);
        next != null && next.getKey() < to;
        next = runs.ceilingEntry(from)) {
      runs.remove(next.getKey());
      size -= next.getValue() - next.getKey();
      if (next.getValue() > to) {
        runs.put(to, next.getValue());
        size += next.getValue() - to;
        return;
      }
    }
  }

  /// How many blocks of a range are in the set.
  long count(long from, long to) {
    long n = 0;
    for (long block = firstIn(from); block >= 0 && block < to; ) {
      long end = Math.min(firstOut(block), to);
      n += end - block;
      block = firstIn(end);
    }
    return n;
  }

  boolean contains(long block) {
    Map.@Nullable Entry<Long, Long> before = runs.floorEntry(block);
    return before != null && before.getValue() > block;
  }

  /// The first block from `from` on that is in the set; -1 when there is none.
  long firstIn(long from) {
    if (contains(from)) {
      return from;
    }
    @Nullable Long next = runs.higherKey(from);
    return next == null ? -1 : next;
  }

  /// The first block from `from` on that is not in the set.
  long firstOut(long from) {
    Map.@Nullable Entry<Long, Long> before = runs.floorEntry(from);
    return before != null && before.getValue() > from ? before.getValue() : from;
  }
}

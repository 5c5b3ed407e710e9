package org.fscachesim.scenario.explore;

import java.util.function.LongConsumer;

/// A set of numbers that look random, such as hashes. 0 is kept as any other.
final class LongSet {
  private long[] slots;
  private int size;
  private boolean hasZero;

  LongSet(int expected) {
    slots = new long[Math.max(16, Integer.highestOneBit(expected) * 4)];
  }

  /// Whether it was not there before.
  boolean add(long value) {
    if (value == 0) {
      boolean isNew = !hasZero;
      hasZero = true;
      return isNew;
    }
    if (2 * (size + 1) > slots.length) {
      grow();
    }
    int at = find(slots, value);
    if (slots[at] == value) {
      return false;
    }
    slots[at] = value;
    size++;
    return true;
  }

  boolean contains(long value) {
    return value == 0 ? hasZero : slots[find(slots, value)] == value;
  }

  private static int find(long[] slots, long value) {
    int mask = slots.length - 1;
    int at = (int) (value ^ value >>> 32) & mask;
    while (slots[at] != 0 && slots[at] != value) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] larger = new long[2 * slots.length];
    for (long value : slots) {
      if (value != 0) {
        larger[find(larger, value)] = value;
      }
    }
    slots = larger;
  }

  int size() {
    return size + (hasZero ? 1 : 0);
  }

  void forEach(LongConsumer action) {
    if (hasZero) {
      action.accept(0);
    }
    for (long value : slots) {
      if (value != 0) {
        action.accept(value);
      }
    }
  }
}

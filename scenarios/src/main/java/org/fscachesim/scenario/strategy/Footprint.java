package org.fscachesim.scenario.strategy;

import java.util.Arrays;

/// What one step touches: a set of resources, each read or written.
///
/// A resource is known by its number, which counts first touches in a run, and by the hash of its
/// label. Up to the point where two runs part, equal numbers are the same resource. What was first
/// touched beyond that point may have another number in the other run, or be another object; there
/// the label decides, so that two resources may be taken for one, but never one for two.
final class Footprint {
  private long[] touched = new long[4];
  private int size;

  static long touch(int number, int label, boolean write) {
    return (long) number << 33 | (write ? 1L << 32 : 0) | (label & 0xFFFF_FFFFL);
  }

  static int number(long touch) {
    return (int) (touch >>> 33);
  }

  static boolean isWrite(long touch) {
    return (touch >>> 32 & 1) != 0;
  }

  static int label(long touch) {
    return (int) touch;
  }

  void add(long touch) {
    for (int i = 0; i < size; i++) {
      if (touched[i] == touch) {
        return;
      }
    }
    if (size == touched.length) {
      touched = Arrays.copyOf(touched, 2 * size);
    }
    touched[size++] = touch;
  }

  void addAll(Footprint other) {
    for (int i = 0; i < other.size; i++) {
      add(other.touched[i]);
    }
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  long get(int i) {
    return touched[i];
  }

  Footprint copy() {
    Footprint copy = new Footprint();
    copy.addAll(this);
    return copy;
  }

  /// Whether the order of the two steps could matter.
  ///
  /// @param known resources with a smaller number are the same in both runs
  boolean conflicts(Footprint other, int known) {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < other.size; j++) {
        if ((isWrite(touched[i]) || isWrite(other.touched[j]))
            && isSame(touched[i], other.touched[j], known)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isSame(long a, long b, int known) {
    return number(a) < known || number(b) < known ? number(a) == number(b) : label(a) == label(b);
  }
}

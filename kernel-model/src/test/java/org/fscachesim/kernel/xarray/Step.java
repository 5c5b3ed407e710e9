package org.fscachesim.kernel.xarray;

import org.jspecify.annotations.Nullable;

/// One thing that a random test does to an array and to its model.
sealed interface Step {
  record Store(long index) implements Step {}

  record Insert(long index) implements Step {}

  record Erase(long index) implements Step {}

  /// @param guessed whether the expected entry is the one that is there
  /// @param toNothing whether the replacement is nothing
  record CompareExchange(long index, boolean guessed, boolean toNothing) implements Step {}

  record MarkEntry(long index, Mark mark, boolean value) implements Step {}

  /// @param mark null: any entry
  record Find(long from, long to, @Nullable Mark mark) implements Step {}

  /// A walk that erases every entry it meets, or every second.
  record EraseRange(long from, long to, boolean all) implements Step {}

  /// Stores into all 64 slots of the leaf around the index.
  record Fill(long index) implements Step {}

  record AllocateLowest(long min, long max) implements Step {}

  record AllocateCyclic(long min, long max) implements Step {}

  record CursorMove(int cursor, long index) implements Step {}

  record CursorStore(int cursor) implements Step {}

  record CursorErase(int cursor) implements Step {}

  record CursorMark(int cursor, Mark mark, boolean value) implements Step {}

  /// @param mark null: any entry
  /// @param next whether the current place is passed over
  record CursorFind(int cursor, long max, @Nullable Mark mark, boolean next) implements Step {}
}

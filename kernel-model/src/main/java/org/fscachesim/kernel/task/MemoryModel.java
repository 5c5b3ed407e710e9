package org.fscachesim.kernel.task;

/// When the stores of one task are seen by the others.
///
/// Loads are never late: each gets the newest store that is seen, or the task's own. So what needs
/// a load to move (load buffering, a reader without a read barrier) does not show under any of
/// them. Plain fields are not delayed at all.
public enum MemoryModel {
  /// At once: all tasks see one order.
  SEQUENTIAL,
  /// In order, but perhaps later than the task's next loads: x86. Bit operations are barriers.
  TSO,
  /// Stores to different places in any order, where no barrier or release stands between: as on
  /// weaker machines. Bit operations that return nothing are stores like others.
  WEAK
}

package org.fscachesim.kernel.xarray;

/// Where a cyclic allocation goes on: the `next` counter that a kernel object keeps beside its
/// array.
///
/// Guarded by the lock of the array it is used with. It only says where the search begins; which
/// ids are free, the array knows.
///
/// Kernel: include/linux/xarray.h (xa_alloc_cyclic, parameter `next`)
public final class CyclicIds {
  private long next;

  /// Begins at 0.
  public CyclicIds() {
    this(0);
  }

  /// Begins at `next`, in 0..4294967295. Close to the upper end, this shows what a wrap-around
  /// does.
  public CyclicIds(long next) {
    this.next = XArray.checkIndex("next", next);
  }

  /// The id that is tried first by the next allocation, in 0..4294967295.
  public long next() {
    return next;
  }

  /// Goes on behind `id`: the counter is `id + 1`, and 0 behind 4294967295.
  public void advancePast(long id) {
    next = (XArray.checkIndex("id", id) + 1) & XArray.MAX_INDEX;
  }

  @Override
  public String toString() {
    return "next=" + next;
  }
}

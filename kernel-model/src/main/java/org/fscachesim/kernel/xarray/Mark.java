package org.fscachesim.kernel.xarray;

/// One of the three bits that every entry of an [XArray] carries beside its value.
///
/// What a mark means is up to the owner of the array. In an allocating array [#MARK_0] is taken: it
/// is the [#FREE] mark, kept by the array itself.
///
/// Kernel: include/linux/xarray.h (xa_mark_t)
public enum Mark {
  MARK_0(0),
  MARK_1(1),
  MARK_2(2);

  /// In an array made by [XArray#allocating()]: the index holds no entry and may be given out. It
  /// can be asked for, but not set or cleared by hand.
  ///
  /// Kernel: include/linux/xarray.h (XA_FREE_MARK)
  public static final Mark FREE = MARK_0;

  /// Which bitmap of a [Node] holds this mark.
  final int bitmap;

  Mark(int bitmap) {
    this.bitmap = bitmap;
  }
}

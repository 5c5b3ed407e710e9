package org.fscachesim.kernel.xarray;

/// The ids that an allocation may give out: `min` to `max`, both included, each in 0..4294967295.
///
/// Kernel: include/linux/xarray.h (xa_limit)
public record Limit(long min, long max) {
  /// Every index there is: 0 to 4294967295.
  ///
  /// Kernel: include/linux/xarray.h (xa_limit_32b)
  public static final Limit UNSIGNED_32 = new Limit(0, XArray.MAX_INDEX);

  /// What fits a signed int and is not negative: 0 to 2147483647.
  ///
  /// Kernel: include/linux/xarray.h (xa_limit_31b)
  public static final Limit UNSIGNED_31 = new Limit(0, Integer.MAX_VALUE);

  /// @throws IllegalArgumentException when a bound is outside 0..4294967295, or `min` is above
  ///   `max`
  public Limit {
    XArray.checkIndex("min", min);
    XArray.checkIndex("max", max);
    if (min > max) {
      throw new IllegalArgumentException(
          "an id limit needs min <= max, but min is %d and max is %d".formatted(min, max));
    }
  }
}

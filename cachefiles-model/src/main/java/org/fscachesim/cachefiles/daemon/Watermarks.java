package org.fscachesim.cachefiles.daemon;

import org.fscachesim.kernel.store.StatFs;

/// The limits in files and blocks, as bind computes them from the percentages; they never change
/// after that.
///
/// @param frun free files at which culling ends
/// @param fcull free files below which it begins
/// @param fstop free files below which nothing is created
/// @param brun free blocks at which culling ends, in statfs blocks
/// @param bcull free blocks below which it begins
/// @param bstop free blocks below which nothing is stored
///
///   Kernel: fs/cachefiles/cache.c (cachefiles_add_cache)
public record Watermarks(long frun, long fcull, long fstop, long brun, long bcull, long bstop) {
  /// Before bind.
  public static final Watermarks NONE = new Watermarks(0, 0, 0, 0, 0, 0);

  /// Takes whole hundredths first, so a filesystem of less than a hundred files has no limits.
  public static Watermarks of(CullLimits files, CullLimits blocks, StatFs space) {
    long f = space.files() / 100;
    long b = space.blocks() / 100;
    return new Watermarks(
        f * files.run(),
        f * files.cull(),
        f * files.stop(),
        b * blocks.run(),
        b * blocks.cull(),
        b * blocks.stop());
  }
}

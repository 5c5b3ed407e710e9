package org.fscachesim.cachefiles.daemon;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// The three percentages of free space, or of free files, at which culling stops and begins and
/// nothing may be stored any more: `0 <= stop < cull < run < 100`.
///
/// There is no way to break that order: each setter compares with the present values of the others.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_cache, frun_percent)
public record CullLimits(int run, int cull, int stop) {
  /// What a daemon that says nothing gets.
  public static final CullLimits DEFAULT = new CullLimits(7, 5, 1);

  public CullLimits {
    if (!(0 <= stop && stop < cull && cull < run && run < 100)) {
      throw new IllegalArgumentException(
          "0 <= stop (" + stop + ") < cull (" + cull + ") < run (" + run + ") < 100 must hold");
    }
  }

  /// @param percent an unsigned number
  /// @throws ErrnoException `EINVAL` unless it lies above cull and below 100
  CullLimits withRun(long percent) throws ErrnoException {
    return new CullLimits(between(cull + 1, percent, 99), cull, stop);
  }

  /// @param percent an unsigned number
  /// @throws ErrnoException `EINVAL` unless it lies between stop and run
  CullLimits withCull(long percent) throws ErrnoException {
    return new CullLimits(run, between(stop + 1, percent, run - 1), stop);
  }

  /// @param percent an unsigned number
  /// @throws ErrnoException `EINVAL` unless it lies below cull
  CullLimits withStop(long percent) throws ErrnoException {
    return new CullLimits(run, cull, between(0, percent, cull - 1));
  }

  private static int between(int low, long percent, int high) throws ErrnoException {
    if (percent < low || percent > high) {
      throw Errno.EINVAL.exception();
    }
    return (int) percent;
  }
}

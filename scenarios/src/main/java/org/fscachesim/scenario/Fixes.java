package org.fscachesim.scenario;

import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.FscacheBehaviour;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.netfs.NetfsFix;
import org.fscachesim.netfs.erofs.ErofsFix;

/// The upstream fixes of all modules, and what the findings would have mended.
public final class Fixes {
  private Fixes() {}

  /// That kernel with every fix in, whenever it came: its own behaviour, without the bugs that were
  /// mended later, and without those of `docs/findings.md` that nobody has mended but that have a
  /// switch, so that an exploration comes to what lies behind them.
  public static KernelConfig allIn(KernelConfig config) {
    KernelConfig out = config;
    for (CachefilesFix fix : CachefilesFix.values()) {
      out = out.with(fix);
    }
    for (FscacheFix fix : FscacheFix.values()) {
      out = out.with(fix);
    }
    for (NetfsFix fix : NetfsFix.values()) {
      out = out.with(fix);
    }
    for (ErofsFix fix : ErofsFix.values()) {
      out = out.with(fix);
    }
    return out.without(CachefilesBehaviour.VOLUME_WITHDRAWN_TWICE)
        .without(FscacheBehaviour.INVALIDATION_SURVIVES_FAILED_LOOKUP);
  }
}

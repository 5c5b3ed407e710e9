package org.fscachesim.scenario;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.netfs.NetfsFix;
import org.fscachesim.netfs.erofs.ErofsFix;

/// The upstream fixes of all modules.
public final class Fixes {
  private Fixes() {}

  /// That kernel with every fix in, whenever it came: its own behaviour, without the bugs that were
  /// mended later.
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
    return out;
  }
}

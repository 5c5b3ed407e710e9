package org.fscachesim.netfs;

import com.google.common.collect.ImmutableSet;
import java.util.EnumSet;
import java.util.Set;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;

/// Upstream fixes of the netfs library and of the page cache below it, each a bug that comes back
/// when its constant is taken out of a kernel.
///
/// Every constant is asked in exactly one place.
public enum NetfsFix implements Switch {
  /// `b4fa966f03b7` "mm, netfs, fscache: stop read optimisation when folio removed from pagecache",
  /// 6.6. Without it the release of a page that has nothing attached is told to nobody, and what
  /// was stored of a new file is never read from the cache.
  READ_SKIP_STOPS_ON_RELEASE(EnumSet.complementOf(EnumSet.of(KernelVersion.V5_19))),

  /// `df1c357f25d8` "netfs: Only call folio_start_fscache() one time for each folio", 6.6. Without
  /// it a page that takes two slices of a read is marked twice. Older releases count as fixed.
  MARK_FSCACHE_ONCE(EnumSet.allOf(KernelVersion.class)),

  /// Between 6.8 and 6.12: an inode that goes waits for the requests that are still under way.
  /// Without it the end of the last one may touch a cookie that has gone with the inode.
  EVICT_AWAITS_REQUESTS(EnumSet.of(KernelVersion.V6_10, KernelVersion.D6_12_117)),

  /// `d0327c824338` "netfs: Fix the (non-)cancellation of copy when cache is temporarily disabled",
  /// 6.13. Without it pages that were marked to be stored keep their marks when there is no cache
  /// to store them in any more. Older releases count as fixed.
  PGPRIV2_CANCEL_NO_CACHE(EnumSet.allOf(KernelVersion.class)),

  /// `38cf8e945721` "netfs: Fix ceph copy to cache on write-begin", 6.13. Without it a page is
  /// forgotten when it is unlocked, and whoever stores the marked ones does not find it. Older
  /// releases count as fixed.
  PGPRIV2_KEEP_FOLIO_SLOT(EnumSet.allOf(KernelVersion.class)),

  /// `aa3956418985` "netfs: Fix missing barriers by using clear_and_wake_up_bit()", 6.13. Without
  /// it the end of a request may look for waiters before its own store is seen. Older releases
  /// count as fixed.
  NETFS_CLEAR_AND_WAKE(EnumSet.allOf(KernelVersion.class)),

  /// `dbd6f56d975b` "netfs: Fix netfs_create_write_req() to handle async cache object creation",
  /// 7.2, CVE-2026-72366. Without it what is written while the file is being looked up does not
  /// reach the cache, which then gives the old bytes. Older releases count as fixed.
  WRITE_REQ_ASYNC_LOOKUP(EnumSet.allOf(KernelVersion.class));

  private final ImmutableSet<KernelVersion> versions;

  NetfsFix(Set<KernelVersion> versions) {
    this.versions = ImmutableSet.copyOf(versions);
  }

  @Override
  public boolean in(KernelVersion version) {
    return versions.contains(version);
  }
}

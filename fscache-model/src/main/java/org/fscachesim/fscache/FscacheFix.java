package org.fscachesim.fscache;

import com.google.common.collect.ImmutableSet;
import java.util.EnumSet;
import java.util.Set;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;

/// Upstream fixes of fscache, each a bug that comes back when its constant is taken out of a
/// kernel.
///
/// Every constant is asked in exactly one place.
public enum FscacheFix implements Switch {
  /// `80a00ab8344f` "fscache: Fix the volume collision wait condition", 5.17. Without it a newcomer
  /// does not wait for the volume whose key it takes over, and two volumes own one directory.
  VOLUME_COLLISION_WAIT_SENSE(EnumSet.allOf(KernelVersion.class)),

  /// `bf17455b9cbd` "fscache: Fix if condition in fscache_wait_on_volume_collision()", 5.19.
  /// Without it the newcomer goes on after 20 seconds although its predecessor is still there.
  VOLUME_COLLISION_RECHECK(EnumSet.allOf(KernelVersion.class)),

  /// `8226e37d82f4` "fscache: Use wait_on_bit() to wait for the freeing of relinquished volume",
  /// 6.2. Without it the newcomer waits where nobody wakes.
  VOLUME_COLLISION_WAIT_QUEUE(EnumSet.complementOf(EnumSet.of(KernelVersion.V5_19))),

  /// `3288666c7256` "fscache: Use clear_and_wake_up_bit() in fscache_create_volume_work()", 6.2.
  /// Without it the end of a creation may look for waiters before its own store is seen.
  VOLUME_CREATING_WAKE_BARRIER(EnumSet.complementOf(EnumSet.of(KernelVersion.V5_19))),

  /// `22f9400a6f35` "netfs/fscache: Add a memory barrier for FSCACHE_VOLUME_CREATING", 6.13,
  /// CVE-2024-56755. The same for a creation that turned out to be needless: a second cookie worker
  /// can sleep for ever.
  VOLUME_CREATE_RACE_WAKE(Debian.KERNELS),

  /// `9f0933ac026f` "fscache: fix OOB Read in __fscache_acquire_volume", 6.1. Without it key
  /// lengths from 128 on count as negative, and comparing two such keys runs out of the buffer.
  VOLUME_KEY_UNSIGNED_LENGTH(EnumSet.complementOf(EnumSet.of(KernelVersion.V5_19))),

  /// `85e4ea1049c7` "fscache: Fix invalidation/lookup race", 5.19. Without it an invalidation that
  /// arrives during lookup is lost, and stale data is read.
  INVALIDATE_DURING_LOOKUP(EnumSet.allOf(KernelVersion.class)),

  /// `fb24771faf72` "fscache: don't leak cookie access refs if invalidation is in progress or
  /// failed", 6.0. Without it two invalidations during one lookup, or one during a lookup that
  /// fails, pin the cookie for ever.
  INVALIDATE_ACCESS_LEAK(EnumSet.complementOf(EnumSet.of(KernelVersion.V5_19))),

  /// `b5b52de3214a` "fscache: Fix oops due to race with cookie_lru and use_cookie", 6.1,
  /// CVE-2022-48989. Without it a cookie that comes back into use just after it expired loses its
  /// object under its user.
  LRU_DISCARD_CANCEL_ON_USE(EnumSet.complementOf(EnumSet.of(KernelVersion.V5_19))),

  /// `f71aa06398aa` "fs/netfs/fscache_cookie: add missing "n_accesses" check", 6.11,
  /// CVE-2024-45000. Without it an expired cookie loses its object under an operation that is still
  /// open.
  LRU_DISCARD_ACCESS_CHECK(Debian.KERNELS),

  /// `72a6e22c604c` "fscache: delete fscache_cookie_lru_timer when fscache exits to avoid UAF",
  /// 6.11, CVE-2024-46786. Without it the LRU timer may fire after fscache has gone.
  LRU_TIMER_SHUTDOWN(Debian.KERNELS),

  /// `3be0b3ed1d76` "netfs, fscache: Prevent Oops in fscache_put_cache()", 6.8, CVE-2024-26612.
  /// Without it a lookup that found no cache for want of memory crashes when it puts what it did
  /// not get.
  PUT_CACHE_ERROR_POINTER(
      EnumSet.complementOf(EnumSet.of(KernelVersion.V5_19, KernelVersion.V6_7))),

  /// Between 6.1 and 6.12: a refused begin of an operation leaves no cookie in the resources.
  /// Without it they name a cookie on which nothing is held.
  BEGIN_OPERATION_CLEARS_COOKIE(EnumSet.of(KernelVersion.D6_12_117));

  /// In a class of its own, because enum constants cannot use constants of their enum.
  private static final class Debian {
    static final ImmutableSet<KernelVersion> KERNELS =
        ImmutableSet.of(KernelVersion.D6_1_192, KernelVersion.D6_12_117);
  }

  private final ImmutableSet<KernelVersion> versions;

  FscacheFix(Set<KernelVersion> versions) {
    this.versions = ImmutableSet.copyOf(versions);
  }

  @Override
  public boolean in(KernelVersion version) {
    return versions.contains(version);
  }
}

package org.fscachesim.fscache;

import com.google.common.collect.ImmutableSet;
import java.util.EnumSet;
import java.util.Set;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;

/// What differs between kernels without being a fix, and quirks that all of them share but that a
/// test may want to do without.
///
/// Two more quirks are not switches, because they have no other side: the reason
/// [VolumeTrace#GET_HASH_COLLISION] takes no reference (with one, the wait for the volume to be
/// freed would never end), and [Cache#ioError] withdraws nothing (only a backend knows its
/// objects).
public enum FscacheBehaviour implements Switch {
  /// fscache is a part of the netfs module (6.8 on): files are in `/proc/fs/netfs`, the statistics
  /// follow those of netfs, log lines begin with `netfs: `.
  MERGED_INTO_NETFS(EnumSet.of(KernelVersion.V6_8, KernelVersion.V6_10, KernelVersion.D6_12_117)),

  /// The statistics count misaligned direct I/O (6.8 on).
  COUNTS_DIO_MISFITS(EnumSet.of(KernelVersion.V6_8, KernelVersion.V6_10, KernelVersion.D6_12_117)),

  /// [CookieFlag#IS_CACHING] survives withdrawal and discard, so that an access to a quiescent
  /// cookie can begin (and the operation then fails). Off: it goes.
  CACHING_FLAG_SURVIVES_WITHDRAWAL,

  /// A lookup that failed without [Cookie#cachingFailed] leaves [CookieFlag#DO_WITHDRAW] behind,
  /// which hits the next lookup. Off: it goes with the failed one.
  WITHDRAW_MARK_SURVIVES_FAILED_LOOKUP,

  /// Such a lookup also leaves an invalidation pending that came during it, and its access, so that
  /// the cookie can not be dropped before another lookup. Off: it ends with the failed one.
  INVALIDATION_SURVIVES_FAILED_LOOKUP,

  /// A use while the cookie is failed or being withdrawn is counted, but starts no lookup once the
  /// cookie is quiescent. Off: it does.
  USE_DURING_WITHDRAWAL_IS_FORGOTTEN,

  /// A use for modification during lookup never tells the backend to prepare for it. Off: it does
  /// after the lookup.
  NO_PREPARE_FOR_USE_DURING_LOOKUP,

  /// An invalidation that fails after it resumed, while another was accepted, leaks that one's
  /// access. Off: it ends.
  FAILED_INVALIDATION_LEAKS_ACCESS,

  /// A use that calls off a discard leaves the access gate open, so that each end of an access
  /// queues the worker. Off: it closes the gate again.
  GATE_STAYS_OPEN_AFTER_RESCUE,

  /// Acquiring a volume whose predecessor is held by backend objects waits for them. Off: `EBUSY`.
  VOLUME_REACQUISITION_WAITS;

  private final ImmutableSet<KernelVersion> versions;

  FscacheBehaviour() {
    this(EnumSet.allOf(KernelVersion.class));
  }

  FscacheBehaviour(Set<KernelVersion> versions) {
    this.versions = ImmutableSet.copyOf(versions);
  }

  @Override
  public boolean in(KernelVersion version) {
    return versions.contains(version);
  }
}

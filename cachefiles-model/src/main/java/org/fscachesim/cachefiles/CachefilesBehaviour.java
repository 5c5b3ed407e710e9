package org.fscachesim.cachefiles;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.fscachesim.kernel.KernelVersion.V5_19;
import static org.fscachesim.kernel.KernelVersion.V6_10;
import static org.fscachesim.kernel.KernelVersion.V6_8;

import com.google.common.collect.ImmutableSet;
import org.fscachesim.cachefiles.CachefilesFix.Releases;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;

/// What differs between releases without one of them being wrong, and what looks wrong in all that
/// have it.
public enum CachefilesBehaviour implements Switch {
  /// Objects have a state, and a READ of one that is closed makes the kernel ask the daemon to open
  /// it again; a READ outlives the descriptor. Off: a READ fails with the descriptor.
  OBJECT_STATES(Releases.SINCE_6_8),

  /// A write to the cache that does not begin at a page, or is longer than its buffer, is refused
  /// with `ENOBUFS`. Off: it is rounded down to the page in which it begins.
  PREPARE_WRITE_REFUSES_MISFITS(ImmutableSet.of(V6_8, V6_10, D6_12_117)),

  /// The trace of a decision about a read names the request, as the library still passed it. Off:
  /// the object.
  PREPARE_READ_TRACES_REQUEST(ImmutableSet.of(V5_19, D6_1_192)),

  /// Data files have mode 0600. Off: 0.
  DATA_FILES_HAVE_OWNER_MODE(ImmutableSet.of(D6_12_117)),

  /// Bind asks whether the filesystem can make files without a name. Off: the first object finds
  /// out.
  TMPFILE_NEEDED_AT_BIND(Releases.SINCE_6_0),

  /// A directory of another filesystem can not be culled: `EIO`. Off: the move to the graveyard
  /// fails, which kills the cache.
  CULL_GUARDS_FOREIGN_DIRECTORIES(ImmutableSet.of(V6_8, V6_10, D6_12_117)),

  /// The references of the daemon's descriptors have names in traces. Off: bare numbers.
  FD_REFERENCES_ARE_NAMED(Releases.SINCE_6_10),

  /// A read() of the device traces the reference that it holds on the object.
  DELIVERY_REFERENCES_ARE_TRACED(Releases.SINCE_6_10),

  /// Unbinding withdraws each volume that somebody has an access to, even when it has withdrawn it
  /// before: a lookup that is about to give up at that moment makes it wait for ever. That looks
  /// wrong, and nobody has mended it. Off: each volume is withdrawn once.
  VOLUME_WITHDRAWN_TWICE(Releases.SINCE_6_10);

  private final ImmutableSet<KernelVersion> releases;

  CachefilesBehaviour(ImmutableSet<KernelVersion> releases) {
    this.releases = releases;
  }

  @Override
  public boolean in(KernelVersion version) {
    return releases.contains(version);
  }
}

package org.fscachesim.netfs;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.fscachesim.kernel.KernelVersion.V5_19;
import static org.fscachesim.kernel.KernelVersion.V6_10;
import static org.fscachesim.kernel.KernelVersion.V6_7;
import static org.fscachesim.kernel.KernelVersion.V6_8;

import com.google.common.collect.ImmutableSet;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;

/// What differs between kernel releases on the client side of fscache.
public enum NetfsBehaviour implements Switch {
  /// EROFS reads a readahead window as one request: one slice that fails spoils all its pages and
  /// stops the rest, and a failing single page gives the reader the slice's own error.
  ///
  /// Without it each slice is a request of its own: the others go on, and the reader of a page that
  /// failed gets `EIO` whatever the reason was.
  ONE_REQUEST_PER_WINDOW(V6_7, V6_8, V6_10, D6_12_117),

  /// EROFS asks about a range (`prepare_ondemand_read`), not about a made-up subrequest
  /// (`prepare_read`). The answers are the same; traces differ.
  PREPARE_WITHOUT_SUBREQUEST(V6_7, V6_8, V6_10, D6_12_117),

  /// EROFS metadata comes from the primary blob. Without it, addresses that the device table maps
  /// to another blob are read from there.
  METADATA_FROM_PRIMARY(V6_7, V6_8, V6_10, D6_12_117),

  /// EROFS unmount lets go of the extra blobs first, in table order, then of the primary, then of
  /// the volume. Without it: primary, volume, extra blobs.
  EXTRA_BLOBS_RELEASED_FIRST(V6_7, V6_8, V6_10, D6_12_117),

  /// EROFS has the mount option `domain_id`.
  EROFS_DOMAINS(D6_1_192, V6_7, V6_8, V6_10, D6_12_117),

  /// EROFS accepts images with long attribute name prefixes.
  EROFS_XATTR_PREFIXES(V6_7, V6_8, V6_10, D6_12_117),

  /// 9p takes what it caches as a set of bits, with a name for the usual ones; only `cache=fscache`
  /// goes to fscache. Without it there are four names, and `cache=loose` goes there, too.
  NINEP_CACHE_BITS(V6_7, V6_8, V6_10, D6_12_117),

  /// 9p writes the dirty pages of a file back when it is closed after writing. Without it they stay
  /// until somebody asks for them or they are old.
  NINEP_WRITES_BACK_ON_CLOSE(V6_7, V6_8, V6_10, D6_12_117),

  /// 9p changes the size of a file in the cache, too, when it is truncated. Without it the cache
  /// keeps what it had.
  NINEP_RESIZES_COOKIES(V6_7, V6_8, V6_10, D6_12_117),

  /// EROFS zeroes the rest of a request at a hole of a chunk-based file, not the hole alone, so
  /// that data behind the hole reads as zeroes. Kernels have this by the look of their code; as
  /// nobody has recorded it, no release has it here unless it is put in.
  HOLE_ZEROES_REST_OF_REQUEST,

  /// A slice of a read that nobody can give does not count as failed, so that its pages become
  /// uptodate with whatever they hold; who waits for the read hears `EIO`. Kernels have this by the
  /// look of their code; as nobody has recorded it, no release has it here unless it is put in.
  REJECTED_SLICE_COUNTS_AS_READ,

  /// When one slice of a read fails for good, a slice that came back short, and would have been
  /// issued again, counts as read, so that its pages become uptodate with bytes that nobody
  /// delivered. Kernels have this by the look of their code; as nobody has recorded it, no release
  /// has it here unless it is put in.
  SHORT_SLICE_OF_FAILED_READ_COUNTS_AS_READ,

  /// What a short cache read left out is read from where the slice began, not from where the read
  /// ended, and so the wrong bytes get into the page. Kernels have this by the look of their code;
  /// as nobody has recorded it, no release has it here unless it is put in.
  SHORT_CACHE_READ_RESTARTS,

  /// When the client finds that the cache is out of date, what was read from there stays counted,
  /// so that nothing is left to be read from the server. Kernels have this by the look of their
  /// code; as nobody has recorded it, no release has it here unless it is put in.
  DISTRUSTED_DATA_IS_KEPT,

  /// The netfs library attaches the cache to reads itself, unlocks each page as soon as all of it
  /// is there, and asks the client in `prepareRead` how much one call can give. What is to be
  /// stored is marked dirty, for writeback to find it. Without it, the client attaches the cache,
  /// all pages are unlocked at the end, and a worker stores what is to be stored.
  PROGRESSIVE_READS(D6_12_117),

  /// The netfs library carries out writes, and writes dirty pages back to the server and to the
  /// cache at the same time. Without it the filesystem does. The first release with this, 6.8, did
  /// the cache after the server; here it does as the later ones.
  LIBRARY_WRITES(V6_8, V6_10, D6_12_117),

  /// The statistics of the netfs library have a line for each kind of I/O, and come before those of
  /// fscache, and its requests are listed. Without it they are five lines behind those of fscache.
  NETFS_STATISTICS_BY_KIND(V6_8, V6_10, D6_12_117),

  /// A read from the cache that fails is not repeated from the server: the pages stay empty, and
  /// their reader gets `EIO`.
  CACHE_READ_ERROR_IS_FINAL(D6_12_117),

  /// A read that is issued again is not cut to what the client can read at a time.
  RESUBMISSION_IS_NOT_CLAMPED(V5_19, D6_1_192, V6_7, V6_8, V6_10, D6_12_117),

  /// The statistics count reads that failed among those that ended, too.
  FAILED_READS_COUNT_AS_ENDED(V5_19, D6_1_192, V6_7, V6_8, V6_10, D6_12_117);

  private final ImmutableSet<KernelVersion> versions;

  NetfsBehaviour(KernelVersion... versions) {
    this.versions = ImmutableSet.copyOf(versions);
  }

  @Override
  public boolean in(KernelVersion version) {
    return versions.contains(version);
  }
}

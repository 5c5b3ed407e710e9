package org.fscachesim.netfs.erofs;

import static java.util.Objects.requireNonNull;

import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.NetfsBehaviour;
import org.jspecify.annotations.Nullable;

/// What one mount has registered with fscache, whole or, when the mount fails on its way, in part.
///
/// Kernel: fs/erofs/fscache.c (erofs_fscache_register_fs, erofs_fscache_unregister_fs)
final class Registration {
  private final Kernel kernel;
  private final Domains domains;
  private final MountOptions options;
  private @Nullable Domain domain;
  private @Nullable Volume volume;
  private @Nullable Image image;

  Registration(Kernel kernel, Domains domains, MountOptions options) {
    this.kernel = kernel;
    this.domains = domains;
    this.options = options;
  }

  /// Registers the volume, or the mount in its domain, and the primary blob, which must be new
  /// there.
  ///
  /// @throws ErrnoException as [Domains#acquireVolume] and [Domains#registerBlob]
  Image register() throws ErrnoException {
    Blob primary;
    if (options.domainId() != null) {
      domain = domains.register(options.domainId(), options.volumeKey());
      primary = domains.registerBlob(domain, options.fsid(), true);
    } else {
      volume = domains.acquireVolume(options.volumeKey());
      primary = domains.acquireBlob(volume, options.fsid());
    }
    image = new Image(kernel, primary);
    return image;
  }

  /// Registers an extra blob.
  Blob registerDevice(String name) throws ErrnoException {
    if (domain != null) {
      return domains.registerBlob(domain, name, false);
    }
    return domains.acquireBlob(requireNonNull(volume), name);
  }

  /// Lets go of everything, in the order of the release. Nothing waits here: what sends CLOSE is
  /// the work that follows.
  void unregister() {
    if (kernel.has(NetfsBehaviour.EXTRA_BLOBS_RELEASED_FIRST)) {
      releaseExtraBlobs();
      releasePrimary();
      releaseVolume();
    } else {
      releasePrimary();
      releaseVolume();
      releaseExtraBlobs();
    }
    ErofsInvariants.tell(kernel, ErofsInvariants::unregistered);
  }

  private void releaseExtraBlobs() {
    if (image != null) {
      image.extraBlobs().forEach(domains::unregister);
    }
  }

  private void releasePrimary() {
    if (image != null) {
      domains.unregister(image.primary());
    }
  }

  private void releaseVolume() {
    if (domain != null) {
      domains.put(domain);
    }
    if (volume != null) {
      volume.relinquish(null, false);
    }
  }
}

package org.fscachesim.netfs.erofs;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Mutex;

/// The domains of a kernel and the blobs that mounts share in them.
///
/// Kernel: fs/erofs/fscache.c (erofs_domain_list, erofs_pseudo_mnt)
final class Domains {
  /// The fault of having no memory for the mount that shared blobs live on.
  static final String PSEUDO_MOUNT_FAULT = "erofs/pseudo-mount";

  private enum PseudoMount {
    NONE,
    MOUNTED,
    ERROR_POINTER
  }

  private final Kernel kernel;
  private final Fscache fscache;
  private final Mutex listLock;
  private final Mutex cookiesLock;
  // Guarded by `listLock`.
  private PseudoMount pseudoMount = PseudoMount.NONE;
  private final List<Domain> domains = new ArrayList<>();
  // Guarded by `cookiesLock`.
  private final List<Blob> shared = new ArrayList<>();

  Domains(Kernel kernel, Fscache fscache) {
    this.kernel = kernel;
    this.fscache = fscache;
    this.listLock = new Mutex(kernel, "erofs_domain_list_lock");
    this.cookiesLock = new Mutex(kernel, "erofs_domain_cookies_lock");
  }

  /// Acquires an fscache volume.
  ///
  /// @throws ErrnoException `EOPNOTSUPP` there is no fscache, `EBUSY` the key is in use, `ENOMEM`
  ///
  ///   Kernel: fs/erofs/fscache.c (erofs_fscache_register_volume)
  Volume acquireVolume(String key) throws ErrnoException {
    Volume volume;
    try {
      volume = fscache.acquireVolume(key, null, null);
    } catch (ErrnoException e) {
      kernel.log().error("erofs: volume " + key + ": " + e.errno().text());
      throw e;
    }
    if (volume == null) {
      throw Errno.EOPNOTSUPP.exception();
    }
    return volume;
  }

  /// The domain of that name, made if need be; the caller gets a reference.
  ///
  /// Kernel: fs/erofs/fscache.c (erofs_fscache_register_domain)
  Domain register(String id, String volumeKey) throws ErrnoException {
    try (Held _ = listLock.hold()) {
      for (Domain domain : domains) {
        if (domain.id().equals(id)) {
          domain.get();
          return domain;
        }
      }
      mountPseudo();
      Domain domain = new Domain(kernel, id, acquireVolume(volumeKey));
      domains.add(domain);
      return domain;
    }
  }

  /// What the inodes of shared blobs live on is mounted for the first domain, once.
  ///
  /// Kernel: fs/erofs/fscache.c (erofs_fscache_init_domain)
  private void mountPseudo() throws ErrnoException {
    switch (pseudoMount) {
      case MOUNTED -> {}
      case ERROR_POINTER ->
          throw new KernelBug(
              Symptom.NULL_POINTER, "erofs_pseudo_mnt: an error pointer is taken for a mount");
      case NONE -> {
        if (kernel.fault(PSEUDO_MOUNT_FAULT)) {
          if (!kernel.has(ErofsFix.PSEUDO_MOUNT_ERROR)) {
            pseudoMount = PseudoMount.ERROR_POINTER;
          }
          throw Errno.ENOMEM.exception();
        }
        pseudoMount = PseudoMount.MOUNTED;
      }
    }
  }

  /// Drops a reference; the last one lets go of the volume.
  ///
  /// Kernel: fs/erofs/fscache.c (erofs_fscache_domain_put)
  void put(Domain domain) {
    boolean last;
    boolean underLock = kernel.has(ErofsFix.DOMAIN_RELINQUISH_LOCKED);
    try (Held _ = listLock.hold()) {
      last = domain.putAndTest();
      if (last) {
        domains.remove(domain);
        if (underLock) {
          domain.relinquish();
        }
      }
    }
    if (last && !underLock) {
      domain.relinquish();
    }
  }

  /// The blob of that name in a domain, acquired if no mount has it yet.
  ///
  /// @param mustBeNew refuse a blob that some mount has
  /// @throws ErrnoException `EEXIST` it is not new, `EINVAL` fscache refused
  ///
  ///   Kernel: fs/erofs/fscache.c (erofs_domain_register_cookie)
  Blob registerBlob(Domain domain, String name, boolean mustBeNew) throws ErrnoException {
    try (Held _ = cookiesLock.hold()) {
      for (Blob blob : shared) {
        if (blob.domain() == domain && blob.name().equals(name)) {
          if (mustBeNew) {
            kernel.log().error("erofs: blob " + name + " exists in domain " + domain.id());
            throw Errno.EEXIST.exception();
          }
          blob.share();
          return blob;
        }
      }
      Blob blob = Blob.acquire(kernel, fscache, domain.volume(), name, domain);
      domain.get();
      shared.add(blob);
      return blob;
    }
  }

  /// A blob that one mount has for itself.
  Blob acquireBlob(Volume volume, String name) throws ErrnoException {
    return Blob.acquire(kernel, fscache, volume, name, null);
  }

  /// A mount lets go of a blob; the last one relinquishes its cookie.
  ///
  /// Kernel: fs/erofs/fscache.c (erofs_fscache_unregister_cookie)
  void unregister(Blob blob) {
    Domain domain = blob.domain();
    if (domain == null) {
      blob.relinquish();
      return;
    }
    try (Held _ = cookiesLock.hold()) {
      if (!blob.unshare()) {
        return;
      }
      shared.remove(blob);
      blob.relinquish();
    }
    put(domain);
  }
}

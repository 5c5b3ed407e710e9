package org.fscachesim.netfs.erofs;

import com.google.common.collect.ImmutableSet;
import java.util.EnumSet;
import java.util.Set;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;

/// Upstream fixes of EROFS over fscache, each a bug that comes back when its constant is taken out
/// of a kernel.
///
/// Every constant is asked in exactly one place.
public enum ErofsFix implements Switch {
  /// "erofs: fix error return code in erofs_fscache_{meta_,}read_folio", 6.0. Without it a page for
  /// which no request can be had counts as read, and its reader hears `EIO` in place of `ENOMEM`.
  READ_FOLIO_ERRNO(EnumSet.complementOf(EnumSet.of(KernelVersion.V5_19))),

  /// `7032809a44d7` "erofs: relinquish volume with mutex held", 6.3. Without it a mount that
  /// follows the last unmount of a domain closely is refused.
  DOMAIN_RELINQUISH_LOCKED(EnumSet.complementOf(EnumSet.of(KernelVersion.V5_19))),

  /// "erofs: fix handling kern_mount() failure", 6.9. Without it a domain that could not get its
  /// pseudo mount for want of memory leaves an error behind that the next one takes for a mount.
  PSEUDO_MOUNT_ERROR(EnumSet.of(KernelVersion.V6_10, KernelVersion.D6_12_117));

  private final ImmutableSet<KernelVersion> versions;

  ErofsFix(Set<KernelVersion> versions) {
    this.versions = ImmutableSet.copyOf(versions);
  }

  @Override
  public boolean in(KernelVersion version) {
    return versions.contains(version);
  }
}

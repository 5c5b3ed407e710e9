package org.fscachesim.netfs.erofs;

import org.fscachesim.fscache.Fscache;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.vfs.ClientFilesystem;
import org.fscachesim.kernel.vfs.FilesystemType;

/// The filesystem type `erofs`, for images whose blobs come through fscache.
///
/// ```java
/// kernel.namespace().register(new ErofsFilesystemType(kernel, fscache));
/// kernel.namespace().mount(process.workingDirectory(), "erofs", "none", "/mnt", "fsid=plain.img");
/// ```
///
/// Mount options: `fsid=NAME` (required), `domain_id=NAME`, `device=NAME` once for each extra blob
/// in table order. The source is not looked at.
///
/// A mount waits for the daemon, and may fail with: `EINVAL` options or image no good, `ENOENT` no
/// `fsid`, `EBUSY` mounted already, `EEXIST` mounted already in this domain, `ENOBUFS` no cache, or
/// none that is alive; `EIO` the daemon refused; `EBADMSG` and `EUCLEAN` a damaged image;
/// `EOPNOTSUPP` a compressed one, or no fscache; `EINTR` killed; `ENOMEM`. The kernel's log says
/// more.
///
/// Kernel: fs/erofs/super.c (erofs_fs_type)
public final class ErofsFilesystemType implements FilesystemType {
  private final Kernel kernel;
  private final Domains domains;

  /// One per kernel: its mounts share domains.
  public ErofsFilesystemType(Kernel kernel, Fscache fscache) {
    this.kernel = kernel;
    this.domains = new Domains(kernel, fscache);
    kernel.checkers().add(() -> new ErofsInvariants(kernel));
  }

  @Override
  public String name() {
    return "erofs";
  }

  @Override
  public ClientFilesystem mount(String source, String options) throws ErrnoException {
    return new Mounting(kernel, domains, MountOptions.parse(kernel, options)).mount();
  }
}

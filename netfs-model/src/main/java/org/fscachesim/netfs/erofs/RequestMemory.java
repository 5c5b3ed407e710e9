package org.fscachesim.netfs.erofs;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.pagecache.Folio;

/// The memory for requests, which may be short.
///
/// Kernel: fs/erofs/fscache.c (erofs_fscache_req_alloc)
final class RequestMemory {
  /// The fault of having no memory for a request.
  static final String FAULT = "erofs/request";

  private RequestMemory() {}

  /// Whether there is none now.
  static boolean isShort(Kernel kernel) {
    return kernel.fault(FAULT);
  }

  /// Gives up reading a page for want of it.
  ///
  /// @throws ErrnoException `ENOMEM`
  static void giveUp(Kernel kernel, Folio folio) throws ErrnoException {
    folio.unlock();
    if (kernel.has(ErofsFix.READ_FOLIO_ERRNO)) {
      throw Errno.ENOMEM.exception();
    }
  }
}

package org.fscachesim.netfs.library;

import org.fscachesim.kernel.sync.Flags;

/// The flags of a request.
///
/// Kernel: include/linux/netfs.h (struct netfs_io_request, NETFS_RREQ_*)
public enum RequestFlag {
  /// Some subrequest came back short or failed in a way that may be mended (up to 6.7).
  INCOMPLETE_IO(0),
  /// Some of what was read is to be stored in the cache (up to 6.7).
  COPY_TO_CACHE(1),
  /// One page of the request stays locked when it ends.
  NO_UNLOCK_FOLIO(2),
  /// It failed for good.
  FAILED(4),
  /// It has not ended.
  IN_PROGRESS(5),
  /// A write that goes to the server, too.
  UPLOAD_TO_SERVER(8),
  /// No subrequest will be added.
  ALL_QUEUED(13),
  /// Some subrequest has to be tried again.
  NEED_RETRY(14),
  /// What is read is copied to the cache under the mark of the page, for clients that write
  /// themselves.
  USE_PGPRIV2(31);

  private final int bit;

  RequestFlag(int bit) {
    this.bit = bit;
  }

  /// The flags as the kernel's word, without a scheduling point.
  static int word(Flags<RequestFlag> flags) {
    int word = 0;
    for (RequestFlag flag : values()) {
      if (flags.peek(flag)) {
        word |= 1 << flag.bit;
      }
    }
    return word;
  }
}

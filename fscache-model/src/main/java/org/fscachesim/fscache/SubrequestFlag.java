package org.fscachesim.fscache;

/// The flag bits of one slice of a read or write; the bit number is the ordinal.
///
/// Bits 6 and above belong to the 6.12 library.
///
/// Kernel: include/linux/netfs.h (struct netfs_io_subrequest, NETFS_SREQ_*)
public enum SubrequestFlag {
  /// Store the data in the cache once it was read from the server.
  COPY_TO_CACHE,
  /// Zero what the source did not deliver, instead of asking again.
  CLEAR_TAIL,
  /// Came back short, to be issued again.
  SHORT_IO,
  /// Look for data before reading.
  SEEK_DATA_READ,
  /// The last attempt delivered nothing.
  NO_PROGRESS,
  /// A hole is to be filled by the on-demand daemon.
  ONDEMAND,
  /// Ends at a boundary that must not be crossed.
  BOUNDARY,
  /// The source met the end of the file.
  HIT_EOF,
  /// Not ended yet.
  IN_PROGRESS,
  /// To be tried again.
  NEED_RETRY,
  /// Is being tried again.
  RETRYING,
  /// Failed for good.
  FAILED
}

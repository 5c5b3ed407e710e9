package org.fscachesim.netfs.library;

/// What a request is for.
///
/// Kernel: include/linux/netfs.h (enum netfs_io_origin)
public enum RequestOrigin {
  /// Pages are read in advance.
  READAHEAD("RA"),
  /// One page is read, because somebody waits for it.
  READPAGE("RP"),
  /// A page is read so that a part of it can be written.
  READ_FOR_WRITE("RW"),
  /// A read past the page cache.
  DIRECT_READ("DR"),
  /// Dirty pages are written back.
  WRITEBACK("WB"),
  /// A write past the page cache.
  UNBUFFERED_WRITE("UW"),
  /// What was read is stored in the cache.
  COPY_TO_CACHE("2C");

  private final String text;

  RequestOrigin(String text) {
    this.text = text;
  }

  /// The two letters that traces and lists show.
  public String text() {
    return text;
  }
}

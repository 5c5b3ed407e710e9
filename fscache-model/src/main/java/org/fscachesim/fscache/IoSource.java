package org.fscachesim.fscache;

/// Where the bytes of one slice of a read come from.
///
/// Kernel: include/linux/netfs.h (enum netfs_io_source)
public enum IoSource {
  /// Not decided yet (6.12).
  UNKNOWN("----"),
  /// Beyond the end of the file.
  FILL_WITH_ZEROES("ZERO"),
  /// Not in the cache.
  DOWNLOAD_FROM_SERVER("DOWN"),
  /// In the cache.
  READ_FROM_CACHE("READ"),
  /// The slice cannot be had.
  INVALID_READ("INVL"),
  /// A write to the server (6.12).
  UPLOAD_TO_SERVER("UPLD"),
  /// A write to the cache (6.12).
  WRITE_TO_CACHE("WRIT"),
  /// The piece cannot be written (6.12).
  INVALID_WRITE("INVL");

  private final String text;

  IoSource(String text) {
    this.text = text;
  }

  /// The four letters that trace events show.
  public String text() {
    return text;
  }
}

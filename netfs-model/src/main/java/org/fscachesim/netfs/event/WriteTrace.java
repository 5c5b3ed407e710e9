package org.fscachesim.netfs.event;

/// Why a write request came into being.
///
/// Kernel: include/trace/events/netfs.h (netfs_write_trace)
public enum WriteTrace {
  COPY_TO_CACHE("COPY2CACH"),
  UNBUFFERED_WRITE("UNB-WRITE"),
  WRITEBACK("WRITEBACK");

  private final String text;

  WriteTrace(String text) {
    this.text = text;
  }

  /// What the trace shows.
  public String text() {
    return text;
  }
}

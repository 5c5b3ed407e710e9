package org.fscachesim.netfs.event;

/// Why a read request came into being.
///
/// Kernel: include/trace/events/netfs.h (netfs_read_trace)
public enum ReadTrace {
  DIRECT_READ("DIO-READ "),
  EXPANDED("EXPANDED "),
  READAHEAD("READAHEAD"),
  READPAGE("READPAGE "),
  WRITE_BEGIN("WRITEBEGN"),
  PREFETCH_FOR_WRITE("PREFETCHW");

  private final String text;

  ReadTrace(String text) {
    this.text = text;
  }

  /// What the trace shows.
  public String text() {
    return text;
  }
}

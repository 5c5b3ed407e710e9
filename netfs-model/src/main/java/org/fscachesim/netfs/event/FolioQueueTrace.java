package org.fscachesim.netfs.event;

/// What becomes of the queue of pages of a request.
///
/// Kernel: include/trace/events/netfs.h (netfs_folioq_trace)
public enum FolioQueueTrace {
  BEGIN("roll-init"),
  READ_PROGRESS("r-progress"),
  CLEAR("clear");

  private final String text;

  FolioQueueTrace(String text) {
    this.text = text;
  }

  /// What the trace shows.
  public String text() {
    return text;
  }
}

package org.fscachesim.netfs.event;

/// A step in the life of a request.
///
/// Kernel: include/trace/events/netfs.h (netfs_rreq_trace)
public enum RequestTrace {
  ASSESS("ASSESS "),
  COLLECT("COLLECT"),
  COPY("COPY   "),
  DONE("DONE   "),
  FREE("FREE   "),
  RESUBMIT("RESUBMT"),
  UNLOCK("UNLOCK "),
  WAKE_IN_PROGRESS("WAKE-IP"),
  WRITE_DONE("WR-DONE");

  private final String text;

  RequestTrace(String text) {
    this.text = text;
  }

  /// What the trace shows.
  public String text() {
    return text;
  }
}

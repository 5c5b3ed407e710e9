package org.fscachesim.netfs.event;

/// A step in the life of a subrequest.
///
/// Kernel: include/trace/events/netfs.h (netfs_sreq_trace)
public enum SubrequestTrace {
  ADD("ADD  "),
  ADD_DONATIONS("+DON "),
  CLEAR("CLEAR"),
  DONATE_TO_NEXT("DON-N"),
  DONATE_TO_PREVIOUS("DON-P"),
  DOWNLOAD_INSTEAD("RDOWN"),
  FREE("FREE "),
  PREPARE("PREP "),
  PREPARE_FAILED("PRPFL"),
  RETRY("RETRY"),
  RESUBMIT_SHORT("SHORT"),
  SUBMIT("SUBMT"),
  TERMINATED("TERM "),
  WRITE("WRITE"),
  WRITE_SKIP("SKIP "),
  WRITE_TERMINATED("WTERM");

  private final String text;

  SubrequestTrace(String text) {
    this.text = text;
  }

  /// What the trace shows.
  public String text() {
    return text;
  }
}

package org.fscachesim.netfs.event;

/// Why a reference to a subrequest is taken or put.
///
/// Kernel: include/trace/events/netfs.h (netfs_sreq_ref_trace)
public enum SubrequestRefTrace {
  GET_COPY_TO_CACHE("GET COPY2C "),
  GET_RESUBMIT("GET RESUBMIT"),
  GET_SHORT_READ("GET SHORTRD"),
  PUT_CLEAR("PUT CLEAR  "),
  PUT_CONSUMED("PUT CONSUME"),
  PUT_DONE("PUT DONE   "),
  PUT_FAILED("PUT FAILED "),
  PUT_MERGED("PUT MERGED "),
  PUT_NO_COPY("PUT NO COPY"),
  PUT_TERMINATED("PUT TERM   ");

  private final String text;

  SubrequestRefTrace(String text) {
    this.text = text;
  }

  /// What the trace shows.
  public String text() {
    return text;
  }
}

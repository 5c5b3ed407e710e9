package org.fscachesim.netfs.event;

/// Why a reference to a request is taken or put.
///
/// Kernel: include/trace/events/netfs.h (netfs_rreq_ref_trace)
public enum RequestRefTrace {
  GET_HOLD("GET HOLD   "),
  GET_SUBREQUEST("GET SUBREQ "),
  GET_WORK("GET WORK   "),
  NEW("NEW        "),
  PUT_COMPLETE("PUT COMPLT "),
  PUT_DISCARD("PUT DISCARD"),
  PUT_FAILED("PUT FAILED "),
  PUT_HOLD("PUT HOLD   "),
  PUT_RETURN("PUT RETURN "),
  PUT_SUBREQUEST("PUT SUBREQ "),
  PUT_WORK("PUT WORK   "),
  PUT_WORK_COMPLETE("PUT WORK CP"),
  SEE_WORK("SEE WORK   ");

  private final String text;

  RequestRefTrace(String text) {
    this.text = text;
  }

  /// What the trace shows.
  public String text() {
    return text;
  }
}

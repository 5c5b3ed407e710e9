package org.fscachesim.netfs.event;

/// To whom a subrequest gives a part of a page that it has not got all of.
///
/// Kernel: include/trace/events/netfs.h (netfs_donate_trace)
public enum DonateTrace {
  TO_PREVIOUS("to-prev"),
  TO_NEXT("to-next"),
  /// The next one has not been made yet.
  TO_DEFERRED_NEXT("defer-next");

  private final String text;

  DonateTrace(String text) {
    this.text = text;
  }

  /// What the trace shows.
  public String text() {
    return text;
  }
}

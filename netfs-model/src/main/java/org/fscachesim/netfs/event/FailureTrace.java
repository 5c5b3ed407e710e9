package org.fscachesim.netfs.event;

/// What failed.
///
/// Kernel: include/trace/events/netfs.h (netfs_failure)
public enum FailureTrace {
  CHECK_WRITE_BEGIN("check-write-begin"),
  COPY_TO_CACHE("copy-to-cache"),
  READ("read"),
  SHORT_READ("short-read"),
  PREPARE_WRITE("prep-write"),
  WRITE("write");

  private final String text;

  FailureTrace(String text) {
    this.text = text;
  }

  /// What the trace shows.
  public String text() {
    return text;
  }
}

package org.fscachesim.netfs.event;

/// What becomes of a page.
///
/// Kernel: include/trace/events/netfs.h (netfs_folio_trace)
public enum FolioTrace {
  READ("read"),
  READ_DONE("read-done"),
  READ_UNLOCK("read-unlock"),
  MARK_COPY("mark-copy"),
  STORE_COPY("store-copy"),
  STORE("store"),
  STORE_PLUS("store+"),
  CLEAR("clear"),
  CLEAR_COPY("clear-cc");

  private final String text;

  FolioTrace(String text) {
    this.text = text;
  }

  /// What the trace shows.
  public String text() {
    return text;
  }
}

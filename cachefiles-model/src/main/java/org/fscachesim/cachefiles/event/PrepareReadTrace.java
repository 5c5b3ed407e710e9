package org.fscachesim.cachefiles.event;

/// Why a slice of a read comes from where it comes from.
///
/// Kernel: include/trace/events/cachefiles.h (enum cachefiles_prepare_read_trace)
public enum PrepareReadTrace {
  AFTER_EOF("after-eof "),
  FOUND_HOLE("found-hole"),
  FOUND_PART("found-part"),
  HAVE_DATA("have-data "),
  NO_DATA("no-data   "),
  NO_FILE("no-file   "),
  SEEK_ERROR("seek-error"),
  SEEK_ENXIO("seek-enxio");

  private final String text;

  PrepareReadTrace(String text) {
    this.text = text;
  }

  /// Ten characters, as the trace event shows them.
  public String text() {
    return text;
  }
}

package org.fscachesim.fscache;

/// Why the use count of a cookie changed.
///
/// Kernel: include/trace/events/fscache.h (enum fscache_active_trace)
public enum ActiveTrace {
  /// Somebody uses it.
  USE("USE          "),
  /// Somebody uses it, to modify.
  USE_MODIFY("USE-m        "),
  /// Somebody no longer uses it.
  UNUSE("UNUSE        ");

  private final String text;

  ActiveTrace(String text) {
    this.text = text;
  }

  /// The words that the trace event shows, with the kernel's padding.
  public String text() {
    return text;
  }
}

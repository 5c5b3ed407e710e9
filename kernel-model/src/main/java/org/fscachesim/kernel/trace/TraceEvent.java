package org.fscachesim.kernel.trace;

/// One tracepoint hit. Each module has a sealed family of records.
public interface TraceEvent {
  /// The event's name, as below `/sys/kernel/tracing/events`, such as `fscache_cookie`.
  String event();

  /// The body in the kernel's format, such as `c=00000002 GET attch r=3`.
  String text();
}

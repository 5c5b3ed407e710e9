package org.fscachesim.kernel.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fscachesim.kernel.task.Task;

/// The recorded trace events, oldest first, up to a limit.
public final class TraceBuffer {
  /// One recorded event.
  ///
  /// @param nanos since boot
  public record Entry(long nanos, String task, int taskId, TraceEvent event) {
    /// As `trace_pipe` prints it, without CPU and flags.
    public String line() {
      return String.format(
          Locale.ROOT,
          "%s-%d %d.%06d: %s: %s",
          task,
          taskId,
          nanos / 1_000_000_000L,
          nanos / 1000 % 1_000_000L,
          event.event(),
          event.text());
    }
  }

  private final int limit;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private volatile boolean on;
  private long dropped;

  public TraceBuffer(int limit) {
    this.limit = limit;
  }

  public boolean isOn() {
    return on;
  }

  /// Starts or stops recording.
  public void turn(boolean on) {
    this.on = on;
  }

  /// Records an event.
  public synchronized void add(long nanos, Task task, TraceEvent event) {
    entries.addLast(new Entry(nanos, task.name(), task.id(), event));
    if (entries.size() > limit) {
      entries.removeFirst();
      dropped++;
    }
  }

  /// What is recorded, oldest first.
  public synchronized List<Entry> entries() {
    return new ArrayList<>(entries);
  }

  /// Events that fell out because the buffer was full.
  public synchronized long dropped() {
    return dropped;
  }

  public synchronized void clear() {
    entries.clear();
    dropped = 0;
  }

  /// All lines, for a reader.
  public String print() {
    StringBuilder out = new StringBuilder();
    for (Entry entry : entries()) {
      out.append(entry.line()).append('\n');
    }
    return out.toString();
  }
}

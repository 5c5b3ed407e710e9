package org.fscachesim.kernel.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.fscachesim.kernel.task.HeldLock;
import org.fscachesim.kernel.task.Task;

/// The recorded trace events, oldest first, up to a limit.
public final class TraceBuffer {
  /// One recorded event.
  ///
  /// @param nanos since boot
  /// @param spinning how many spin locks the task held, which is how deep it had preemption off
  public record Entry(long nanos, String task, int taskId, int spinning, TraceEvent event) {
    /// A task's name in the kernel, without its NUL.
    private static final int COMM = 15;

    /// As the kernel prints it below its header: task and id, processor, irq and preemption state,
    /// seconds since boot, event, fields. There is one processor, whose interrupts are always on.
    ///
    /// Kernel: kernel/trace/trace_output.c (trace_print_context)
    public String line() {
      return String.format(
          Locale.ROOT,
          "%16s-%-7d [000] ...%s. %5d.%06d: %s: %s",
          comm(),
          taskId,
          spinning == 0 ? "." : Integer.toHexString(Math.min(spinning, 0xf)),
          nanos / 1_000_000_000L,
          nanos / 1000 % 1_000_000L,
          event.event(),
          event.text());
    }

    /// Of a process, what it is busy with is no part of its name in the kernel.
    private String comm() {
      String name = task.startsWith("kworker/") ? task : task.replaceFirst("(?<=.)/.*", "");
      return name.substring(0, Math.min(COMM, name.length()));
    }
  }

  private final int limit;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private volatile boolean on;
  private long dropped;
  private Consumer<Entry> reader = _ -> {};

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

  /// Has each event told to a reader as it happens, in place of the one before. It is called by the
  /// task that hits the tracepoint, and may neither wait nor touch models.
  public synchronized void follow(Consumer<Entry> newReader) {
    reader = newReader;
  }

  /// Records an event of the current task.
  public synchronized void add(long nanos, Task task, TraceEvent event) {
    int spinning = (int) task.heldLocks().stream().filter(HeldLock::isSpinning).count();
    Entry entry = new Entry(nanos, task.name(), task.id(), spinning, event);
    entries.addLast(entry);
    reader.accept(entry);
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

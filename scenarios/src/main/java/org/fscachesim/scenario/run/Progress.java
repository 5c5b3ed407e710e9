package org.fscachesim.scenario.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// How far something is that may take long: whoever does it says so here, and whoever waits for it
/// may look at any time, from any thread.
public final class Progress {
  private volatile Stage stage;

  /// Part of the work, with a name of its own.
  private static final class Stage {
    final String what;
    final long since = System.nanoTime();
    final AtomicLong done = new AtomicLong();
    volatile String unit = "";
    volatile long total;
    volatile @Nullable Task task;

    Stage(String what) {
      this.what = what;
    }
  }

  /// What was seen at one moment.
  ///
  /// @param seconds since this part of the work began
  /// @param unit of `done` and `total`; empty when nothing is counted
  /// @param total 0 when it is not known
  /// @param waitsFor which task of the kernel does the work, and what it waits for; null when none
  ///   is known
  record Sight(
      String what, long seconds, String unit, long done, long total, @Nullable String waitsFor) {
    /// For people. While something moves it does not matter what for a moment is waited for.
    String text(boolean moves) {
      StringBuilder out = new StringBuilder("waiting: " + seconds + " s, " + what);
      if (!unit.isEmpty()) {
        out.append(": ").append(done).append(total > 0 ? " of " + total : "");
        out.append(' ').append(unit);
      }
      if (!moves && waitsFor != null) {
        out.append("; ").append(waitsFor);
      }
      return out.toString();
    }

    /// For programs.
    Map<String, @Nullable Object> properties() {
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      out.put("waiting", seconds);
      out.put("what", what);
      if (!unit.isEmpty()) {
        out.put("unit", unit);
        out.put("done", done);
        out.put("total", total > 0 ? total : null);
      }
      out.put("waitsFor", waitsFor);
      return out;
    }
  }

  /// @param what is done
  public Progress(String what) {
    stage = new Stage(what);
  }

  /// Something else is done from now on.
  public void begin(String what) {
    stage = new Stage(what);
  }

  /// From now on is counted, from 0.
  ///
  /// @param total 0 when it is not known
  void count(String unit, long total) {
    Stage now = stage;
    now.unit = unit;
    now.total = Math.max(0, total);
    now.done.set(0);
  }

  /// So much more is done.
  void add(long more) {
    stage.done.addAndGet(more);
  }

  /// That task of the kernel does the work.
  void by(Task task) {
    stage.task = task;
  }

  /// Another value for each part of the work.
  Object part() {
    return stage;
  }

  /// When this part of the work began, on the clock of `System.nanoTime()`.
  long sinceNanos() {
    return stage.since;
  }

  Sight look() {
    Stage now = stage;
    return new Sight(
        now.what,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - now.since),
        now.unit,
        now.done.get(),
        now.total,
        waitsFor(now.task));
  }

  private static @Nullable String waitsFor(@Nullable Task task) {
    Operation pending = task == null || task.isFinished() ? null : task.pending();
    if (pending == null) {
      return null;
    }
    Task holder = pending.resource().holder();
    return task + ": " + pending.describe() + (holder == null ? "" : ", held by " + holder);
  }
}

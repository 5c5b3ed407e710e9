package org.fscachesim.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What the kernel printed.
///
/// Kernel: kernel/printk
public final class KernelLog {
  /// How bad.
  public enum Level {
    ERROR,
    WARNING,
    NOTICE,
    INFO
  }

  /// One line.
  public record Line(Level level, String text) {}

  private final List<Line> lines = new ArrayList<>();
  private volatile Consumer<Line> console = _ -> {};

  KernelLog() {}

  public void add(Level level, String text) {
    Line line = new Line(level, text);
    synchronized (lines) {
      lines.add(line);
    }
    console.accept(line);
  }

  /// Shows each further line to a console, in the task that logs it; there is one console.
  public void listen(Consumer<Line> newConsole) {
    console = newConsole;
  }

  public void info(String text) {
    add(Level.INFO, text);
  }

  public void notice(String text) {
    add(Level.NOTICE, text);
  }

  public void error(String text) {
    add(Level.ERROR, text);
  }

  /// All lines, oldest first.
  public List<Line> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /// The warnings (WARN_ON): each is a broken rule of the kernel.
  public List<String> warnings() {
    return lines().stream().filter(l -> l.level == Level.WARNING).map(Line::text).toList();
  }
}

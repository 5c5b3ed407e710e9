package org.fscachesim.kernel;

import java.util.ArrayList;
import java.util.List;

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

  KernelLog() {}

  public void add(Level level, String text) {
    synchronized (lines) {
      lines.add(new Line(level, text));
    }
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

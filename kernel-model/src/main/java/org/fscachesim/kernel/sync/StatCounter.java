package org.fscachesim.kernel.sync;

import java.util.concurrent.atomic.AtomicInteger;

/// A statistic, or a source of ids: a counter that steers nothing.
///
/// Because no task decides anything by it, changing it is no scheduling point; a counter that
/// somebody waits for or acts upon is an [AtomicCounter]. It wraps, as the kernel's do.
public final class StatCounter {
  private final AtomicInteger value;

  /// A counter at zero.
  public StatCounter() {
    this(0);
  }

  public StatCounter(int initial) {
    value = new AtomicInteger(initial);
  }

  /// Adds one.
  public void increment() {
    value.incrementAndGet();
  }

  /// Subtracts one, for a current number.
  public void decrement() {
    value.decrementAndGet();
  }

  /// Adds one and returns the new value, for ids.
  public int incrementAndGet() {
    return value.incrementAndGet();
  }

  public int get() {
    return value.get();
  }

  @Override
  public String toString() {
    return Integer.toString(value.get());
  }
}

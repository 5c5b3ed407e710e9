package org.fscachesim.scenario.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What the parts of a run took: time by part, and the heap.
public final class Measure {
  /// One part.
  ///
  /// @param count how often it was done
  /// @param nanos all together
  public record Part(String name, long count, long nanos) {
    /// How often it could be done in a second.
    public double perSecond() {
      return count * 1e9 / Math.max(1, nanos);
    }
  }

  private final List<Part> parts = new ArrayList<>();
  private long heapBefore;
  private long heapBytes;
  private long things = 1;

  /// Does a part that is done `count` times.
  void part(String name, long count, Runnable body) {
    long begin = System.nanoTime();
    body.run();
    parts.add(new Part(name, count, System.nanoTime() - begin));
  }

  /// Notes the heap before there is anything.
  void emptyHeap() {
    heapBefore = usedHeap();
  }

  /// Notes the heap now that there are so many things.
  void fullHeap(long count) {
    heapBytes = Math.max(0, usedHeap() - heapBefore);
    things = count;
  }

  /// What is reachable, in bytes: the least of a few collections.
  private static long usedHeap() {
    LongSupplier used =
        () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, used.getAsLong());
    }
    return least;
  }

  /// Heap for one thing, in bytes.
  public long bytesPerThing() {
    return heapBytes / things;
  }

  /// The parts in the order in which they were done.
  public List<Part> parts() {
    return List.copyOf(parts);
  }

  /// A table: each part with what the same part of `plain` took, where it has one.
  public List<String> beside(Measure plain) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-12s %12s %14s %14s %8s".formatted("", "count", "per second", "plain map", "ratio"));
    for (Part part : parts) {
      Optional<Part> other =
          plain.parts.stream().filter(p -> p.name().equals(part.name())).findFirst();
      lines.add(
          String.format(
              Locale.ROOT,
              "%-12s %,12d %,14.0f %14s %8s",
              part.name(),
              part.count(),
              part.perSecond(),
              other.map(o -> String.format(Locale.ROOT, "%,.0f", o.perSecond())).orElse("-"),
              other
                  .map(o -> String.format(Locale.ROOT, "%.1f", o.perSecond() / part.perSecond()))
                  .orElse("-")));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%-12s %12s %,14d %,14d %8.1f",
            "heap bytes",
            "each",
            bytesPerThing(),
            plain.bytesPerThing(),
            (double) bytesPerThing() / Math.max(1, plain.bytesPerThing())));
    return lines;
  }
}

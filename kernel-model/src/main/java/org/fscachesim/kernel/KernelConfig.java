package org.fscachesim.kernel;

import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.fscachesim.kernel.task.MemoryModel;

/// What to boot.
///
/// @param version the release whose behaviour is modelled
/// @param without switches that the release has, taken out (a bug turned back on)
/// @param with switches that the release lacks, put in
/// @param hz ticks per second, 1 to 1000
/// @param traceLimit trace events kept; the oldest go first
/// @param checked whether [Kernel#checkers()] watch; only where tasks run one at a time
/// @param memory when the stores of a task are seen by others, on a simulated machine
public record KernelConfig(
    KernelVersion version,
    Set<Switch> without,
    Set<Switch> with,
    int hz,
    int traceLimit,
    boolean checked,
    MemoryModel memory) {
  public KernelConfig {
    without = ImmutableSet.copyOf(without);
    with = ImmutableSet.copyOf(with);
    if (hz < 1 || hz > 1000) {
      throw new IllegalArgumentException("hz (" + hz + ") must be 1 to 1000");
    }
    if (traceLimit < 0) {
      throw new IllegalArgumentException("traceLimit (" + traceLimit + ") must not be negative");
    }
  }

  /// The release as it was, 250 ticks a second, checked.
  public static KernelConfig of(KernelVersion version) {
    return new KernelConfig(
        version,
        ImmutableSet.of(),
        ImmutableSet.of(),
        250,
        1_000_000,
        true,
        MemoryModel.SEQUENTIAL);
  }

  /// With no checkers: where speed is measured, or the books of a checker would be too large.
  public KernelConfig unchecked() {
    return new KernelConfig(version, without, with, hz, traceLimit, false, memory);
  }

  /// Takes a fix or behaviour out, also one that was put in before.
  public KernelConfig without(Switch item) {
    return new KernelConfig(
        version,
        item.in(version) ? plus(without, item) : without,
        minus(with, item),
        hz,
        traceLimit,
        checked,
        memory);
  }

  /// Puts a fix or behaviour in, also one that was taken out before.
  public KernelConfig with(Switch item) {
    return new KernelConfig(
        version,
        minus(without, item),
        item.in(version) ? with : plus(with, item),
        hz,
        traceLimit,
        checked,
        memory);
  }

  /// Lets stores be seen late.
  public KernelConfig memory(MemoryModel model) {
    return new KernelConfig(version, without, with, hz, traceLimit, checked, model);
  }

  boolean has(Switch item) {
    return with.contains(item) || item.in(version) && !without.contains(item);
  }

  private static Set<Switch> plus(Set<Switch> set, Switch item) {
    Set<Switch> out = new LinkedHashSet<>(set);
    out.add(item);
    return out;
  }

  private static Set<Switch> minus(Set<Switch> set, Switch item) {
    Set<Switch> out = new LinkedHashSet<>(set);
    out.remove(item);
    return out;
  }
}

package org.fscachesim.fscache;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelLog;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Strategy;

/// One simulated kernel with fscache in it, for a test body that runs as its main task.
final class Simulation {
  /// What a test does in it.
  interface Body {
    void run(Simulation s) throws ErrnoException;
  }

  final Kernel kernel;
  final Fscache fscache;

  private Simulation(Kernel kernel) {
    this.kernel = kernel;
    this.fscache = new Fscache(kernel);
  }

  static KernelConfig modern() {
    return KernelConfig.of(KernelVersion.D6_1_192);
  }

  /// Runs the body with no preemption.
  static void run(KernelConfig config, Body body) {
    run(config, new FirstRunnable(), body);
  }

  static void run(KernelConfig config, Strategy strategy, Body body) {
    runBounded(
        config,
        strategy,
        1_000_000,
        s -> {
          body.run(s);
          s.settle();
          s.kernel.checkers().check();
        });
  }

  /// Runs the body with no preemption, and does not look at what it leaves behind.
  static void runAndLeave(KernelConfig config, Body body) {
    runBounded(config, new FirstRunnable(), 1_000_000, body);
  }

  /// Runs the body with no preemption and no checker, for any number of steps.
  static void runUnchecked(KernelConfig config, Body body) {
    runBounded(config.unchecked(), new FirstRunnable(), Long.MAX_VALUE, body);
  }

  private static void runBounded(KernelConfig config, Strategy strategy, long bound, Body body) {
    SimMachine machine = new SimMachine(strategy, bound);
    machine.run(
        "main",
        () -> {
          try {
            body.run(new Simulation(Kernel.boot(config, machine)));
          } catch (ErrnoException e) {
            throw new AssertionError("unexpected error", e);
          }
        });
  }

  /// Runs the body under many schedules.
  static void explore(int schedules, KernelConfig config, Body body) {
    for (int seed = 0; seed < schedules; seed++) {
      try {
        run(config, LazyWalk.of(seed), body);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("with " + LazyWalk.of(seed) + ": " + e.getMessage(), e);
      }
    }
  }

  /// A volume in whatever cache there is.
  Volume volume(String key) throws ErrnoException {
    return Objects.requireNonNull(fscache.acquireVolume(key, null, null));
  }

  /// A cookie of a file of 4096 bytes.
  Cookie cookie(Volume volume, String key) {
    return Objects.requireNonNull(
        fscache.acquireCookie(volume, Set.of(), key, new byte[] {1, 2, 3, 4}, 4096));
  }

  /// A cookie in use, its lookup done.
  Cookie used(Volume volume, String key) {
    Cookie c = cookie(volume, key);
    c.use(false);
    settle();
    return c;
  }

  /// A cookie that was used.
  Cookie unused(Volume volume, String key) {
    Cookie c = used(volume, key);
    c.unuse();
    return c;
  }

  /// What the kernel printed.
  List<String> log() {
    return kernel.log().lines().stream().map(KernelLog.Line::text).toList();
  }

  /// Lets everybody else run until nobody can.
  void settle() {
    kernel.sleepMillis(1);
  }

  /// What checks it.
  FscacheInvariants invariants() {
    return kernel.checkers().get(FscacheInvariants.class);
  }

  /// Tells one more observer of everything from now on.
  void observeToo(FscacheObserver observer) {
    fscache.observe(new Tee(invariants(), observer));
  }

  /// Records tracepoints from now on.
  void record() {
    kernel.trace().turn(true);
  }

  /// The texts of the events since the last call, as `event: text`.
  List<String> events() {
    List<String> out =
        kernel.trace().entries().stream()
            .map(e -> e.event().event() + ": " + e.event().text())
            .toList();
    kernel.trace().clear();
    return out;
  }
}

package org.fscachesim.fscache;

import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
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
  final FscacheInvariants invariants;

  private Simulation(Kernel kernel) {
    this.kernel = kernel;
    this.fscache = new Fscache(kernel);
    this.invariants = FscacheInvariants.attach(fscache);
  }

  static KernelConfig modern() {
    return KernelConfig.of(KernelVersion.D6_1_192);
  }

  /// Runs the body with no preemption.
  static void run(KernelConfig config, Body body) {
    run(config, new FirstRunnable(), body);
  }

  static void run(KernelConfig config, Strategy strategy, Body body) {
    SimMachine machine = new SimMachine(strategy, 1_000_000);
    machine.run(
        "main",
        () -> {
          Simulation s = new Simulation(Kernel.boot(config, machine));
          try {
            body.run(s);
            s.settle();
            s.invariants.check();
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

  /// Lets everybody else run until nobody can.
  void settle() {
    kernel.sleepMillis(1);
  }

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

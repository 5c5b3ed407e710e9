package org.fscachesim.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Strategy;

/// One kernel on one simulated machine, as tests need it.
///
/// @param said what the body said, in order
public record Simulation(Kernel kernel, SimMachine machine, List<String> said) {
  public static Simulation with(Strategy strategy) {
    return on(new SimMachine(strategy, 100_000));
  }

  public static Simulation on(SimMachine machine) {
    Kernel kernel = Kernel.boot(KernelConfig.of(KernelVersion.V6_8), machine);
    return new Simulation(kernel, machine, new ArrayList<>());
  }

  /// Runs `body` as the task "main", without preemption.
  public static Simulation run(Consumer<Simulation> body) {
    return run(new FirstRunnable(), body);
  }

  /// Runs `body` as the task "main".
  public static Simulation run(Strategy strategy, Consumer<Simulation> body) {
    Simulation simulation = with(strategy);
    simulation.machine.run("main", () -> body.accept(simulation));
    return simulation;
  }

  /// Runs `body` once for each of so many seeds.
  public static void forSeeds(int seeds, Consumer<Simulation> body) {
    for (int seed = 0; seed < seeds; seed++) {
      run(new RandomWalk(seed), body);
    }
  }

  /// Notes that something happened.
  public void say(String text) {
    said.add(text);
  }
}

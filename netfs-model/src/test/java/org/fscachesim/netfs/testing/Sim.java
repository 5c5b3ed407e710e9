package org.fscachesim.netfs.testing;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Strategy;

/// Runs test bodies as tasks of a simulated machine.
public final class Sim {
  private Sim() {}

  /// A test body; whatever it throws fails the test.
  @FunctionalInterface
  public interface Body {
    void run(Kernel kernel) throws Exception;
  }

  /// Runs `body` on a kernel of that release, without preemption.
  public static void run(KernelVersion version, Body body) {
    run(KernelConfig.of(version), new FirstRunnable(), body);
  }

  /// Runs `body` under many schedules, one for each seed from 0.
  public static void explore(KernelVersion version, int seeds, Body body) {
    for (int seed = 0; seed < seeds; seed++) {
      try {
        run(KernelConfig.of(version), new RandomWalk(seed), body);
      } catch (Throwable e) {
        throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /// Runs `body` on a kernel of that configuration.
  public static void run(KernelConfig config, Strategy strategy, Body body) {
    SimMachine machine = new SimMachine(strategy);
    Kernel kernel = Kernel.boot(config, machine);
    machine.run(
        "test",
        () -> {
          try {
            body.run(kernel);
          } catch (RuntimeException | Error e) {
            throw e;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }
}

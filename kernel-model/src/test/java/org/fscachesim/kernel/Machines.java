package org.fscachesim.kernel;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Task;

/// The two machines, for contracts that hold on both.
public enum Machines {
  /// One run, in parallel, on the real clock.
  LIVE {
    @Override
    public void run(Consumer<Kernel> body) {
      LiveMachine machine = new LiveMachine();
      Kernel kernel = boot(machine);
      try {
        machine.run("main", () -> body.accept(kernel), Duration.ofSeconds(30));
      } finally {
        machine.halt();
      }
    }
  },
  /// One run without preemption and some with random schedules.
  SIM {
    @Override
    public void run(Consumer<Kernel> body) {
      for (int seed = -1; seed < 30; seed++) {
        SimMachine machine =
            new SimMachine(seed < 0 ? new FirstRunnable() : new RandomWalk(seed), 1_000_000);
        Kernel kernel = boot(machine);
        machine.run("main", () -> body.accept(kernel));
      }
    }
  };

  /// Runs `body` as the task "main" of fresh kernels.
  public abstract void run(Consumer<Kernel> body);

  /// Runs `body`, which must end in a [KernelBug]; its message.
  public String bugOf(Consumer<Kernel> body) {
    return String.valueOf(assertThrows(KernelBug.class, () -> run(body)).getMessage());
  }

  private static Kernel boot(Machine machine) {
    return Kernel.boot(KernelConfig.of(KernelVersion.V6_8), machine);
  }

  /// Runs `body` in so many tasks at a time and waits for all of them.
  public static void together(Kernel kernel, int count, Runnable body) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      tasks.add(kernel.spawn("worker" + i, body));
    }
    tasks.forEach(Task::join);
  }

  /// Waits, in model time, until some task has got somewhere.
  public static void awaitCount(Kernel kernel, AtomicInteger counter, int value) {
    while (counter.get() < value) {
      kernel.sleepMillis(1);
    }
  }
}

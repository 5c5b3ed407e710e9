package org.fscachesim.kernel.race;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Prints how many schedules a second the simulated machine runs, for the two reference races.
///
/// `java -Djdk.virtualThreadScheduler.parallelism=1 ... SpeedMain [seconds [platform|virtual]]`
public final class SpeedMain {
  private SpeedMain() {}

  /// A random walk that counts how often another task went on.
  private static final class Counting implements Strategy {
    private final RandomWalk walk;
    long switches;

    Counting(long seed) {
      this.walk = new RandomWalk(seed);
    }

    @Override
    public void begin() {
      walk.begin();
    }

    @Override
    public Task next(List<Task> runnable, @Nullable Task current) {
      Task next = walk.next(runnable, current);
      if (!next.equals(current)) {
        switches++;
      }
      return next;
    }

    @Override
    public int draw(String question, int n) {
      return walk.draw(question, n);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    long seconds = args.length > 0 ? Long.parseLong(args[0]) : 5;
    List<String> threads = args.length > 1 ? List.of(args[1]) : List.of("platform", "virtual");
    for (String from : threads) {
      Runnable all =
          () -> {
            for (int round = 0; round < 2; round++) {
              measure("request table, from a " + from + " thread", RequestTableRace::run, seconds);
              measure("withdrawal, from a " + from + " thread", WithdrawalRace::run, seconds);
            }
          };
      Thread thread =
          from.equals("virtual") ? Thread.ofVirtual().start(all) : Thread.ofPlatform().start(all);
      thread.join();
    }
  }

  private static void measure(String what, BiConsumer<Kernel, Boolean> race, long seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long begun = System.nanoTime();
    long runs = 0;
    long steps = 0;
    long choices = 0;
    long switches = 0;
    while (System.nanoTime() < end) {
      Counting strategy = new Counting(runs);
      SimMachine machine = new SimMachine(strategy);
      machine.run(
          "main",
          () -> race.accept(Kernel.boot(KernelConfig.of(KernelVersion.V6_8), machine), true));
      runs++;
      steps += machine.steps();
      choices += machine.schedule().size();
      switches += strategy.switches;
    }
    long nanos = System.nanoTime() - begun;
    System.out.printf(
        Locale.ROOT,
        "%-45s %,9d schedules/s  %6.1f us each: %4.1f points, %4.1f choices, %4.1f switches chosen,"
            + " %5.0f ns a switch%n",
        what,
        runs * 1_000_000_000L / nanos,
        nanos / 1e3 / runs,
        (double) steps / runs,
        (double) choices / runs,
        (double) switches / runs,
        (double) nanos / switches);
  }
}

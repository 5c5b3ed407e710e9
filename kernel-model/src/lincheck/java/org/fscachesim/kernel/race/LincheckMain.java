package org.fscachesim.kernel.race;

import java.util.Locale;
import java.util.function.BiConsumer;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.jetbrains.lincheck.Lincheck;

/// Prints how many schedules a second Lincheck and the simulated machine run of the two reference
/// races, one after the other in one JVM, and the ratio.
public final class LincheckMain {
  private static final int WARM_UP = 50;
  private static final double NANOS = 1e9;

  private LincheckMain() {}

  /// @param args invocations of Lincheck, and seconds for the machine; 2000 and 5 when not given
  public static void main(String[] args) {
    int invocations = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    // Lincheck rewrites what is loaded while it runs: a reference to a method would load the race
    // before, and nothing would be explored. The machine goes first, before anything is rewritten.
    double[] here = {
      best(RequestTableRace::run, seconds), best(WithdrawalRace::run, seconds),
    };
    double[] there = {
      lincheck(() -> PlainRequestTableRace.run(), 5, invocations),
      lincheck(() -> PlainWithdrawalRace.run(), 3, invocations),
    };
    print("request table", here[0], there[0]);
    print("withdrawal", here[1], there[1]);
  }

  private static void print(String race, double here, double there) {
    System.out.printf(
        Locale.ROOT,
        "%-15s here %,10.0f, Lincheck %,7.0f schedules a second, ratio %,.0f%n",
        race,
        here,
        there,
        here / there);
  }

  /// The better of two rounds; the first one is warm-up as well.
  private static double best(BiConsumer<Kernel, Boolean> race, int seconds) {
    return Math.max(machine(race, seconds), machine(race, seconds));
  }

  private static double machine(BiConsumer<Kernel, Boolean> race, int seconds) {
    long begun = System.nanoTime();
    long runs = 0;
    while (System.nanoTime() - begun < seconds * NANOS) {
      SimMachine machine = new SimMachine(new RandomWalk(runs));
      machine.run(
          "main",
          () -> race.accept(Kernel.boot(KernelConfig.of(KernelVersion.V6_8), machine), true));
      runs++;
    }
    return runs * NANOS / (System.nanoTime() - begun);
  }

  /// Lincheck ends early when it has nothing left to try, and puts back what an invocation changes;
  /// so invocations are counted by the numbers of the threads that they make.
  private static double lincheck(Runnable race, int threads, int invocations) {
    Lincheck.runConcurrentTest(WARM_UP, race);
    long first = new Thread().threadId();
    long begun = System.nanoTime();
    Lincheck.runConcurrentTest(invocations, race);
    double seconds = (System.nanoTime() - begun) / NANOS;
    long runs = (new Thread().threadId() - first) / threads;
    System.out.printf(Locale.ROOT, "Lincheck: %d invocations in %.1f s%n", runs, seconds);
    return runs / seconds;
  }
}

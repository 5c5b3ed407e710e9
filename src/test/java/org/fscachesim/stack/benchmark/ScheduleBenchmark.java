package org.fscachesim.stack.benchmark;

import java.util.concurrent.TimeUnit;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.scenario.catalogue.MountReadWhileDaemonCloses;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Schedules a second: a daemon that closes everything while an application mounts, reads and
/// unmounts, each in a fresh world with a seed of its own.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class ScheduleBenchmark {
  private static final int RUNS = 20;
  private static final KernelConfig CONFIG = KernelConfig.of(KernelVersion.D6_12_117).unchecked();

  private final MountReadWhileDaemonCloses scenario = new MountReadWhileDaemonCloses();
  private long seed;

  /// In a virtual thread, because a platform thread would have to be woken after each run.
  @Benchmark
  @OperationsPerInvocation(RUNS)
  public void model() throws InterruptedException {
    Thread.ofVirtual().start(this::run).join();
  }

  private void run() {
    for (int i = 0; i < RUNS; i++) {
      Verdict verdict = ScenarioRun.of(scenario, CONFIG, new RandomWalk(seed++), false).verdict();
      if (!(verdict instanceof Verdict.Passed)) {
        throw new IllegalStateException("seed " + (seed - 1) + " " + verdict.describe());
      }
    }
  }
}

package org.fscachesim.stack.benchmark;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.fscachesim.kernel.task.LiveMachine;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// An application reads a page that is not in the cache, live: one READ to the daemon and back,
/// with poll, read, pwrite and ioctl of the daemon. The hole is made anew before each. The plain
/// way is one virtual thread that wakes another and is woken by it: the least that a round trip can
/// cost.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LiveReadBenchmark {
  private static final int ROUNDS = 1000;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final LiveMachine machine = new LiveMachine();
  private @Nullable ReadStage stage;

  /// Whether the second thread is to move.
  private volatile boolean second;

  @Setup
  public void boot() {
    machine.run("boot", () -> stage = ReadStage.boot(machine), LIMIT);
  }

  @TearDown
  public void end() {
    machine.run("end", () -> stage().end(), LIMIT);
    machine.halt();
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public void model() {
    machine.run("read", () -> stage().readHoles(ROUNDS), LIMIT);
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public void plain() throws InterruptedException {
    Thread[] threads = new Thread[2];
    threads[0] = Thread.ofVirtual().unstarted(() -> pingPong(false, threads));
    threads[1] = Thread.ofVirtual().unstarted(() -> pingPong(true, threads));
    threads[0].start();
    threads[1].start();
    threads[0].join();
    threads[1].join();
  }

  private void pingPong(boolean me, Thread[] threads) {
    for (int i = 0; i < ROUNDS; i++) {
      while (second != me) {
        LockSupport.park(this);
      }
      second = !me;
      LockSupport.unpark(threads[me ? 0 : 1]);
    }
  }

  private ReadStage stage() {
    ReadStage booted = stage;
    if (booted == null) {
      throw new IllegalStateException("not booted");
    }
    return booted;
  }
}

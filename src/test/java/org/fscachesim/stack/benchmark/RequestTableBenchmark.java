package org.fscachesim.stack.benchmark;

import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.fscachesim.kernel.xarray.Mark;
import org.fscachesim.kernel.xarray.XArray;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The daemon takes the next undelivered request, in a circle, while as many wait as the parameter
/// says, and one more arrives: find the first marked id from where the last search ended, take the
/// mark off, mark it again. The plain way keeps the undelivered ones in a sorted map.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestTableBenchmark {
  private static final Mark NEW = Mark.MARK_1;

  @Param({"10", "10000", "1000000"})
  int pending = 10;

  private final XArray<Object> table = new XArray<>();
  private final NavigableMap<Long, Object> undelivered = new ConcurrentSkipListMap<>();
  private long next;

  @Setup
  public void fill() {
    for (long id = 0; id < pending; id++) {
      Object request = new Object();
      table.store(id, request);
      table.setMark(id, NEW);
      undelivered.put(id, request);
    }
  }

  @Benchmark
  public Object model() {
    XArray.@Nullable Entry<Object> found = table.findMarked(next, XArray.MAX_INDEX, NEW);
    if (found == null) {
      found = table.findMarked(0, XArray.MAX_INDEX, NEW);
    }
    if (found == null) {
      throw new IllegalStateException("no request");
    }
    table.clearMark(found.index(), NEW);
    next = found.index() + 1;
    table.setMark(found.index(), NEW);
    return found.value();
  }

  @Benchmark
  public Object plain() {
    Map.@Nullable Entry<Long, Object> found = undelivered.ceilingEntry(next);
    if (found == null) {
      found = undelivered.firstEntry();
    }
    if (found == null) {
      throw new IllegalStateException("no request");
    }
    undelivered.remove(found.getKey());
    next = found.getKey() + 1;
    undelivered.put(found.getKey(), found.getValue());
    return found.getValue();
  }
}

package org.fscachesim.stack.benchmark;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.store.memory.MemoryStoreConfig;
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

/// The first data at or after an offset, in a file of which every other block is a hole. The plain
/// way is a sorted map from the start of an extent to its end.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SeekBenchmark {
  private static final int BLOCK = 4096;
  private static final int OFFSETS = 1 << 16;

  @Param({"1000", "1000000"})
  int extents = 1000;

  private final NavigableMap<Long, Long> map = new TreeMap<>();
  private final long[] offsets = new long[OFFSETS];
  private @Nullable OpenFile file;
  private int at;

  @Setup
  public void fill() throws ErrnoException {
    long space = 2L * extents + 1024;
    MemoryStore store =
        MemoryStore.create(
            MemoryStoreConfig.ext4().withSpace(new StatFs(BLOCK, space, space, space, 1024, 1024)));
    Inode inode = store.create(store.root(), "file", 0600);
    OpenFile open = store.open(inode, false);
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    for (long i = 0; i < extents; i++) {
      long offset = i * 2 * BLOCK;
      open.write(offset, block.clear());
      map.put(offset, offset + BLOCK);
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < OFFSETS; i++) {
      // The last block is data, so that there always is some.
      offsets[i] = random.nextLong((2L * extents - 1) * BLOCK);
    }
    file = open;
  }

  @Benchmark
  public long model() throws ErrnoException {
    if (file == null) {
      throw new IllegalStateException("no file");
    }
    return file.seekData(nextOffset());
  }

  @Benchmark
  public long plain() {
    long offset = nextOffset();
    Map.@Nullable Entry<Long, Long> before = map.floorEntry(offset);
    if (before != null && before.getValue() > offset) {
      return offset;
    }
    Long after = map.ceilingKey(offset);
    return after == null ? -1 : after;
  }

  private long nextOffset() {
    at = (at + 1) & OFFSETS - 1;
    return offsets[at];
  }
}

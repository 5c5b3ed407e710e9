package org.fscachesim.kernel.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Runs of blocks against a bit for each block.
class RunSetPropertiesTest {
  static final int BLOCKS = 40;

  @Property
  void aRunSetIsTheSameAsABitSet(
      @ForAll @Size(max = 40) List<@IntRange(max = 2 * BLOCKS * BLOCKS - 1) Integer> steps) {
    RunSet runs = new RunSet();
    BitSet bits = new BitSet();
    for (int step : steps) {
      boolean add = step % 2 == 0;
      int a = step / 2 % BLOCKS;
      int b = step / 2 / BLOCKS;
      int from = Math.min(a, b);
      int to = Math.max(a, b);
      if (add) {
        runs.add(from, to);
      } else {
        runs.remove(from, to);
      }
      bits.set(from, to, add);
      assertSame(bits, runs);
      assertEquals(bits.get(from, to).cardinality(), runs.count(from, to));
    }
  }

  private static void assertSame(BitSet bits, RunSet runs) {
    assertEquals(bits.cardinality(), runs.size());
    int starts = 0;
    for (int i = 0; i <= BLOCKS; i++) {
      assertEquals(bits.get(i), runs.contains(i));
      assertEquals(bits.nextSetBit(i), runs.firstIn(i));
      assertEquals(bits.nextClearBit(i), runs.firstOut(i));
      starts += bits.get(i) && (i == 0 || !bits.get(i - 1)) ? 1 : 0;
    }
    assertEquals(starts, runs.runs(), "runs are as long as possible");
  }
}

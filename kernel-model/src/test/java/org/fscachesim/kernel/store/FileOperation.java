package org.fscachesim.kernel.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.fscachesim.kernel.ErrnoException;

/// A change of a small file, for generated sequences of them.
public sealed interface FileOperation {
  /// No operation reaches further.
  int REACH = 20 * 4096;

  int BLOCK = 4096;

  record Write(int offset, int length, byte value) implements FileOperation {}

  record Truncate(int size) implements FileOperation {}

  record Punch(int offset, int length) implements FileOperation {}

  record Zero(int offset, int length, boolean keepSize) implements FileOperation {}

  record Allocate(int offset, int length, boolean keepSize) implements FileOperation {}

  /// Does it to a file.
  default void applyTo(OpenFile file) throws ErrnoException {
    switch (this) {
      case Write w -> {
        byte[] bytes = new byte[w.length];
        Arrays.fill(bytes, w.value);
        file.write(w.offset, ByteBuffer.wrap(bytes));
      }
      case Truncate t -> file.truncate(t.size);
      case Punch p -> file.punchHole(p.offset, p.length);
      case Zero z -> file.zeroRange(z.offset, z.length, z.keepSize);
      case Allocate a -> file.allocate(a.offset, a.length, a.keepSize);
    }
  }

  /// Sequences of operations at all kinds of offsets, with block boundaries among them more often
  /// than chance would have it.
  static Arbitrary<List<FileOperation>> sequences() {
    Arbitrary<Integer> at =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.integers().between(0, 15).map(b -> b * 4096)),
            Tuple.of(1, Arbitraries.integers().between(0, 120).map(s -> s * 512)),
            Tuple.of(1, Arbitraries.integers().between(0, 15 * 4096)));
    Arbitrary<Integer> length =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.integers().between(1, 4).map(b -> b * 4096)),
            Tuple.of(1, Arbitraries.integers().between(1, 30).map(s -> s * 512)),
            Tuple.of(1, Arbitraries.integers().between(1, 5 * 4096)));
    Arbitrary<Boolean> keepSize = Arbitraries.of(true, false);
    Arbitrary<FileOperation> writes =
        Combinators.combine(at, length, Arbitraries.bytes().filter(b -> b != 0)).as(Write::new);
    Arbitrary<FileOperation> zeroWrites =
        Combinators.combine(at, length).as((o, l) -> new Write(o, l, (byte) 0));
    Arbitrary<FileOperation> truncates = at.map(Truncate::new);
    Arbitrary<FileOperation> punches = Combinators.combine(at, length).as(Punch::new);
    Arbitrary<FileOperation> zeros = Combinators.combine(at, length, keepSize).as(Zero::new);
    Arbitrary<FileOperation> allocations =
        Combinators.combine(at, length, keepSize).as(Allocate::new);
    return Arbitraries.frequencyOf(
            Tuple.of(4, writes),
            Tuple.of(1, zeroWrites),
            Tuple.of(2, truncates),
            Tuple.of(3, punches),
            Tuple.of(2, zeros),
            Tuple.of(2, allocations))
        .list()
        .ofMaxSize(25);
  }

  /// A sequence of operations for tests that cannot generate them otherwise.
  static List<FileOperation> random(Random random) {
    List<FileOperation> operations = new ArrayList<>();
    for (int n = random.nextInt(1, 15); n > 0; n--) {
      int unit = random.nextBoolean() ? 4096 : random.nextBoolean() ? 512 : 1;
      int at = random.nextInt(15 * 4096 / unit) * unit;
      int length = random.nextInt(1, 5 * 4096 / unit) * unit;
      operations.add(
          switch (random.nextInt(6)) {
            case 0, 1 -> new Write(at, length, (byte) random.nextInt(1, 128));
            case 2 -> new Truncate(at);
            case 3 -> new Punch(at, length);
            case 4 -> new Zero(at, length, random.nextBoolean());
            default -> new Allocate(at, length, random.nextBoolean());
          });
    }
    return operations;
  }

  /// How many blocks a file has.
  static long blocks(OpenFile file) throws ErrnoException {
    return file.inode().store().stat(file.inode()).blocks512() / (BLOCK / 512);
  }

  /// Where a file's data is, its size, and what is in it.
  static String describe(OpenFile file) throws ErrnoException {
    String map = StoreFixture.map(file);
    // Last, because reading what was allocated on a host may change what its seeks say.
    ByteBuffer contents = ByteBuffer.allocate((int) file.size());
    file.read(0, contents);
    return map + ", contents " + Arrays.hashCode(contents.array());
  }
}

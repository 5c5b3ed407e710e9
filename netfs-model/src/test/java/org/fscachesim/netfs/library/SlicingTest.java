package org.fscachesim.netfs.library;

import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.Test;

/// Which bytes come from where.
final class SlicingTest {
  /// The slices that were submitted, as the trace tells them: source, start, length.
  private static List<String> slices(Kernel kernel) {
    return kernel.trace().entries().stream()
        .filter(e -> e.event().event().equals("netfs_sreq"))
        .map(e -> e.event().text())
        .filter(text -> text.contains(" SUBMT "))
        .map(SlicingTest::slice)
        .toList();
  }

  private static String slice(String text) {
    String[] words = text.split(" ");
    long start = Long.parseLong(words[4].substring(2), 16);
    long length = Long.parseLong(words[5].substring(words[5].indexOf('/') + 1), 16);
    boolean copy = (Integer.parseInt(words[3].substring(2), 16) & 1) != 0;
    return words[1] + " " + start + "+" + length + (copy ? " copy" : "");
  }

  private static Fixture traced(Fixture fixture) {
    fixture.kernel.trace().turn(true);
    return fixture;
  }

  @Test
  void aColdFileComesFromTheServerAndWhatLiesBehindItIsZero() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = traced(Fixture.cached(kernel, 100_000));
          assertTrue(f.readsRight(0, 100_000));
          assertEquals(List.of("DOWN 0+100000 copy", "ZERO 100000+2400"), slices(kernel));
          f.close();
        });
  }
}

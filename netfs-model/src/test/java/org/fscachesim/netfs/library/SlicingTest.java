package org.fscachesim.netfs.library;

import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.trace.TraceBuffer;
import org.fscachesim.netfs.event.NetfsEvent;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.Test;

/// Which bytes come from where.
final class SlicingTest {
  /// The slices that were submitted: source, start, length, and whether they are to be stored.
  private static List<String> slices(Kernel kernel) {
    List<String> out = new ArrayList<>();
    for (TraceBuffer.Entry entry : kernel.trace().entries()) {
      if (entry.event() instanceof NetfsEvent.Subrequest(_, NetfsEvent.Piece p, var what)
          && what == SubrequestTrace.SUBMIT) {
        String copy = (p.flags() & 1) != 0 ? " copy" : "";
        out.add(p.source().text() + " " + p.start() + "+" + p.length() + copy);
      }
    }
    return out;
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

package org.fscachesim.netfs.library;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.trace.TraceEvent;
import org.fscachesim.netfs.event.CollectEvent;
import org.fscachesim.netfs.event.DonateTrace;
import org.fscachesim.netfs.event.ReadDataEvent;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.Test;

/// Slices that meet within pages, and pages that are written by several subrequests.
final class DonationTest {
  private static <E extends TraceEvent> List<E> traced(Kernel kernel, Class<E> type) {
    return kernel.trace().entries().stream()
        .map(entry -> entry.event())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  @Test
  void aSliceThatEndsWithinAPageGivesItsPartOfItToTheNext() {
    Sim.run(
        D6_12_117,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 8192);
          f.server.rsize = 3000;
          kernel.trace().turn(true);
          assertTrue(f.readsRight(0, 8192));
          f.awaitCount("rr", 0);
          assertEquals(
              List.of(
                  "R=00000001[01] -> [ffffffff] defer-next am=bb8",
                  "R=00000001[02] -> [ffffffff] defer-next am=770"),
              traced(kernel, ReadDataEvent.Donate.class).stream()
                  .map(ReadDataEvent.Donate::text)
                  .toList());
          assertEquals(
              List.of(
                  "R=00000001[01] s=0 ct=0/bb8 pa=bb8/bb8 sl=0",
                  "R=00000001[02] s=0 ct=0/1770 pa=1000/1770 sl=0",
                  "R=00000001[02] s=1000 ct=1000/1770 pa=770/770 sl=1",
                  "R=00000001[03] s=1000 ct=0/1000 pa=1000/1000 sl=1"),
              traced(kernel, ReadDataEvent.Progress.class).stream()
                  .map(ReadDataEvent.Progress::text)
                  .toList());
        });
  }

  @Test
  void slicesThatEndInAnyOrderHandOutEveryPage() {
    Set<DonateTrace> seen = EnumSet.noneOf(DonateTrace.class);
    Sim.explore(
        D6_12_117,
        200,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 16_384);
          f.server.rsize = 1500;
          f.server.async = true;
          kernel.trace().turn(true);
          assertTrue(f.readsRight(0, 16_384));
          f.awaitCount("rr", 0);
          assertEquals(0, f.count("sr"));
          // The window was read once, so every page was complete when its request ended.
          assertEquals(0, f.count("RF"));
          assertEquals(0, f.count("foq"));
          traced(kernel, ReadDataEvent.Donate.class).forEach(d -> seen.add(d.what()));
        });
    assertEquals(EnumSet.allOf(DonateTrace.class), seen);
  }

  @Test
  void writtenPagesAreHandedBackInTheOrderOfTheFile() {
    Sim.explore(
        D6_12_117,
        50,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 0);
          f.server.wsize = 5000;
          f.server.async = true;
          f.storage().async = true;
          kernel.trace().turn(true);
          byte[] news = FakeServer.pattern(20_000, 3);
          f.inode.write(null, 0, ByteBuffer.wrap(news));
          f.sync();
          f.awaitCount("rr", 0);
          assertArrayEquals(news, f.server.content);
          List<CollectEvent.Page> pages = traced(kernel, CollectEvent.Page.class);
          assertEquals(List.of(0L, 1L, 2L, 3L, 4L), pages.stream().map(p -> p.index()).toList());
          assertTrue(
              pages.stream()
                  .allMatch(p -> p.cleanedTo() == p.start() && p.end() <= p.collectedTo()),
              pages::toString);
          f.close();
        });
  }
}

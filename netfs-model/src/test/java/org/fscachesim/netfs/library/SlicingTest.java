package org.fscachesim.netfs.library;

import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.trace.TraceBuffer;
import org.fscachesim.netfs.event.NetfsEvent;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  /// One readahead over pages 0 to 31, or to `pages`.
  private static void readWindow(Fixture f, int pages) throws ErrnoException {
    List<Folio> folios = new ArrayList<>();
    for (int i = 0; i < pages; i++) {
      folios.add(f.inode.mapping().grab(i));
    }
    f.inode.readahead(new ReadaheadBatch(f.inode.mapping(), null, folios));
    for (Folio folio : folios) {
      folio.lock();
      assertTrue(folio.isUptodate());
      folio.unlock();
    }
    int size = Math.min(f.server.content.length, pages * Folio.SIZE);
    assertTrue(f.readsRight(0, size));
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "V6_8"})
  void aColdFileComesFromTheServerAndWhatLiesBehindItIsZero(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = traced(Fixture.cached(kernel, 100_000));
          readWindow(f, 25);
          assertEquals(List.of("DOWN 0+100000 copy", "ZERO 100000+2400"), slices(kernel));
          f.close();
        });
  }

  @Test
  void theClientSaysHowMuchOneCallGives() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = traced(Fixture.cached(kernel, 100_000));
          f.server.rsize = 32_768;
          readWindow(f, 25);
          assertEquals(
              List.of(
                  "DOWN 0+32768 copy",
                  "DOWN 32768+32768 copy",
                  "DOWN 65536+32768 copy",
                  "DOWN 98304+1696 copy",
                  "ZERO 100000+2400"),
              slices(kernel));
          f.close();
        });
  }

  @Test
  void whatTheCacheHoldsIsReadFromThere() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = traced(Fixture.warm(kernel, 1 << 20, 0, 16));
          readWindow(f, 32);
          assertEquals(List.of("READ 0+65536", "DOWN 65536+65536 copy"), slices(kernel));
          assertEquals(List.of("read 0+65536 IGNORE"), f.storage().calls.subList(0, 1));
          f.close();
        });
  }

  @Test
  void dataBetweenTwoHolesMakesThreeSlices() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = traced(Fixture.warm(kernel, 1 << 20, 8, 16));
          readWindow(f, 32);
          assertEquals(
              List.of("DOWN 0+32768 copy", "READ 32768+32768", "DOWN 65536+65536 copy"),
              slices(kernel));
          f.close();
        });
  }

  @Test
  void behindTheEndOfAFileWithoutACacheThereAreZerosOnly() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = traced(Fixture.uncached(kernel, 100));
          Folio folio = f.inode.mapping().grab(3);
          f.inode.readFolio(null, folio);
          assertTrue(folio.isUptodate());
          assertEquals(List.of("ZERO 12288+4096"), slices(kernel));
          assertEquals(List.of(), f.server.calls);
        });
  }

  @Test
  void withoutACacheTheEndOfTheFileStillMakesASliceOfItsOwn() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = traced(Fixture.uncached(kernel, 100_000));
          readWindow(f, 25);
          assertEquals(List.of("DOWN 0+100000", "ZERO 100000+2400"), slices(kernel));
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void theCacheAndTheClientMayReadMoreThanWasAskedFor(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 1 << 20);
          f.storage().expandTo = new FileRange(4 * 4096, 8 * 4096);
          f.server.expandTo = new FileRange(0, 16 * 4096);
          List<Folio> folios = List.of(f.inode.mapping().grab(6), f.inode.mapping().grab(7));
          f.inode.readahead(new ReadaheadBatch(f.inode.mapping(), null, folios));
          f.inode.mapping().present(new FileRange(0, 1 << 20)).forEach(Folio::lock);
          assertEquals(16, f.inode.mapping().cachedPages());
          assertEquals(List.of("0+65536"), f.server.calls);
          f.inode.mapping().present(new FileRange(0, 1 << 20)).forEach(Folio::unlock);
          f.close();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void aPageThatIsThereAlreadyEndsTheExpansion(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 1 << 20);
          f.inode.mapping().grab(3).unlock();
          f.server.expandTo = new FileRange(0, 16 * 4096);
          List<Folio> folios = List.of(f.inode.mapping().grab(6), f.inode.mapping().grab(7));
          f.inode.readahead(new ReadaheadBatch(f.inode.mapping(), null, folios));
          assertEquals(List.of("16384+49152"), f.server.calls);
        });
  }
}

package org.fscachesim.netfs.library;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;
import org.fscachesim.netfs.testing.Sim;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a reader gets when the server or the cache does not deliver.
final class ReadFaultsTest {
  private static final FakeServer.Answer NOTHING = new FakeServer.Answer.Give(0);

  /// Reads one page by itself; the error is the reader's.
  private static Folio readPage(Fixture f, long index) throws ErrnoException {
    Folio folio = f.inode.mapping().grab(index);
    f.inode.readFolio(null, folio);
    return folio;
  }

  private static Errno errorOf(Fixture f, long index) {
    return assertThrows(ErrnoException.class, () -> readPage(f, index)).errno();
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void anErrorOfTheServerIsTheReaders(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 8192);
          f.server.script.add(new FakeServer.Answer.Fail(Errno.EACCES));
          assertEquals(Errno.EACCES, errorOf(f, 0));
          assertFalse(f.inode.mapping().grab(0).isUptodate());
          assertEquals(1, f.count("df"));
          assertEquals(1, f.count("ds"));
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void whatComesShortIsAskedForAgain(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 8192);
          f.server.script.add(new FakeServer.Answer.Give(100));
          f.server.script.add(NOTHING);
          f.server.script.add(new FakeServer.Answer.Give(1000));
          assertTrue(readPage(f, 0).isUptodate());
          assertTrue(f.readsRight(0, 4096));
          assertEquals(List.of("0+4096", "100+3996", "100+3996", "1100+2996"), f.server.calls);
          assertEquals(f.count("DL"), f.count("ds"));
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void aServerThatGivesNothingTwiceHasNoData(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 8192);
          f.server.script.add(NOTHING);
          f.server.script.add(NOTHING);
          assertEquals(Errno.ENODATA, errorOf(f, 0));
          assertEquals(2, f.server.calls.size());
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void aClientMaySayThatWhatIsMissingIsZeros(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 4096);
          f.server.clearTail = true;
          f.server.script.add(new FakeServer.Answer.Give(10));
          assertTrue(readPage(f, 0).isUptodate());
          byte[] want = new byte[4096];
          System.arraycopy(f.server.content, 0, want, 0, 10);
          assertArrayEquals(want, f.read(0, 4096));
          assertEquals(1, f.server.calls.size());
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void aServerThatGivesTooMuchIsWarnedAbout(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 8192);
          f.server.script.add(new FakeServer.Answer.TooMany(7));
          assertTrue(readPage(f, 0).isUptodate());
          assertTrue(f.readsRight(0, 4096));
          assertTrue(kernel.log().warnings().getFirst().startsWith("Subreq overread"));
        });
  }

  @Test
  void whatTheCacheCannotGiveTheServerIsAskedFor() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = Fixture.warm(kernel, 65_536, 0, 16);
          f.storage().reads.add(new FakeStorage.Accident.Fail(Errno.EIO));
          assertTrue(f.readsRight(0, 65_536));
          assertEquals(List.of("0+65536"), f.server.calls);
          assertEquals(1, f.count("rf"));
          assertEquals(1, f.count("di"));
          assertEquals(0, f.count("WR"), "what the cache should have is not stored again");
          f.close();
        });
  }

  @Test
  void aShortCacheReadIsContinuedThere() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = Fixture.warm(kernel, 16_384, 0, 4);
          f.storage().reads.add(new FakeStorage.Accident.Cut(5000));
          assertTrue(f.readsRight(0, 16_384));
          assertEquals(List.of("read 0+16384 IGNORE", "read 5000+11384 CLEAR"), f.storage().calls);
          assertEquals(1, f.count("sh"));
          f.close();
        });
  }

  @Test
  void withTheQuirkAShortCacheReadIsContinuedFromTheWrongPlace() {
    Sim.run(
        KernelConfig.of(D6_1_192).with(NetfsBehaviour.SHORT_CACHE_READ_RESTARTS),
        new FirstRunnable(),
        kernel -> {
          Fixture f = Fixture.warm(kernel, 16_384, 0, 4);
          f.storage().reads.add(new FakeStorage.Accident.Cut(5000));
          assertFalse(f.readsRight(0, 16_384));
          assertEquals(List.of("read 0+16384 IGNORE", "read 0+11384 CLEAR"), f.storage().calls);
          f.close();
        });
  }

  @Test
  void aCacheThatIsOutOfDateIsNotBelieved() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = Fixture.warm(kernel, 65_536, 0, 8);
          f.server.distrust = 1;
          f.server.content = FakeServer.pattern(65_536, 99);
          assertTrue(f.readsRight(0, 16_384));
          assertEquals(0, f.count("rf"));
          assertEquals(1, f.count("di"));
          f.close();
        });
  }

  @Test
  void withTheQuirkACacheThatIsOutOfDateIsBelievedAfterAll() {
    Sim.run(
        KernelConfig.of(D6_1_192).with(NetfsBehaviour.DISTRUSTED_DATA_IS_KEPT),
        new FirstRunnable(),
        kernel -> {
          Fixture f = Fixture.warm(kernel, 65_536, 0, 8);
          f.server.distrust = 1;
          f.server.content = FakeServer.pattern(65_536, 99);
          assertFalse(f.readsRight(0, 16_384));
          f.close();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void aRangeThatCannotBeReadFailsAlone(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 65_536);
          f.server.unreadableFrom = 8192;
          assertTrue(readPage(f, 0).isUptodate());
          assertEquals(Errno.EIO, errorOf(f, 2));
          assertFalse(f.inode.mapping().grab(2).isUptodate());
        });
  }

  @Test
  void withTheQuirkAPageThatNobodyReadBecomesUptodate() {
    Sim.run(
        KernelConfig.of(D6_1_192).with(NetfsBehaviour.REJECTED_SLICE_COUNTS_AS_READ),
        new FirstRunnable(),
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 65_536);
          f.server.unreadableFrom = 8192;
          assertEquals(Errno.EIO, errorOf(f, 2));
          assertTrue(f.inode.mapping().grab(2).isUptodate());
        });
  }

  @Test
  void aSliceThatIsShortWhenAnotherFailsIsNotReadAndOnlyTheQuirkSaysSo() {
    for (boolean quirk : List.of(true, false)) {
      KernelConfig config = KernelConfig.of(D6_1_192);
      Sim.run(
          quirk ? config.with(NetfsBehaviour.SHORT_SLICE_OF_FAILED_READ_COUNTS_AS_READ) : config,
          new FirstRunnable(),
          kernel -> {
            Fixture f = Fixture.uncached(kernel, 8192);
            f.server.rsize = 4096;
            f.server.script.add(new FakeServer.Answer.Give(100));
            f.server.script.add(new FakeServer.Answer.Fail(Errno.EIO));
            List<Folio> folios = List.of(f.inode.mapping().grab(0), f.inode.mapping().grab(1));
            f.inode.readahead(new ReadaheadBatch(f.inode.mapping(), null, folios));
            assertEquals(quirk, folios.getFirst().isUptodate());
            assertFalse(folios.getLast().isUptodate());
          });
    }
  }

  @Test
  void aReadThatIsIssuedAgainIsOnlyCutWithoutTheQuirk() {
    for (boolean clamped : List.of(false, true)) {
      KernelConfig config = KernelConfig.of(D6_1_192);
      Sim.run(
          clamped ? config.without(NetfsBehaviour.RESUBMISSION_IS_NOT_CLAMPED) : config,
          new FirstRunnable(),
          kernel -> {
            Fixture f = Fixture.warm(kernel, 16_384, 0, 4);
            f.server.rsize = 8192;
            f.storage().reads.add(new FakeStorage.Accident.Fail(Errno.EIO));
            assertTrue(f.readsRight(0, 16_384));
            assertEquals(
                clamped ? List.of("0+8192", "8192+8192") : List.of("0+16384"), f.server.calls);
            f.close();
          });
    }
  }

  @Test
  void failedReadsCountAmongTheEndedOnlyWithTheQuirk() {
    Sim.run(
        KernelConfig.of(D6_1_192).without(NetfsBehaviour.FAILED_READS_COUNT_AS_ENDED),
        new FirstRunnable(),
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 8192);
          f.server.script.add(new FakeServer.Answer.Fail(Errno.EACCES));
          assertEquals(Errno.EACCES, errorOf(f, 0));
          assertEquals(0, f.count("ds"));
          assertEquals(1, f.count("df"));
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void withoutMemoryForARequestAWindowIsTriedPageByPage(KernelVersion version) {
    for (boolean forGood : List.of(true, false)) {
      Sim.run(
          KernelConfig.of(version),
          new FirstFaults(forGood ? Integer.MAX_VALUE : 1),
          kernel -> {
            Fixture f = Fixture.uncached(kernel, 8192);
            kernel.faults().arm(NetfsRequest.ALLOCATION_FAULT);
            if (forGood) {
              assertEquals(
                  Errno.ENOMEM, assertThrows(ErrnoException.class, () -> f.read(0, 4096)).errno());
            } else {
              assertTrue(f.readsRight(0, 8192));
              assertEquals(1, f.count("RP") + f.count("RF"));
            }
            f.awaitCount("rr", 0);
            assertEquals(f.server.requestsMade, f.server.requestsFreed);
          });
    }
  }

  /// The first faults that may happen do, then no more.
  private static final class FirstFaults implements Strategy {
    private final FirstRunnable order = new FirstRunnable();
    private int left;

    FirstFaults(int count) {
      left = count;
    }

    @Override
    public void begin() {}

    @Override
    public Task next(List<Task> runnable, @Nullable Task current) {
      return order.next(runnable, current);
    }

    @Override
    public int draw(String question, int n) {
      return question.startsWith("fault") && left-- > 0 ? 1 : 0;
    }
  }

  @Test
  void aFailedCacheReadIsFinalWhereTheLibraryUnlocksPagesOneByOne() {
    for (boolean isFinal : List.of(true, false)) {
      KernelConfig config = KernelConfig.of(D6_12_117);
      Sim.run(
          isFinal ? config : config.without(NetfsBehaviour.CACHE_READ_ERROR_IS_FINAL),
          new FirstRunnable(),
          kernel -> {
            Fixture f = Fixture.warm(kernel, 4096, 0, 1);
            f.storage().reads.add(new FakeStorage.Accident.Fail(Errno.ENOMEM));
            f.storage().reads.add(new FakeStorage.Accident.Fail(Errno.ENOMEM));
            if (isFinal) {
              assertEquals(
                  Errno.EIO, assertThrows(ErrnoException.class, () -> f.read(0, 4096)).errno());
              assertEquals(List.of(), f.server.calls);
            } else {
              assertTrue(f.readsRight(0, 4096));
              assertEquals(1, f.count("di"));
            }
            f.close();
          });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void asynchronousAnswersInAnyOrderGiveTheSameBytes(KernelVersion version) {
    Sim.explore(
        version,
        100,
        kernel -> {
          Fixture f = Fixture.warm(kernel, 100_000, 3, 9);
          f.server.async = true;
          f.storage().async = true;
          f.server.rsize = 5000;
          f.server.script.add(new FakeServer.Answer.Give(1234));
          f.storage().reads.add(new FakeStorage.Accident.Cut(4100));
          assertTrue(f.readsRight(0, 100_000));
          f.awaitCount("rr", 0);
          assertEquals(f.server.requestsMade, f.server.requestsFreed);
          f.close();
        });
  }

  @Test
  void anInvalidationDuringACacheReadHasItReadAgain() {
    Sim.explore(
        D6_1_192,
        100,
        kernel -> {
          Fixture f = Fixture.warm(kernel, 16_384, 0, 4);
          f.storage().async = true;
          kernel.spawn("invalidator", () -> f.cookie().invalidate(null, 16_384));
          assertTrue(f.readsRight(0, 16_384));
          f.awaitCount("rr", 0);
          f.close();
        });
  }
}

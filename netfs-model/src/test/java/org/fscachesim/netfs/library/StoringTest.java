package org.fscachesim.netfs.library;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.Test;

/// What gets from reads and writes into the cache, and to the server.
final class StoringTest {
  private static byte[] stored(Fixture f, int length) {
    return Arrays.copyOf(f.storage().bytes, length);
  }

  @Test
  void aWorkerStoresWhatWasDownloaded() {
    Sim.explore(
        D6_1_192,
        50,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 10_000);
          f.storage().async = true;
          assertTrue(f.readsRight(0, 10_000));
          f.awaitCount("ws", 1);
          f.awaitCount("rr", 0);
          assertEquals(List.of("write 0+12288"), f.storage().calls);
          assertArrayEquals(f.server.expected(0, 12_288), stored(f, 12_288));
          f.close();
        });
  }

  @Test
  void aReadWhoseServerFailsStoresNothing() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 65_536);
          f.server.rsize = 4096;
          f.server.script.add(new FakeServer.Answer.Give(4096));
          f.server.script.add(new FakeServer.Answer.Fail(Errno.EIO));
          f.read(0, 16_384);
          f.awaitCount("rr", 0);
          assertFalse(f.storage().calls.contains("write 0+4096"));
          f.close();
        });
  }

  @Test
  void whereTheCacheHasNoSpaceNothingIsStoredAndNobodyHearsOfIt() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 10_000);
          f.storage().noSpace = 1;
          assertTrue(f.readsRight(0, 10_000));
          f.awaitCount("rr", 0);
          assertEquals(0, f.count("WR"));
          assertFalse(f.inode.mapping().grab(0).peekStoring());
          f.inode.mapping().present(new FileRange(0, 1)).forEach(Folio::unlock);
          f.close();
        });
  }

  @Test
  void writebackStoresWhatWasReadWhereTheLibraryWrites() {
    Sim.explore(
        D6_12_117,
        50,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 10_000);
          f.storage().async = true;
          assertTrue(f.readsRight(0, 10_000));
          assertEquals(List.of(), f.storage().calls);
          f.sync();
          f.awaitCount("rr", 0);
          assertEquals(List.of("write 0+8192"), f.storage().calls);
          assertEquals(1, f.count("WP"));
          assertEquals(1, f.count("ws"));
          assertEquals(0, f.count("UL"));
          f.close();
        });
  }

  @Test
  void aClientThatWritesBackItselfHasReadsStoredUnderTheMark() {
    Sim.explore(
        D6_12_117,
        50,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 12_288);
          f.server.storingMarks = true;
          f.storage().async = true;
          assertTrue(f.readsRight(0, 12_288));
          f.awaitCount("ws", 1);
          f.awaitCount("rr", 0);
          assertEquals(1, f.count("2C"));
          assertEquals(List.of("write 0+12288"), f.storage().calls);
          f.close();
        });
  }

  @Test
  void whatIsWrittenGoesToTheServerAndToTheCache() {
    Sim.explore(
        D6_12_117,
        50,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 10_000);
          f.server.async = true;
          f.storage().async = true;
          assertTrue(f.readsRight(0, 10_000));
          byte[] news = FakeServer.pattern(100, 77);
          assertEquals(100, f.inode.write(null, 5000, ByteBuffer.wrap(news)));
          f.sync();
          f.awaitCount("rr", 0);
          assertArrayEquals(news, Arrays.copyOfRange(f.server.content, 5000, 5100));
          assertEquals(List.of("4096+4096"), f.server.writes);
          assertArrayEquals(f.server.expected(0, 8192), stored(f, 8192));
          assertTrue(f.readsRight(0, 10_000));
          f.close();
        });
  }

  @Test
  void aFileGrowsByWhatIsWrittenBehindItsEnd() {
    Sim.run(
        D6_12_117,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 0);
          byte[] news = FakeServer.pattern(5000, 5);
          assertEquals(5000, f.inode.write(null, 0, ByteBuffer.wrap(news)));
          assertEquals(5000, f.inode.fileSize());
          f.sync();
          f.awaitCount("rr", 0);
          assertArrayEquals(news, f.server.content);
          assertEquals(List.of("0+5000"), f.server.writes);
          assertEquals(List.of("write 0+8192"), f.storage().calls);
          assertEquals(0, f.count("DL"), "nothing is read from a server that has nothing there");
          f.close();
        });
  }

  @Test
  void anUploadIsCutShortContinuedAndTriedAgain() {
    Sim.explore(
        D6_12_117,
        50,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 0);
          f.server.wsize = 5000;
          f.server.async = true;
          f.server.writeScript.add(new FakeServer.Answer.Give(100));
          f.server.writeScript.add(new FakeServer.Answer.Fail(Errno.EAGAIN));
          byte[] news = FakeServer.pattern(12_000, 3);
          f.inode.write(null, 0, ByteBuffer.wrap(news));
          f.sync();
          f.awaitCount("rr", 0);
          assertArrayEquals(news, f.server.content);
          assertEquals(null, f.inode.takeWritebackError());
        });
  }

  @Test
  void aRefusedUploadIsToldToWhoAsks() {
    Sim.run(
        D6_12_117,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 0);
          f.server.writeScript.add(new FakeServer.Answer.Fail(Errno.EDQUOT));
          f.inode.write(null, 0, ByteBuffer.wrap(new byte[100]));
          f.sync();
          assertEquals(Errno.EDQUOT, f.inode.takeWritebackError());
          assertEquals(null, f.inode.takeWritebackError());
          assertEquals(1, f.count("uf"));
        });
  }

  @Test
  void aCacheThatFailsDoesNotFailTheUpload() {
    Sim.run(
        D6_12_117,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 0);
          f.storage().writes.add(new FakeStorage.Accident.Fail(Errno.EIO));
          f.inode.write(null, 0, ByteBuffer.wrap(new byte[100]));
          f.sync();
          f.awaitCount("rr", 0);
          assertEquals(null, f.inode.takeWritebackError());
          assertEquals(100, f.server.content.length);
          assertEquals(1, f.server.cacheInvalidations);
          assertEquals(1, f.count("wf"));
          f.close();
        });
  }

  @Test
  void aWritePastThePagesGoesToTheServerAtOnce() {
    Sim.explore(
        D6_12_117,
        50,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 1000);
          f.server.async = true;
          f.server.wsize = 300;
          byte[] news = FakeServer.pattern(1000, 9);
          assertEquals(1000, f.inode.writeUnbuffered(null, 500, ByteBuffer.wrap(news)));
          assertEquals(1500, f.inode.fileSize());
          assertArrayEquals(news, Arrays.copyOfRange(f.server.content, 500, 1500));
          assertEquals(1, f.count("DW"));
          f.awaitCount("rr", 0);
        });
  }

  @Test
  void aSecondWritebackThatDoesNotWaitLeavesTheFirstAlone() {
    Sim.run(
        D6_12_117,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 0);
          f.inode.write(null, 0, ByteBuffer.wrap(new byte[100]));
          f.inode.writebackLock().lock();
          kernel
              .spawn(
                  "flusher",
                  () -> {
                    try {
                      f.inode.writepages(new FileRange(0, Long.MAX_VALUE), false);
                    } catch (ErrnoException e) {
                      throw new AssertionError(e);
                    }
                  })
              .join();
          f.inode.writebackLock().unlock();
          assertEquals(List.of(), f.server.writes);
          assertEquals(1, f.count("skip"));
        });
  }
}

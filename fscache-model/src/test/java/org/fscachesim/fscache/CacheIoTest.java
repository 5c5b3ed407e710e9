package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryCache.UnbindOrder;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;

/// Operations on a cookie: beginning, waiting, ending; resizing; storing pages.
final class CacheIoTest {
  /// A page cache that notes whose marks were ended.
  private static final class Pages implements MarkedMapping {
    final byte[] bytes = new byte[65536];
    final List<FileRange> ended = new ArrayList<>();

    @Override
    public IoBuffer buffer(long start, int length) {
      return IoBuffer.of(bytes).slice((int) start, length);
    }

    @Override
    public void endMarks(FileRange range) {
      ended.add(range);
    }
  }

  /// Notes outcomes, and how many marks were gone by then.
  private static final class Done implements IoTerminated {
    final Pages pages;
    final List<String> outcomes = new ArrayList<>();

    Done(Pages pages) {
      this.pages = pages;
    }

    @Override
    public void terminated(IoOutcome outcome, boolean wasAsync) {
      outcomes.add(outcome + " async=" + wasAsync + " marks ended=" + pages.ended.size());
    }
  }

  private static void assertRefused(CacheResources resources, Cookie c) {
    ErrnoException e = assertThrows(ErrnoException.class, () -> resources.beginReadOperation(c));
    assertEquals(Errno.ENOBUFS, e.errno());
    assertNull(resources.ops());
  }

  @Test
  void aReaderWaitsForTheLookupAndSaysSoOnceWhenItTakesLong() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          SlowBackend.bind(s.fscache, 50_000, 0);
          Cookie c = s.cookie(s.volume("v"), "key");
          c.use(false);
          CacheResources resources = new CacheResources();
          s.record();
          resources.beginReadOperation(c);
          assertTrue(s.kernel.nanos() >= 50_000_000_000L);
          assertEquals(c.debugId(), resources.debugId());
          assertSame(c, resources.cookie());
          long waits = s.events().stream().filter(e -> e.contains("WAIT  io")).count();
          assertEquals(3, waits);
          assertEquals(
              List.of(
                  "FS-Cache: fscache_begin_operation: cookie state change wait timed out:"
                      + " cookie->state=1 state=1",
                  "FS-Cache: O-cookie c=00000002 [fl=4124 na=1 nA=2 s=L]",
                  "FS-Cache: O-cookie V=00000001 [\u0001v]",
                  "FS-Cache: O-key=[3] '6b6579'"),
              s.log().subList(2, s.log().size()));
          resources.endOperation();
        });
  }

  @Test
  void aDisabledOrAbsentCookieRefusesWithoutATrace() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.used(s.volume("v"), "k");
          c.invalidate(null, 1, InvalidateFlag.DIO_WRITE);
          s.settle();
          s.record();
          CacheResources resources = new CacheResources();
          assertRefused(resources, c);
          ErrnoException e =
              assertThrows(ErrnoException.class, () -> resources.beginWriteOperation(null));
          assertEquals(Errno.ENOBUFS, e.errno());
          assertEquals(List.of(), s.events());
          assertEquals(0, resources.debugId());
          // Nothing is open, so there is nothing to end.
          resources.endOperation();
        });
  }

  @Test
  void aQuiescentCookieRefusesAndQueuesAnIdleRunOfItsWorker() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.unused(s.volume("v"), "k");
          s.kernel.sleepMillis(11_000);
          assertEquals(CookieState.QUIESCENT, c.state());
          s.record();
          assertRefused(new CacheResources(), c);
          s.settle();
          assertEquals(
              List.of(
                  "fscache_access: c=00000002 BEGIN io_read r=1 a=1",
                  "fscache_access: c=00000002 END   io_notl r=1 a=0",
                  "fscache_cookie: c=00000002 GQ  endac r=2",
                  "fscache_cookie: c=00000002 -   work  r=2",
                  "fscache_cookie: c=00000002 PQ  work  r=1"),
              s.events());
        });
  }

  @Test
  void aFailedLookupRefusesAndTheCookieIsWithdrawn() {
    Simulation.explore(
        300,
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          s.kernel.faults().arm("memory_lookup");
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(false);
          CacheResources resources = new CacheResources();
          try {
            resources.beginReadOperation(c);
            resources.endOperation();
          } catch (ErrnoException e) {
            assertEquals(Errno.ENOBUFS, e.errno());
          }
          s.settle();
          assertTrue(
              c.state() == CookieState.ACTIVE
                  || c.state() == CookieState.QUIESCENT && !c.has(CookieFlag.IS_CACHING),
              c.state() + "");
          c.unuse();
          c.relinquish(false);
        });
  }

  @Test
  void readingWithoutAnOperationIsABug() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          CacheResources none = new CacheResources();
          assertThrows(
              KernelBug.class, () -> none.read(0, IoBuffer.of(new byte[1]), ReadHole.IGNORE, null));
          assertThrows(KernelBug.class, () -> none.waitForOperation(WantState.READ));
        });
  }

  @Test
  void aWaitForTheObjectEndsInVainWhenTheCacheGoes() {
    Simulation.explore(
        300,
        Simulation.modern(),
        s -> {
          MemoryCache backend = MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(false);
          List<Boolean> ready = new ArrayList<>();
          Task reader =
              s.kernel.spawn(
                  "reader",
                  () -> {
                    CacheResources resources = new CacheResources();
                    try {
                      resources.beginReadOperation(c);
                    } catch (ErrnoException e) {
                      return;
                    }
                    ready.add(resources.waitForOperation(WantState.READ));
                    resources.endOperation();
                  });
          backend.unbind(UnbindOrder.VOLUMES_FIRST);
          assertTrue(ready.size() <= 1);
          reader.join();
        });
  }

  @Test
  void aResizeReachesTheBackendAndIsCounted() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryStore store = new MemoryStore();
          MemoryCache.bind(s.fscache, store, "c");
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(true);
          CacheResources writing = new CacheResources();
          writing.beginWriteOperation(c);
          writing.write(0, IoBuffer.of(new byte[100]), null);
          writing.endOperation();
          s.record();
          c.resize(40);
          assertEquals(
              List.of(
                  "fscache_resize: c=00000002 os=00001000 sz=00000028",
                  "fscache_access: c=00000002 BEGIN io_resz r=2 a=1",
                  "fscache_access: c=00000002 END   io      r=2 a=0"),
              s.events());
          assertTrue(c.has(CookieFlag.NEEDS_UPDATE));
          c.unuse(null, 40L);
          assertEquals(40, c.objectSize());
          c.relinquish(false);
          s.settle();
          assertEquals(40, Objects.requireNonNull(store.contents("v", "k")).length);
          assertTrue(
              s.fscache.proc().stats().contains("\nUpdates: n=1 rsz=1 rsn=0\n"),
              s.fscache.proc().stats());
        });
  }

  @Test
  void aResizeOfACookieWithoutAnObjectIsCountedAsNone() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Cookie c = s.used(s.volume("v"), "k");
          c.resize(40);
          assertTrue(s.fscache.proc().stats().contains("rsz=0 rsn=1\n"));
          assertEquals(4096, c.objectSize());
        });
  }

  @Test
  void storedPagesLoseTheirMarksBeforeTheClientIsTold() {
    Simulation.explore(
        200,
        Simulation.modern(),
        s -> {
          MemoryStore store = new MemoryStore();
          MemoryCache.bind(s.fscache, store, "c");
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(true);
          Pages pages = new Pages();
          pages.bytes[4096] = 42;
          Done done = new Done(pages);
          FileRange range = new FileRange(4096, 4096);
          s.fscache.writeToCache(c, pages, range, 65536, done, true);
          s.settle();
          assertEquals(List.of(range), pages.ended);
          assertEquals(List.of("Transferred[bytes=4096] async=true marks ended=1"), done.outcomes);
          assertEquals(0, c.accesses.peek());
          assertTrue(c.has(CookieFlag.HAVE_DATA));
          c.unuse();
          c.relinquish(false);
          s.settle();
          assertEquals(42, Objects.requireNonNull(store.contents("v", "k"))[4096]);
        });
  }

  @Test
  void pagesThatCannotBeStoredLoseTheirMarksToo() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Pages pages = new Pages();
          Done done = new Done(pages);
          FileRange range = new FileRange(0, 8192);
          Cookie c = s.used(s.volume("v"), "k");
          s.fscache.writeToCache(c, pages, range, 8192, done, true);
          s.fscache.writeToCache(null, pages, range, 8192, done, true);
          s.fscache.writeToCache(c, pages, new FileRange(0, 0), 8192, done, true);
          s.fscache.writeToCache(c, pages, range, 8192, done, false);
          s.fscache.writeToCache(c, pages, range, 8192, null, true);
          assertEquals(List.of(range, range, range), pages.ended);
          assertEquals(
              List.of(
                  "Failed[error=ENOBUFS] async=false marks ended=1",
                  "Failed[error=ENOBUFS] async=false marks ended=2",
                  "Failed[error=ENOBUFS] async=false marks ended=2",
                  "Failed[error=ENOBUFS] async=false marks ended=2"),
              done.outcomes);
          s.fscache.clearPageBits(pages, range, false);
          assertEquals(3, pages.ended.size());
        });
  }

  @Test
  void aWriteForWhichThereIsNoRoomReportsTheErrorAndEndsItsOperation() {
    Simulation.explore(
        20,
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          s.kernel.faults().arm("memory_prepare_write");
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(true);
          Pages pages = new Pages();
          Done done = new Done(pages);
          s.fscache.writeToCache(c, pages, new FileRange(0, 4096), 4096, done, true);
          s.settle();
          assertEquals(1, done.outcomes.size());
          assertTrue(
              done.outcomes.getFirst().startsWith("Transferred[bytes=4096] async=true")
                  || done.outcomes.getFirst().startsWith("Failed[error=ENOSPC] async=false"),
              done.outcomes.getFirst());
          assertEquals(1, pages.ended.size());
          assertEquals(0, c.accesses.peek());
        });
  }

  @Test
  void writtenDataMayBeReadOnceAPageWasReleased() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(true);
          s.settle();
          c.notePageRelease();
          assertTrue(c.has(CookieFlag.NO_DATA_TO_READ));
          Pages pages = new Pages();
          s.fscache.writeToCache(c, pages, new FileRange(0, 4096), 4096, null, true);
          s.settle();
          assertTrue(c.has(CookieFlag.NO_DATA_TO_READ));
          c.notePageRelease();
          assertEquals(false, c.has(CookieFlag.NO_DATA_TO_READ));
        });
  }

  @Test
  void dirtyPagesKeepTheCookieInUseUntilTheyAreWritten() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(true);
          WritebackPin pin = new WritebackPin(s.kernel);
          assertTrue(pin.dirtied(true, c));
          assertTrue(pin.dirtied(true, c));
          assertEquals(false, pin.dirtied(false, c));
          assertTrue(pin.dirtied(true, null));
          assertEquals(2, c.active.peek());
          c.unuse();
          assertTrue(pin.cleaned());
          assertEquals(false, pin.cleaned());
          assertEquals(1, c.active.peek());
          pin.unpin(c);
          assertEquals(0, c.active.peek());
          pin.dirtied(true, c);
          pin.clearInode(c, new byte[] {5, 5, 5, 5}, 77);
          pin.clearInode(c, new byte[] {6, 6, 6, 6}, 78);
          assertEquals(0, c.active.peek());
          assertEquals(77, c.objectSize());
          assertEquals(5, c.aux()[0]);
          assertEquals(1, s.fscache.stats().updates.get());
        });
  }

  @Test
  void adviceIsPassedOn() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Cookie c =
              Objects.requireNonNull(
                  s.fscache.acquireCookie(
                      s.volume("v"), Set.of(Advice.WANT_CACHE_SIZE), "k", null, 0));
          assertTrue(c.hasAdvice(Advice.WANT_CACHE_SIZE));
          assertEquals(false, c.hasAdvice(Advice.SINGLE_CHUNK));
        });
  }
}

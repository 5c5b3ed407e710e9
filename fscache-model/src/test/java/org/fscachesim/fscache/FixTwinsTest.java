package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each upstream fix twice: the same scenario must be right under every schedule with the fix, and
/// must go wrong under some schedule, in the expected way, without it.
final class FixTwinsTest {
  private static final int SCHEDULES = 400;

  private static KernelConfig allFixesBut(@Nullable FscacheFix absent) {
    KernelConfig config = KernelConfig.of(KernelVersion.D6_12_117);
    for (FscacheFix fix : FscacheFix.values()) {
      config = fix == absent ? config.without(fix) : config.with(fix);
    }
    return config;
  }

  @ParameterizedTest
  @EnumSource(FscacheFix.class)
  void withTheFixTheScenarioIsRightUnderEverySchedule(FscacheFix fix) {
    Simulation.explore(SCHEDULES, allFixesBut(null), scenario(fix));
  }

  @ParameterizedTest
  @EnumSource(FscacheFix.class)
  void withoutTheFixSomeScheduleGoesWrong(FscacheFix fix) {
    for (int seed = 0; seed < 20 * SCHEDULES; seed++) {
      try {
        Simulation.run(allFixesBut(fix), LazyWalk.of(seed), scenario(fix));
      } catch (RuntimeException | AssertionError e) {
        String message = Objects.requireNonNullElse(e.getMessage(), "");
        assertTrue(
            message.contains(symptom(fix)),
            "the symptom should be '" + symptom(fix) + "', but is: " + message);
        return;
      }
    }
    fail("no schedule went wrong without " + fix);
  }

  private static Simulation.Body scenario(FscacheFix fix) {
    return switch (fix) {
      case VOLUME_COLLISION_WAIT_SENSE, VOLUME_COLLISION_RECHECK, VOLUME_COLLISION_WAIT_QUEUE ->
          FixTwinsTest::aVolumeTakesOverTheKeyOfOneThatIsHeldFor30Seconds;
      case VOLUME_CREATING_WAKE_BARRIER -> FixTwinsTest::aLookupWaitsForTheVolume;
      case VOLUME_CREATE_RACE_WAKE -> FixTwinsTest::twoLookupsWaitForTheVolume;
      case VOLUME_KEY_UNSIGNED_LENGTH -> FixTwinsTest::twoVolumesHaveTheSameLongKey;
      case INVALIDATE_DURING_LOOKUP -> FixTwinsTest::staleDataIsInvalidatedDuringLookup;
      case INVALIDATE_ACCESS_LEAK -> FixTwinsTest::twoInvalidationsArriveDuringOneLookup;
      case LRU_DISCARD_CANCEL_ON_USE -> FixTwinsTest::aCookieComesBackIntoUseWhenItExpires;
      case LRU_DISCARD_ACCESS_CHECK -> FixTwinsTest::anOperationOutlivesTheLastUse;
      case LRU_TIMER_SHUTDOWN -> FixTwinsTest::fscacheIsUnloadedSoonAfterAnUse;
      case PUT_CACHE_ERROR_POINTER -> FixTwinsTest::thereIsNoMemoryForACache;
      case BEGIN_OPERATION_CLEARS_COOKIE -> FixTwinsTest::anOperationIsRefusedAtTheGate;
    };
  }

  private static String symptom(FscacheFix fix) {
    return switch (fix) {
      case VOLUME_COLLISION_WAIT_SENSE, VOLUME_COLLISION_RECHECK -> "two owners of v";
      case VOLUME_COLLISION_WAIT_QUEUE -> "nobody can run";
      case VOLUME_CREATING_WAKE_BARRIER, VOLUME_CREATE_RACE_WAKE -> "stuck in its lookup";
      case VOLUME_KEY_UNSIGNED_LENGTH -> "out of bounds";
      case INVALIDATE_DURING_LOOKUP -> "stale data";
      case INVALIDATE_ACCESS_LEAK -> "pinned for ever";
      case LRU_DISCARD_CANCEL_ON_USE -> "invariant 30 ";
      case LRU_DISCARD_ACCESS_CHECK -> "invariant 8 ";
      case LRU_TIMER_SHUTDOWN -> "after fscache has gone";
      case PUT_CACHE_ERROR_POINTER -> "error pointer";
      case BEGIN_OPERATION_CLEARS_COOKIE -> "a cookie without an access";
    };
  }

  private static Cookie cookie(Simulation s, Volume volume) {
    return Objects.requireNonNull(
        s.fscache.acquireCookie(volume, Set.of(), "k", new byte[] {1}, 4096));
  }

  private static void aVolumeTakesOverTheKeyOfOneThatIsHeldFor30Seconds(Simulation s)
      throws ErrnoException {
    MemoryCache.bind(s.fscache, new MemoryStore(), "c");
    Volume old = s.volume("v");
    s.settle();
    old.get(VolumeTrace.GET_WITHDRAW);
    old.relinquish(null, false);
    Task holder =
        s.kernel.spawn(
            "holder",
            () -> {
              s.kernel.sleepMillis(30_000);
              old.put(VolumeTrace.PUT_WITHDRAW);
            });
    s.volume("v");
    if (!old.isFreed()) {
      throw new AssertionError("two owners of v");
    }
    holder.join();
    assertEquals(1, s.fscache.stats().volumeCollisions.get());
  }

  private static void aLookupWaitsForTheVolume(Simulation s) throws ErrnoException {
    MemoryCache.bind(s.fscache, new MemoryStore(), "c");
    Volume volume = s.volume("v");
    Cookie c = cookie(s, volume);
    s.kernel.spawn("user", () -> c.use(false));
    s.settle();
    if (c.state() == CookieState.LOOKING_UP) {
      throw new AssertionError(c + " is stuck in its lookup");
    }
  }

  /// Two lookups have seen that there is no volume yet when its creation ends; the first then tries
  /// to create it again, in vain, and the second waits for that.
  private static void twoLookupsWaitForTheVolume(Simulation s) throws ErrnoException {
    MemoryCache.bind(s.fscache, new MemoryStore(), "c");
    Volume volume = s.volume("v");
    List<Task> lookups = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      lookups.add(
          s.kernel.spawn(
              "lookup" + i,
              () -> {
                if (volume.cachePriv() == null) {
                  s.fscache.volumeCreation().create(volume, true);
                }
              }));
    }
    s.settle();
    for (Task lookup : lookups) {
      if (!lookup.isFinished()) {
        throw new AssertionError(lookup + " is stuck in its lookup");
      }
    }
  }

  private static void twoVolumesHaveTheSameLongKey(Simulation s) throws ErrnoException {
    String key = "k".repeat(200);
    s.volume(key);
    try {
      s.volume(key);
      throw new AssertionError("two volumes of one key");
    } catch (ErrnoException e) {
      assertEquals(Errno.EBUSY, e.errno());
    }
  }

  private static void staleDataIsInvalidatedDuringLookup(Simulation s) throws ErrnoException {
    MemoryStore store = new MemoryStore();
    MemoryCache.bind(s.fscache, store, "c");
    Volume volume = s.volume("v");
    Cookie first = cookie(s, volume);
    first.use(true);
    CacheResources writing = new CacheResources();
    writing.beginWriteOperation(first);
    writing.write(0, IoBuffer.of(new byte[] {7}), null);
    writing.endOperation();
    first.unuse();
    first.relinquish(false);
    s.settle();

    Cookie again = cookie(s, volume);
    again.use(false);
    again.invalidate(null, 4096);
    CacheResources reading = new CacheResources();
    reading.beginReadOperation(again);
    byte[] got = new byte[1];
    ReadSlice slice = new ReadSlice(0, 0, 0, 1, Set.of());
    IoSource source =
        Objects.requireNonNull(reading.ops()).prepareRead(reading, slice, again.objectSize());
    if (source == IoSource.READ_FROM_CACHE) {
      reading.read(0, IoBuffer.of(got), ReadHole.IGNORE, null);
    }
    reading.endOperation();
    s.settle();
    again.unuse();
    again.relinquish(false);
    s.settle();
    byte[] stored = store.contents("v", "k");
    if (got[0] == 7 || stored != null && stored.length > 0) {
      throw new AssertionError("stale data");
    }
  }

  private static void twoInvalidationsArriveDuringOneLookup(Simulation s) throws ErrnoException {
    MemoryCache.bind(s.fscache, new MemoryStore(), "c");
    Volume volume = s.volume("v");
    Cookie c = cookie(s, volume);
    c.use(false);
    c.invalidate(null, 4096);
    c.invalidate(null, 4096);
    s.settle();
    c.unuse();
    c.relinquish(false);
    s.settle();
    // A cookie that is pinned for ever has an access that nobody will end.
    String left = s.fscache.proc().cookies();
    if (left.lines().count() > 2) {
      throw new AssertionError("pinned for ever: " + left);
    }
  }

  private static void aCookieComesBackIntoUseWhenItExpires(Simulation s) throws ErrnoException {
    MemoryCache.bind(s.fscache, new MemoryStore(), "c");
    Cookie c = cookie(s, s.volume("v"));
    c.use(false);
    s.settle();
    c.unuse();
    long due = s.kernel.nanos() + 10_000_000_000L;
    Task user =
        s.kernel.spawn(
            "user",
            () -> {
              s.kernel.sleepMillis((due - s.kernel.nanos()) / 1_000_000);
              c.use(true);
            });
    user.join();
    s.settle();
  }

  private static void anOperationOutlivesTheLastUse(Simulation s) throws ErrnoException {
    MemoryCache.bind(s.fscache, new MemoryStore(), "c");
    Cookie c = cookie(s, s.volume("v"));
    c.use(true);
    s.settle();
    CacheResources writing = new CacheResources();
    writing.beginWriteOperation(c);
    c.unuse();
    s.kernel.sleepMillis(10_001);
    // Expired, with the operation open. Whatever makes the worker run now will do.
    c.invalidate(null, 4096);
    s.settle();
    try {
      writing.write(0, IoBuffer.of(new byte[] {7}), null);
    } catch (ErrnoException e) {
      assertEquals(Errno.ENOBUFS, e.errno());
    }
    writing.endOperation();
  }

  private static void fscacheIsUnloadedSoonAfterAnUse(Simulation s) throws ErrnoException {
    MemoryCache backend = MemoryCache.bind(s.fscache, new MemoryStore(), "c");
    Volume volume = s.volume("v");
    Cookie c = cookie(s, volume);
    c.use(false);
    s.settle();
    c.unuse();
    c.relinquish(false);
    volume.relinquish(null, false);
    backend.unbind(MemoryCache.UnbindOrder.VOLUMES_FIRST);
    s.settle();
    s.fscache.unload();
    s.kernel.sleepMillis(20_000);
  }

  private static void thereIsNoMemoryForACache(Simulation s) {
    s.kernel.faults().arm("fscache_alloc_cache");
    try {
      s.volume("v");
    } catch (ErrnoException e) {
      assertEquals(Errno.ENOMEM, e.errno());
    }
  }

  private static void anOperationIsRefusedAtTheGate(Simulation s) throws ErrnoException {
    Cookie c = cookie(s, s.volume("v"));
    CacheResources resources = new CacheResources();
    try {
      resources.beginReadOperation(c);
      throw new AssertionError("began without a cache");
    } catch (ErrnoException e) {
      assertEquals(Errno.ENOBUFS, e.errno());
    }
    if (resources.cookie() != null) {
      throw new AssertionError("a cookie without an access");
    }
  }
}

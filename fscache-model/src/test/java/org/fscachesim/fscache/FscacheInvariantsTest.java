package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.fscachesim.fscache.FscacheObserver.BackendCall;
import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.invariant.Invariant;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.testing.LeavesTheWorldBroken;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The checker notices what it is for: the world is damaged in one place, and it says so.
@LeavesTheWorldBroken("each damages a world on purpose, and looks whether the checker says so")
final class FscacheInvariantsTest {
  /// A world with one cookie of each kind.
  private static final class World {
    final Simulation s;
    final Cache cache;
    final Volume volume;
    final Cookie active;
    final Cookie fresh;

    World(Simulation s) throws ErrnoException {
      this.s = s;
      cache = MemoryCache.bind(s.fscache, new MemoryStore(), "c").cache();
      volume = s.volume("v");
      active = s.used(volume, "active");
      fresh = s.cookie(volume, "fresh");
    }
  }

  private interface Damage {
    void to(World w) throws ErrnoException;
  }

  private static DynamicTest notices(FscacheInvariant expected, Damage damage) {
    return DynamicTest.dynamicTest(
        expected.toString(),
        () -> {
          Simulation.runAndLeave(
              Simulation.modern(),
              s -> {
                World w = new World(s);
                assertEquals(List.of(), s.invariants().violations());
                damage.to(w);
                List<Invariant> found =
                    s.invariants().violations().stream().map(Violation::invariant).toList();
                assertTrue(found.contains(expected), expected + " is not among " + found);
              });
        });
  }

  @TestFactory
  Stream<DynamicTest> theCheckerNotices() {
    return Stream.of(
        notices(FscacheInvariant.REFERENCES_HAVE_OWNERS, w -> w.active.ref.incAndGet()),
        notices(FscacheInvariant.HASHED_AS_FLAGGED, w -> w.active.clear(CookieFlag.IS_HASHED)),
        notices(FscacheInvariant.ONE_COOKIE_PER_KEY, FscacheInvariantsTest::hashTwice),
        notices(FscacheInvariant.ONE_VOLUME_PER_KEY, FscacheInvariantsTest::hashVolumeTwice),
        notices(
            FscacheInvariant.DROPPED_IS_FINAL,
            w -> {
              w.fresh.get(CookieTrace.GET_ATTACH_OBJECT);
              w.fresh.relinquish(false);
              w.s.invariants().calling(BackendCall.WITHDRAW_COOKIE, w.fresh);
            }),
        notices(FscacheInvariant.OBJECT_FITS_STATE, w -> w.fresh.setCachePriv("object")),
        notices(
            FscacheInvariant.ONE_WITHDRAWAL_PER_LOOKUP,
            w -> w.s.invariants().calling(BackendCall.WITHDRAW_COOKIE, w.active)),
        notices(
            FscacheInvariant.NO_OPERATION_WHILE_LEAVING,
            w -> {
              new CacheResources().beginReadOperation(w.active);
              w.s.invariants().moving(w.active, CookieTransition.WITHDRAW);
            }),
        notices(
            FscacheInvariant.WORKER_IS_ALONE,
            w -> {
              w.active.see(CookieTrace.SEE_WORK);
              w.active.see(CookieTrace.SEE_WORK);
            }),
        notices(
            FscacheInvariant.LOOKUP_IS_PINNED,
            w -> w.s.invariants().calling(BackendCall.LOOKUP_COOKIE, w.active)),
        notices(
            FscacheInvariant.CACHE_DRAINED,
            w -> {
              w.s.fscache.gate().begin(w.cache, AccessTrace.ACQUIRE_VOLUME);
              w.s.invariants().drained(w.cache);
            }),
        notices(
            FscacheInvariant.VOLUME_DRAINED,
            w -> {
              w.s.fscache.gate().force(w.volume, AccessTrace.RELINQUISH_VOLUME);
              w.s.invariants().drained(w.volume);
            }),
        notices(
            FscacheInvariant.RELINQUISHED_CACHE_IS_BARE,
            w -> {
              Cache bare =
                  Objects.requireNonNull(w.s.fscache.acquireVolume("x", "y", null)).cache();
              bare.countObject();
            }),
        notices(FscacheInvariant.ACCESSES_BALANCE, w -> w.active.accesses.incrementAndGet()),
        notices(
            FscacheInvariant.RELINQUISHED_COOKIE_GOES, w -> w.active.set(CookieFlag.DO_RELINQUISH)),
        notices(FscacheInvariant.WITHDRAWN_COOKIE_GOES, w -> w.active.set(CookieFlag.DO_WITHDRAW)),
        notices(
            FscacheInvariant.OPERATION_FITS_STATE,
            w -> w.s.invariants().beginning(w.active, WantState.WRITE, CookieState.CREATING)),
        notices(
            FscacheInvariant.RESIZED_AFTER_LOOKUP,
            w -> w.s.invariants().calling(BackendCall.RESIZE_COOKIE, w.fresh)),
        notices(FscacheInvariant.DISABLED_WHILE_IN_USE, w -> w.fresh.set(CookieFlag.DISABLED)),
        notices(
            FscacheInvariant.FAILURE_IS_LEFT_BY_THE_DOOR,
            w -> {
              w.active.cachingFailed();
              w.s.settle();
              w.s.invariants().moving(w.active, CookieTransition.LOOKUP_BEGUN);
            }),
        notices(
            FscacheInvariant.INVALIDATIONS_COUNTED,
            w -> {
              try (Held _ = w.active.lock.hold()) {
                w.active.countInvalidationLocked();
              }
            }),
        notices(FscacheInvariant.USE_COUNT_NOT_NEGATIVE, w -> w.fresh.active.decrementAndGet()),
        notices(FscacheInvariant.LRU_CONSISTENT, w -> w.s.fscache.stats().lru.increment()),
        notices(
            FscacheInvariant.USED_COOKIE_IS_KEPT,
            w -> w.s.invariants().moving(w.active, CookieTransition.LRU_DISCARD)),
        notices(
            FscacheInvariant.EXPIRY_TAKES_ITS_TIME,
            w -> w.s.invariants().moving(w.active, CookieTransition.LRU_DISCARD)),
        notices(
            FscacheInvariant.USE_CALLS_OFF_EXPIRY, w -> w.active.set(CookieFlag.DO_LRU_DISCARD)),
        notices(
            FscacheInvariant.UNTOUCHED_UNTIL_USED,
            w -> w.s.invariants().calling(BackendCall.PREPARE_TO_WRITE, w.fresh)),
        notices(
            FscacheInvariant.COOKIES_OF_VOLUME_COUNTED, w -> w.volume.cookies.incrementAndGet()),
        notices(FscacheInvariant.VOLUME_REFERENCES_HAVE_OWNERS, w -> w.volume.ref.incAndGet()),
        notices(FscacheInvariant.VOLUMES_OF_CACHE_COUNTED, w -> w.cache.volumes.increment()),
        notices(
            FscacheInvariant.PENDING_VOLUME_HAS_PREDECESSOR,
            w -> w.volume.flags.set(VolumeFlag.ACQUIRE_PENDING)),
        notices(
            FscacheInvariant.COLLIDED_VOLUME_IS_RELINQUISHED,
            w -> w.volume.flags.set(VolumeFlag.COLLIDED_WITH)),
        notices(FscacheInvariant.CREATION_ENDS, w -> w.volume.flags.set(VolumeFlag.CREATING)),
        notices(
            FscacheInvariant.ONE_VOLUME_AT_A_TIME,
            w -> w.s.invariants().calling(BackendCall.ACQUIRE_VOLUME, w.volume)),
        notices(FscacheInvariant.VOLUME_PINNED_IN_SERVICE, w -> w.volume.withdraw()),
        notices(
            FscacheInvariant.WORK_REFERENCES_BALANCE, w -> w.active.get(CookieTrace.GET_USE_WORK)));
  }

  /// Two cookies of one key, the second having looked for the first when it did not count.
  private static void hashTwice(World w) {
    w.fresh.get(CookieTrace.GET_ATTACH_OBJECT);
    w.fresh.set(CookieFlag.RELINQUISHED);
    w.s.kernel.spawn("newcomer", () -> w.s.cookie(w.volume, w.fresh.key()));
    w.s.settle();
    w.fresh.clear(CookieFlag.RELINQUISHED);
  }

  private static void hashVolumeTwice(World w) {
    w.volume.flags.set(VolumeFlag.RELINQUISHED);
    w.s.kernel.spawn(
        "newcomer",
        () -> {
          try {
            w.s.volume(w.volume.key());
          } catch (ErrnoException e) {
            throw new AssertionError(e);
          }
        });
    w.s.settle();
    w.volume.flags.clear(VolumeFlag.RELINQUISHED);
  }

  @Test
  void uncountingMoreObjectsThanWereCountedIsABug() {
    Simulation.run(
        Simulation.modern(),
        s -> {
          Cache cache = MemoryCache.bind(s.fscache, new MemoryStore(), "c").cache();
          cache.countObject();
          cache.uncountObject();
          assertThrows(KernelBug.class, cache::uncountObject);
          cache.countObject();
        });
  }

  @Test
  void aFailureNamesEachInvariantByItsNumber() {
    Simulation.runAndLeave(
        Simulation.modern(),
        s -> {
          World w = new World(s);
          w.active.ref.incAndGet();
          w.volume.cookies.incrementAndGet();
          KernelBug bug = assertThrows(KernelBug.class, s.kernel.checkers()::check);
          assertTrue(bug.toString().contains("invariant F1 ("), bug::toString);
          assertTrue(bug.toString().contains("invariant F34 ("), bug::toString);
        });
  }
}

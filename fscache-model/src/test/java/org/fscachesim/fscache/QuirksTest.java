package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fscachesim.fscache.example.MemoryCache;
import org.fscachesim.fscache.example.MemoryStore;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each quirk that all kernels share, as it is and switched off.
final class QuirksTest {
  private static KernelConfig config(FscacheBehaviour quirk, boolean on) {
    return on ? Simulation.modern() : Simulation.modern().without(quirk);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAccessToAWithdrawnCookieMayBegin(boolean quirk) {
    Simulation.run(
        config(FscacheBehaviour.CACHING_FLAG_SURVIVES_WITHDRAWAL, quirk),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.unused(s.volume("v"), "k");
          s.kernel.sleepMillis(11_000);
          assertEquals(quirk, c.has(CookieFlag.IS_CACHING));
          s.record();
          CacheResources resources = new CacheResources();
          assertThrows(ErrnoException.class, () -> resources.beginReadOperation(c));
          assertEquals(quirk, !s.events().isEmpty());
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSilentlyFailedLookupMarksTheNextOneForWithdrawal(boolean quirk) {
    Simulation.run(
        config(FscacheBehaviour.WITHDRAW_MARK_SURVIVES_FAILED_LOOKUP, quirk),
        s -> {
          SlowBackend.bind(s.fscache, 1, 1);
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(false);
          s.kernel.sleepMillis(5);
          assertEquals(CookieState.QUIESCENT, c.state());
          assertEquals(quirk, c.has(CookieFlag.DO_WITHDRAW));
          c.unuse();
          c.use(false);
          s.kernel.sleepMillis(5);
          assertEquals(quirk ? CookieState.QUIESCENT : CookieState.ACTIVE, c.state());
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInvalidationDuringASilentlyFailedLookupPinsTheCookie(boolean quirk) {
    Simulation.run(
        config(FscacheBehaviour.INVALIDATION_SURVIVES_FAILED_LOOKUP, quirk),
        s -> {
          SlowBackend.bind(s.fscache, 1, 1);
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(false);
          c.invalidate(null, 4096);
          s.kernel.sleepMillis(5);
          assertEquals(CookieState.QUIESCENT, c.state());
          assertEquals(quirk ? 1 : 0, c.accesses.peek());
          // Another lookup performs it.
          c.unuse();
          c.use(false);
          s.kernel.sleepMillis(5);
          assertEquals(0, c.accesses.peek());
          c.unuse();
          c.relinquish(false);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aUseDuringWithdrawalStartsNoLookupLater(boolean quirk) {
    Simulation.run(
        config(FscacheBehaviour.USE_DURING_WITHDRAWAL_IS_FORGOTTEN, quirk),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.used(s.volume("v"), "k");
          // A use that comes while the backend withdraws the object.
          s.observeToo(
              new FscacheObserver() {
                @Override
                public void calling(BackendCall call, Cookie cookie) {
                  if (call == BackendCall.WITHDRAW_COOKIE) {
                    cookie.use(false);
                  }
                }
              });
          c.withdraw();
          s.settle();
          assertEquals(2, c.active.peek());
          assertEquals(quirk ? CookieState.QUIESCENT : CookieState.ACTIVE, c.state());
          c.unuse();
          c.unuse();
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWriterDuringLookupIsNotPreparedFor(boolean quirk) {
    Simulation.run(
        config(FscacheBehaviour.NO_PREPARE_FOR_USE_DURING_LOOKUP, quirk),
        s -> {
          int[] prepared = {0};
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(false);
          c.use(true);
          s.observeToo(
              new FscacheObserver() {
                @Override
                public void calling(BackendCall call, Cookie cookie) {
                  prepared[0] += call == BackendCall.PREPARE_TO_WRITE ? 1 : 0;
                }
              });
          s.settle();
          assertTrue(c.has(CookieFlag.LOCAL_WRITE));
          assertEquals(quirk ? 0 : 1, prepared[0]);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInvalidationAcceptedByOneThatFailsAfterResumingLeaksAnAccess(boolean quirk) {
    Simulation.run(
        config(FscacheBehaviour.FAILED_INVALIDATION_LEAKS_ACCESS, quirk),
        s -> {
          SlowBackend backend = SlowBackend.bind(s.fscache, 1, 0);
          Cookie c = s.cookie(s.volume("v"), "k");
          c.use(false);
          s.kernel.sleepMillis(5);
          backend.failsInvalidationsLate = true;
          c.invalidate(null, 1);
          s.kernel.sleepMillis(2);
          assertEquals(CookieState.ACTIVE, c.state());
          c.invalidate(null, 2);
          assertEquals(CookieState.INVALIDATING, c.state());
          s.kernel.sleepMillis(10);
          assertEquals(CookieState.FAILED, c.state());
          assertEquals(quirk ? 1 : 0, c.accesses.peek());
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterARescueFromExpiryEachEndOfAnAccessQueuesTheWorker(boolean quirk) {
    Simulation.run(
        config(FscacheBehaviour.GATE_STAYS_OPEN_AFTER_RESCUE, quirk),
        s -> {
          MemoryCache.bind(s.fscache, new MemoryStore(), "c");
          Cookie c = s.used(s.volume("v"), "k");
          CacheResources open = new CacheResources();
          open.beginReadOperation(c);
          c.unuse();
          s.kernel.sleepMillis(11_000);
          assertTrue(c.has(CookieFlag.DO_LRU_DISCARD));
          c.use(false);
          assertEquals(false, c.has(CookieFlag.DO_LRU_DISCARD));
          s.record();
          open.endOperation();
          assertEquals(quirk, s.events().contains("fscache_cookie: c=00000002 GQ  endac r=3"));
          s.settle();
          assertEquals(CookieState.ACTIVE, c.state());
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aVolumeWhoseObjectsAreHeldBlocksItsKey(boolean quirk) {
    Simulation.run(
        config(FscacheBehaviour.VOLUME_REACQUISITION_WAITS, quirk),
        s -> {
          Volume old = s.volume("v");
          old.get(VolumeTrace.GET_WITHDRAW);
          old.relinquish(null, false);
          Task holder =
              s.kernel.spawn(
                  "holder",
                  () -> {
                    s.kernel.sleepMillis(25_000);
                    old.put(VolumeTrace.PUT_WITHDRAW);
                  });
          if (quirk) {
            s.volume("v");
            assertTrue(s.kernel.nanos() >= 25_000_000_000L);
            assertEquals(
                "FS-Cache: Potential volume collision new=00000002 old=00000001",
                s.log().getLast());
          } else {
            ErrnoException e = assertThrows(ErrnoException.class, () -> s.volume("v"));
            assertEquals(Errno.EBUSY, e.errno());
          }
          holder.join();
        });
  }
}

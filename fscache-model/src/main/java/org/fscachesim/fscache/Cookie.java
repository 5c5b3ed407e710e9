package org.fscachesim.fscache;

import com.google.common.collect.ImmutableSet;
import java.util.HexFormat;
import java.util.Set;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Flags;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Plain;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.sync.StatCounter;
import org.fscachesim.kernel.wait.WaitQueue;
import org.fscachesim.kernel.work.Work;
import org.jspecify.annotations.Nullable;

/// A data cookie: one file of a client.
///
/// References belong to: the client; each queued or running work; the LRU list; the backend's
/// object; a newcomer that waits for the key. [CookieStateMachine] has the life of a cookie.
///
/// Kernel: include/linux/fscache.h (struct fscache_cookie), fs/fscache/cookie.c
public final class Cookie extends KernelObject {
  final Links.Link<Cookie> procLink = new Links.Link<>(this);
  final HashTable.Node<Cookie> hashNode;

  /// Guarded by the lock of [CookieLru].
  final Links.Link<Cookie> lruLink = new Links.Link<>(this);

  final Refcount ref;
  final AtomicCounter active;
  final AtomicCounter accesses;
  final SpinLock lock;
  final Flags<CookieFlag> flags;
  final WaitQueue stateQueue;
  final Work work;
  private final Fscache fscache;
  private final int debugId;
  private final Volume volume;
  private final String key;
  private final int keyHash;
  private final byte advice;
  // Written under `lock` only.
  private final Shared<CookieState> state;
  private final Shared<@Nullable Object> cachePriv;
  // Written under `lock`, or by the backend while the cookie is being looked up; read without it.
  private volatile byte[] aux;
  private volatile long objectSize;
  private final StatCounter invalCounter = new StatCounter();
  // Written under `lock` when the last user goes.
  private volatile long unusedAtNanos;
  // Guarded by `lock`.
  private final Plain<Integer> invalidationsAccepted;
  private final Plain<Boolean> lookupWanted;

  Cookie(
      Fscache fscache,
      int debugId,
      Volume volume,
      Set<Advice> advice,
      String key,
      byte[] aux,
      long objectSize) {
    super(fscache.kernel(), "fscache_cookie");
    this.fscache = fscache;
    this.debugId = debugId;
    this.volume = volume;
    this.key = key;
    this.keyHash = KeyHash.ofCookie(volume.keyHash(), key);
    this.advice = Advice.bits(advice);
    this.aux = aux;
    this.objectSize = objectSize;
    hashNode = new HashTable.Node<>(this, keyHash);
    ref = new Refcount(fscache.kernel(), "cookie.ref", 1);
    active = new AtomicCounter(fscache.kernel(), "cookie.n_active", 0);
    accesses = new AtomicCounter(fscache.kernel(), "cookie.n_accesses", 0);
    lock = new SpinLock(fscache.kernel(), "fscache_cookie");
    flags = new Flags<>(fscache.kernel(), "cookie.flags", CookieFlag.class);
    stateQueue = new WaitQueue(fscache.kernel(), "cookie.state");
    state = new Shared<>(fscache.kernel(), "cookie.state", CookieState.QUIESCENT);
    cachePriv = new Shared<>(fscache.kernel(), "cookie.cache_priv", null);
    invalidationsAccepted = new Plain<>(fscache.kernel(), "cookie.invalidations", 0, lock);
    lookupWanted = new Plain<>(fscache.kernel(), "cookie.lookup_wanted", false, lock);
    work = newWork();
    if (objectSize == 0) {
      flags.set(CookieFlag.NO_DATA_TO_READ);
    }
  }

  Fscache fscache() {
    return fscache;
  }

  /// Number in traces and lists, from 2.
  public int debugId() {
    return debugId;
  }

  /// The volume it is in, for life.
  public Volume volume() {
    return volume;
  }

  /// The key, one char for each byte.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_get_key)
  public String key() {
    return key;
  }

  /// The hash of the key, the same on every machine.
  public int keyHash() {
    return keyHash;
  }

  /// The coherency data, a copy.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_get_aux)
  public byte[] aux() {
    return aux.clone();
  }

  /// Bytes in the client's file, or in the file of the on-demand daemon.
  public long objectSize() {
    return objectSize;
  }

  /// Sets the size, for a backend that finds it out (on-demand mode).
  public void setObjectSize(long bytes) {
    objectSize = bytes;
  }

  /// Whether the client gave this advice.
  public boolean hasAdvice(Advice item) {
    return (advice & item.bit()) != 0;
  }

  /// How many invalidations there were.
  public int invalCounter() {
    return invalCounter.get();
  }

  /// The state.
  public CookieState state() {
    checkAlive();
    return state.get();
  }

  /// The state, without a scheduling point: for reports and checkers only. How many use it, without
  /// a scheduling point: for checkers only.
  public long peekUses() {
    return active.peek();
  }

  CookieState peekState() {
    return state.peek();
  }

  /// Moves to the state that the transition leads to. Only [CookieStateMachine] does.
  void setStateLocked(CookieTransition transition) {
    lock.assertHeld();
    CookieState from = state.peek();
    KernelBug.check(
        transition.startsIn(from),
        () -> this + " cannot make the move " + transition + " from state " + from);
    fscache.observer().moving(this, transition);
    state.set(transition.to());
  }

  /// Whether the flag is set.
  public boolean has(CookieFlag flag) {
    checkAlive();
    return flags.test(flag);
  }

  /// Sets the flag.
  public void set(CookieFlag flag) {
    checkAlive();
    flags.set(flag);
  }

  /// Clears the flag.
  public void clear(CookieFlag flag) {
    checkAlive();
    flags.clear(flag);
  }

  /// Clears the flag and says whether it had been set.
  public boolean testAndClear(CookieFlag flag) {
    checkAlive();
    return flags.testAndClear(flag);
  }

  /// A piece of work that moves the cookie on.
  Work newWork() {
    return new Work(fscache.kernel(), "cookie", () -> fscache.stateMachine().work(this));
  }

  /// The backend's object.
  public @Nullable Object cachePriv() {
    checkAlive();
    return cachePriv.get();
  }

  /// Stores the backend's object.
  public void setCachePriv(@Nullable Object backendObject) {
    checkAlive();
    cachePriv.set(backendObject);
  }

  @Nullable Object peekCachePriv() {
    return cachePriv.peek();
  }

  /// Whether the client may cache at present.
  ///
  /// Kernel: include/linux/fscache.h (fscache_cookie_enabled)
  public boolean isEnabled() {
    return !has(CookieFlag.DISABLED);
  }

  /// Comes into use; the first use starts the lookup. Waits only while the cookie is being
  /// discarded.
  ///
  /// @param willModify the data will be modified locally
  ///
  ///   Kernel: fs/fscache/cookie.c (__fscache_use_cookie)
  public void use(boolean willModify) {
    checkAlive();
    fscache.cookieUse().use(this, willModify);
  }

  /// Goes out of use, with nothing to update.
  public void unuse() {
    unuse(null, null);
  }

  /// Goes out of use.
  ///
  /// @param newAux new coherency data, or null
  /// @param newSize new size in bytes, or null
  ///
  ///   Kernel: fs/fscache/cookie.c (__fscache_unuse_cookie)
  public void unuse(byte @Nullable [] newAux, @Nullable Long newSize) {
    checkAlive();
    if (newAux != null || newSize != null) {
      updateAlways(newAux, newSize);
    }
    fscache.cookieUse().unuse(this);
  }

  /// The client lets go; all users must have gone.
  ///
  /// @param retire the data is to be deleted
  ///
  ///   Kernel: fs/fscache/cookie.c (__fscache_relinquish_cookie)
  public void relinquish(boolean retire) {
    checkAlive();
    fscache.cookies().relinquish(this, retire);
  }

  /// The data is not to be trusted any more.
  ///
  /// @param newAux new coherency data, or null
  /// @param newSize bytes
  ///
  ///   Kernel: fs/fscache/cookie.c (__fscache_invalidate)
  public void invalidate(byte @Nullable [] newAux, long newSize, InvalidateFlag... how) {
    if (isEnabled()) {
      fscache.invalidation().invalidate(this, newAux, newSize, ImmutableSet.copyOf(how));
    }
  }

  /// Notes new coherency data or size, which the backend will commit later.
  ///
  /// Kernel: include/linux/fscache.h (fscache_update_cookie)
  public void update(byte @Nullable [] newAux, @Nullable Long newSize) {
    if (isEnabled()) {
      updateAlways(newAux, newSize);
    }
  }

  private void updateAlways(byte @Nullable [] newAux, @Nullable Long newSize) {
    fscache.stats().updates.increment();
    try (Held _ = lock.hold()) {
      updateAuxLocked(newAux, newSize);
      set(CookieFlag.NEEDS_UPDATE);
    }
  }

  /// Kernel: include/linux/fscache.h (fscache_update_aux)
  void updateAuxLocked(byte @Nullable [] newAux, @Nullable Long newSize) {
    lock.assertHeld();
    if (newAux != null) {
      byte[] changed = aux.clone();
      if (newAux.length < changed.length) {
        throw new IllegalArgumentException(
            "aux ("
                + newAux.length
                + " bytes) is shorter than what the cookie was acquired with ("
                + changed.length
                + ")");
      }
      System.arraycopy(newAux, 0, changed, 0, changed.length);
      aux = changed;
    }
    if (newSize != null) {
      objectSize = newSize;
    }
  }

  void countInvalidationLocked() {
    lock.assertHeld();
    invalCounter.increment();
  }

  /// How many invalidations the worker has performed, performs or is to perform.
  int invalidationsAcceptedLocked() {
    lock.assertHeld();
    return invalidationsAccepted.get();
  }

  void acceptInvalidationLocked() {
    lock.assertHeld();
    invalidationsAccepted.set(invalidationsAccepted.get() + 1);
  }

  boolean isLookupWantedLocked() {
    lock.assertHeld();
    return lookupWanted.get();
  }

  void setLookupWantedLocked(boolean wanted) {
    lock.assertHeld();
    lookupWanted.set(wanted);
  }

  long unusedAtNanos() {
    return unusedAtNanos;
  }

  void setUnusedAtNanosLocked(long nanos) {
    lock.assertHeld();
    unusedAtNanos = nanos;
  }

  /// Changes the size in the cache before it returns. The caller holds the inode lock and a use.
  ///
  /// Kernel: fs/fscache/io.c (__fscache_resize_cookie)
  public void resize(long newSize) {
    if (isEnabled()) {
      fscache.operations().resize(this, newSize);
    }
  }

  /// A page was released: from now on data that was written to the cache may be read back.
  ///
  /// Kernel: include/linux/fscache.h (fscache_note_page_release)
  public void notePageRelease() {
    if (has(CookieFlag.HAVE_DATA) && has(CookieFlag.NO_DATA_TO_READ)) {
      clear(CookieFlag.NO_DATA_TO_READ);
    }
  }

  /// Takes a reference.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_get_cookie)
  public void get(CookieTrace why) {
    checkAlive();
    trace(why, ref.incAndGet());
  }

  /// Puts a reference.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_put_cookie)
  public void put(CookieTrace why) {
    checkAlive();
    int left = ref.decAndGet();
    trace(why, left);
    if (left == 0) {
      fscache.cookies().free(this);
      volume.put(VolumeTrace.PUT_COOKIE);
    }
  }

  /// Traces the present reference count.
  void see(CookieTrace why) {
    checkAlive();
    trace(why, ref.peek());
  }

  private void trace(CookieTrace why, int count) {
    fscache.trace(() -> new FscacheEvent.CookieRef(debugId, why, count));
  }

  /// Ends an access.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_end_cookie_access)
  public void endAccess(AccessTrace why) {
    checkAlive();
    fscache.gate().end(this, why);
  }

  /// The backend takes the object away; does not wait.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_withdraw_cookie)
  public void withdraw() {
    set(CookieFlag.DO_WITHDRAW);
    fscache.lru().drop(this);
    fscache.gate().open(this);
  }

  /// Within a lookup: nothing was found, and it is being created.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_cookie_lookup_negative)
  public void lookupNegative() {
    set(CookieFlag.NO_DATA_TO_READ);
    fscache.stateMachine().move(this, CookieTransition.LOOKUP_NEGATIVE);
  }

  /// Within a worker's operation: caching stops here.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_caching_failed)
  public void cachingFailed() {
    clear(CookieFlag.IS_CACHING);
    fscache.stateMachine().move(this, CookieTransition.CACHING_FAILED);
    see(CookieTrace.FAILED);
  }

  /// Within an invalidation: operations may start again.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_resume_after_invalidation)
  public void resumeAfterInvalidation() {
    fscache.stateMachine().move(this, CookieTransition.INVALIDATION_RESUMED);
  }

  void freed() {
    free("fscache_free_cookie");
  }

  @Override
  protected String objectName() {
    return "c=" + HexFormat.of().toHexDigits(debugId);
  }
}

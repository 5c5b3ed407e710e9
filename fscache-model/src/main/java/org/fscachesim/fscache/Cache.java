package org.fscachesim.fscache;

import java.util.HexFormat;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.sync.StatCounter;
import org.fscachesim.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/// A cache, or the name of one that somebody asked for.
///
/// | move | from | to |
/// |---|---|---|
/// | [Fscache#acquireCache] | not present | preparing |
/// | [#add] | preparing | active |
/// | [#ioError] | active | I/O error |
/// | [#withdraw] | any | withdrawn |
/// | [#relinquish] | any | not present |
///
/// Kernel: include/linux/fscache-cache.h (struct fscache_cache), fs/fscache/cache.c
public final class Cache extends KernelObject {
  final Links.Link<Cache> link = new Links.Link<>(this);
  final Refcount ref;
  final AtomicCounter accesses;
  final WaitQueue drained;
  private final AtomicCounter objects;
  private final Fscache fscache;
  private final int debugId;
  private final Shared<CacheState> state;
  private final Shared<@Nullable CacheOperations> ops;
  private final Shared<@Nullable Object> cachePriv;
  // Guarded by the add/remove semaphore. Read elsewhere for lists and log lines only.
  private volatile @Nullable String name;
  final StatCounter volumes = new StatCounter();

  Cache(Fscache fscache, int debugId, @Nullable String name) {
    super(fscache.kernel(), "fscache_cache");
    this.fscache = fscache;
    this.debugId = debugId;
    this.name = name;
    ref = new Refcount(fscache.kernel(), "cache.ref", 1);
    accesses = new AtomicCounter(fscache.kernel(), "cache.n_accesses", 0);
    drained = new WaitQueue(fscache.kernel(), "cache.n_accesses");
    objects = new AtomicCounter(fscache.kernel(), "cache.object_count", 0);
    state = new Shared<>(fscache.kernel(), "cache.state", CacheState.NOT_PRESENT);
    ops = new Shared<>(fscache.kernel(), "cache.ops", null);
    cachePriv = new Shared<>(fscache.kernel(), "cache.cache_priv", null);
  }

  /// Number in traces and lists, from 1.
  public int debugId() {
    return debugId;
  }

  /// The tag, null for the cache without one.
  public @Nullable String name() {
    return name;
  }

  /// A cache that a client asked for without a name gets the name of the backend that takes it
  /// over.
  void adopt(String newName) {
    name = newName;
  }

  /// Where it stands.
  public CacheState state() {
    checkAlive();
    return state.get();
  }

  boolean isLive() {
    checkAlive();
    return state.get() == CacheState.ACTIVE;
  }

  boolean moveIf(CacheState from, CacheState to) {
    return state.compareAndSet(from, to);
  }

  /// What the backend gave to [#add].
  public @Nullable Object cachePriv() {
    return cachePriv.get();
  }

  /// The backend's table.
  ///
  /// @throws KernelBug when there is no backend
  CacheOperations ops() {
    checkAlive();
    CacheOperations table = ops.get();
    if (table == null) {
      throw new KernelBug(
          Symptom.NULL_POINTER,
          "null pointer: " + kernel().current() + " calls an operation of " + this);
    }
    return table;
  }

  boolean hasOps() {
    return ops.peek() != null;
  }

  /// Volumes attached.
  public int volumeCount() {
    return volumes.get();
  }

  /// Backend objects alive.
  public int objectCount() {
    return (int) objects.peek();
  }

  /// Accesses under way, the pin of service included.
  public int accessCount() {
    return (int) accesses.peek();
  }

  CacheState peekState() {
    return state.peek();
  }

  /// Brings the cache, which must be preparing, into service.
  ///
  /// Kernel: fs/fscache/cache.c (fscache_add_cache)
  public void add(CacheOperations operations, @Nullable Object backendCache) {
    KernelBug.check(
        state.get() == CacheState.PREPARING,
        () -> "fscache_add_cache: " + this + " is " + state.peek() + ", not PREPARING");
    // Before it can be seen as active, so that no access can bring the count back to zero.
    fscache.gate().pin(this);
    try (Held _ = fscache.addRemove().holdWrite()) {
      ops.set(operations);
      cachePriv.set(backendCache);
      state.set(CacheState.ACTIVE);
    }
    fscache.notice("Cache \"" + name + "\" added (type " + operations.name() + ")");
  }

  /// Notes an I/O error: nothing new starts, nothing is withdrawn.
  ///
  /// Kernel: fs/fscache/cache.c (fscache_io_error)
  public void ioError() {
    if (moveIf(CacheState.ACTIVE, CacheState.GOT_IOERROR)) {
      fscache.error("Cache '" + name + "' stopped due to I/O error");
    }
  }

  /// Takes the cache out of service and waits for the accesses under way.
  ///
  /// Kernel: fs/fscache/cache.c (fscache_withdraw_cache)
  public void withdraw() {
    fscache.notice("Withdrawing cache \"" + name + "\" (" + objectCount() + " objs)");
    state.set(CacheState.WITHDRAWN);
    fscache.gate().unpinAndDrain(this);
  }

  /// Lets go of the name.
  ///
  /// Kernel: fs/fscache/cache.c (fscache_relinquish_cache)
  public void relinquish() {
    CacheTrace where =
        state.get() == CacheState.PREPARING
            ? CacheTrace.PUT_PREP_FAILED
            : CacheTrace.PUT_RELINQUISH;
    ops.set(null);
    cachePriv.set(null);
    state.set(CacheState.NOT_PRESENT);
    fscache.caches().put(this, where);
  }

  /// Counts a backend object.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_count_object)
  public void countObject() {
    checkAlive();
    objects.incrementAndGet();
  }

  /// Uncounts a backend object: the very last touch, the cache may be gone on return.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_uncount_object)
  public void uncountObject() {
    checkAlive();
    Fscache owner = fscache;
    long left = objects.decrementAndGet();
    KernelBug.check(
        left >= 0, Symptom.REFCOUNT, "fscache_uncount_object: more objects uncounted than counted");
    if (left == 0) {
      owner.clearanceWaiters().wakeAll();
    }
  }

  /// Waits until no object is left.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_wait_for_objects)
  public void waitForObjects() {
    fscache.clearanceWaiters().await(() -> objects.get() == 0, "no objects in " + this);
  }

  void freed() {
    free("fscache_put_cache");
  }

  @Override
  protected String objectName() {
    return "C=" + HexFormat.of().toHexDigits(debugId) + " (" + (name == null ? "-" : name) + ")";
  }
}

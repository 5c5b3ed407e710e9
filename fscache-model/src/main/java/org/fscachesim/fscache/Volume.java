package org.fscachesim.fscache;

import java.util.HexFormat;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Flags;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.wait.WaitQueue;
import org.fscachesim.kernel.work.Work;
import org.jspecify.annotations.Nullable;

/// A volume: the objects of one mounted filesystem.
///
/// It lives until the last reference goes: the client's, one of each cookie, one of a pending
/// creation, and those that a backend takes for a moment. So cookies, and the objects behind them,
/// may outlive the client's interest.
///
/// Kernel: include/linux/fscache.h (struct fscache_volume), fs/fscache/volume.c
public final class Volume extends KernelObject {
  final Links.Link<Volume> procLink = new Links.Link<>(this);
  final HashTable.Node<Volume> hashNode;
  final Refcount ref;

  /// Data cookies that their clients have not let go of.
  final AtomicCounter cookies;

  final AtomicCounter accesses;
  final WaitQueue drained;
  final Flags<VolumeFlag> flags;
  final Work createWork;
  private final Fscache fscache;
  private final int debugId;
  private final Cache cache;
  private final String key;
  private final int keyHash;
  private final Shared<@Nullable Object> cachePriv;
  // Written before the volume is seen, and again when its client lets go.
  private volatile byte[] coherency;

  Volume(Fscache fscache, int debugId, Cache cache, String key, byte[] coherency) {
    super(fscache.kernel(), "fscache_volume");
    this.fscache = fscache;
    this.debugId = debugId;
    this.cache = cache;
    this.key = key;
    this.keyHash = KeyHash.ofVolume(key);
    this.coherency = coherency;
    hashNode = new HashTable.Node<>(this, keyHash);
    ref = new Refcount(fscache.kernel(), "volume.ref", 1);
    cookies = new AtomicCounter(fscache.kernel(), "volume.n_cookies", 0);
    accesses = new AtomicCounter(fscache.kernel(), "volume.n_accesses", 0);
    drained = new WaitQueue(fscache.kernel(), "volume.n_accesses");
    flags = new Flags<>(fscache.kernel(), "volume.flags", VolumeFlag.class);
    cachePriv = new Shared<>(fscache.kernel(), "volume.cache_priv", null);
    createWork = new Work(fscache.kernel(), "volume", () -> fscache.volumeCreation().work(this));
  }

  /// Number in traces and lists, from 1.
  public int debugId() {
    return debugId;
  }

  /// The cache it is in, for life.
  public Cache cache() {
    return cache;
  }

  /// The key, without the length byte and the terminating NUL.
  public String key() {
    return key;
  }

  /// The hash of the key, the same on every machine.
  public int keyHash() {
    return keyHash;
  }

  /// The client's coherency data, a copy.
  public byte[] coherency() {
    return coherency.clone();
  }

  /// The backend's volume; not null means it exists in the cache.
  public @Nullable Object cachePriv() {
    checkAlive();
    return cachePriv.get();
  }

  /// Stores the backend's volume.
  public void setCachePriv(@Nullable Object backendVolume) {
    checkAlive();
    cachePriv.set(backendVolume);
  }

  @Nullable Object peekCachePriv() {
    return cachePriv.peek();
  }

  /// Whether the flag is set.
  public boolean has(VolumeFlag flag) {
    return flags.test(flag);
  }

  /// Accesses under way, the backend's pin included.
  public int accessCount() {
    checkAlive();
    return (int) accesses.get();
  }

  /// Data cookies that their clients have not let go of.
  public int cookieCount() {
    return (int) cookies.peek();
  }

  /// Pins the volume on behalf of a backend that has just set it up; [#withdraw] undoes it.
  ///
  /// Kernel: fs/cachefiles/volume.c (cachefiles_acquire_volume)
  public void pinCache() {
    fscache.gate().pin(this);
  }

  /// Undoes [#pinCache] and waits for the accesses under way.
  ///
  /// Kernel: fs/fscache/volume.c (fscache_withdraw_volume)
  public void withdraw() {
    checkAlive();
    fscache.gate().unpinAndDrain(this);
  }

  /// Takes a reference.
  ///
  /// Kernel: fs/fscache/volume.c (fscache_get_volume)
  public void get(VolumeTrace why) {
    checkAlive();
    trace(why, ref.incAndGet());
  }

  /// Takes a reference unless the last one is gone.
  ///
  /// Kernel: fs/fscache/volume.c (fscache_try_get_volume)
  public boolean tryGet(VolumeTrace why) {
    if (!ref.incNotZero()) {
      return false;
    }
    trace(why, ref.peek());
    return true;
  }

  /// Puts a reference.
  ///
  /// Kernel: fs/fscache/volume.c (fscache_put_volume)
  public void put(VolumeTrace why) {
    checkAlive();
    int left = ref.decAndGet();
    trace(why, left);
    if (left == 0) {
      fscache.volumes().free(this);
    }
  }

  /// Traces the present reference count.
  void see(VolumeTrace why) {
    trace(why, ref.peek());
  }

  private void trace(VolumeTrace why, int count) {
    fscache.trace(() -> new FscacheEvent.VolumeRef(debugId, why, count));
  }

  /// The client lets go, having let go of all its cookies.
  ///
  /// @param newCoherency replaces the coherency data unless `invalidate`; as long as what was given
  ///   first
  /// @param invalidate the stored volume is to be discarded
  ///
  ///   Kernel: fs/fscache/volume.c (__fscache_relinquish_volume)
  public void relinquish(byte @Nullable [] newCoherency, boolean invalidate) {
    checkAlive();
    if (fscache
        .kernel()
        .warn(
            flags.testAndSet(VolumeFlag.RELINQUISHED),
            () -> this + " is relinquished a second time")) {
      return;
    }
    if (invalidate) {
      flags.set(VolumeFlag.INVALIDATE);
    } else if (newCoherency != null) {
      byte[] changed = coherency.clone();
      if (newCoherency.length < changed.length) {
        throw new IllegalArgumentException(
            "coherency ("
                + newCoherency.length
                + " bytes) is shorter than what the volume was acquired with ("
                + changed.length
                + ")");
      }
      System.arraycopy(newCoherency, 0, changed, 0, changed.length);
      coherency = changed;
    }
    put(VolumeTrace.PUT_RELINQUISH);
  }

  void freed() {
    free("fscache_free_volume");
  }

  @Override
  protected String objectName() {
    return "V=" + HexFormat.of().toHexDigits(debugId) + " (" + key + ")";
  }
}

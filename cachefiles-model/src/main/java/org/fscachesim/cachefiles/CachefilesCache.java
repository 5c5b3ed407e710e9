package org.fscachesim.cachefiles;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fscachesim.cachefiles.daemon.Watermarks;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.ondemand.OnDemandRequests;
import org.fscachesim.fscache.Cache;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Flags;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/// One cache: from the open of the device to the end of its unbinding.
///
/// It lives as long as its pin count: one for the open device, and one for each anonymous
/// descriptor. Whoever drops the last pin unbinds, in its own task.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_cache)
public final class CachefilesCache extends KernelObject {
  private final Cachefiles driver;
  private final Flags<CacheFlag> flags;
  private final Refcount pins;
  private final WaitQueue pollers;
  private final SpinLock listLock;
  private final WaitQueue volumeQueue;
  private final AtomicCounter filesReleased;
  private final AtomicCounter sectorsReleased;
  private final AtomicCounter blocksWriting;
  private final AtomicCounter graves;
  private final OnDemandRequests requests;
  // Guarded by `listLock`.
  private final Set<CacheObject> objects = new LinkedHashSet<>();
  private final Set<CacheVolume> volumes = new LinkedHashSet<>();
  // Set by bind, under the command mutex, before READY; never change until unbind.
  private @Nullable Mounted mounted;

  /// What bind finds out, and unbind forgets.
  ///
  /// @param cacheDirectory `cache/`, marked as in use
  /// @param graveyard marked as in use
  /// @param blockShift log2 of the block size
  public record Mounted(
      Cache fscacheCache,
      BackingStore store,
      Inode root,
      Inode cacheDirectory,
      Inode graveyard,
      Watermarks watermarks,
      int blockSize,
      int blockShift) {
    /// The same, with the directories that bind made.
    public Mounted withDirectories(Inode objects, Inode graves) {
      return new Mounted(
          fscacheCache, store, root, objects, graves, watermarks, blockSize, blockShift);
    }
  }

  CachefilesCache(Cachefiles driver) {
    super(driver.kernel(), "cachefiles_cache");
    this.driver = driver;
    Kernel kernel = driver.kernel();
    this.flags = new Flags<>(kernel, "cache.flags", CacheFlag.class);
    this.pins = new Refcount(kernel, "cache.unbind_pincount", 1);
    this.pollers = new WaitQueue(kernel, "cachefiles device");
    this.listLock = new SpinLock(kernel, "cachefiles.object_list");
    this.volumeQueue = new WaitQueue(kernel, "cachefiles volumes");
    this.filesReleased = new AtomicCounter(kernel, "cache.f_released", 0);
    this.sectorsReleased = new AtomicCounter(kernel, "cache.b_released", 0);
    this.blocksWriting = new AtomicCounter(kernel, "cache.b_writing", 0);
    this.graves = new AtomicCounter(kernel, "cache.gravecounter", 0);
    this.requests = new OnDemandRequests(this);
  }

  @Override
  protected String objectName() {
    Mounted m = mounted;
    return m == null ? "(not bound)" : String.valueOf(m.fscacheCache.name());
  }

  /// The kernel it runs in.
  public Kernel owner() {
    return driver.kernel();
  }

  public Cachefiles driver() {
    return driver;
  }

  public Fscache fscache() {
    return driver.fscache();
  }

  public Flags<CacheFlag> flags() {
    return flags;
  }

  public boolean has(CacheFlag flag) {
    return flags.test(flag);
  }

  /// The requests that the daemon is to answer.
  public OnDemandRequests requests() {
    return requests;
  }

  /// Where daemons wait for events.
  public WaitQueue pollers() {
    return pollers;
  }

  /// What bind found.
  ///
  /// @throws KernelBug when the cache is not bound
  public Mounted mounted() {
    if (mounted == null) {
      throw new KernelBug("null pointer: the cache is not bound");
    }
    return mounted;
  }

  /// Called by bind, and by unbind with null.
  public void setMounted(@Nullable Mounted m) {
    mounted = m;
  }

  /// Takes a pin against unbinding, for an anonymous descriptor.
  public void pin() {
    pins.incAndGet();
  }

  /// Drops a pin; the last one unbinds the cache, in the current task.
  ///
  /// Kernel: fs/cachefiles/daemon.c (cachefiles_put_unbind_pincount)
  public void unpin() {
    if (pins.decAndTest()) {
      driver.unbind(this);
      free("cachefiles_daemon_unbind");
    }
  }

  /// The pins, for checkers.
  public int peekPins() {
    return pins.peek();
  }

  /// Tells the daemon to read the state again.
  ///
  /// Kernel: fs/cachefiles/internal.h (cachefiles_state_changed)
  public void stateChanged() {
    flags.set(CacheFlag.STATE_CHANGED);
    pollers.wakeAll();
  }

  public AtomicCounter filesReleased() {
    return filesReleased;
  }

  /// In units of 512 bytes.
  public AtomicCounter sectorsReleased() {
    return sectorsReleased;
  }

  /// Blocks that writes under way may take.
  public AtomicCounter blocksWriting() {
    return blocksWriting;
  }

  /// The number of the next grave, from 1.
  public long nextGrave() {
    return graves.incrementAndGet();
  }

  public void add(CacheObject object) {
    try (Held _ = listLock.hold()) {
      objects.add(object);
    }
  }

  public void remove(CacheObject object) {
    try (Held _ = listLock.hold()) {
      objects.remove(object);
    }
  }

  public void add(CacheVolume volume) {
    try (Held _ = listLock.hold()) {
      volumes.add(volume);
    }
  }

  /// Whether it was there.
  public boolean remove(CacheVolume volume) {
    boolean removed;
    try (Held _ = listLock.hold()) {
      removed = volumes.remove(volume);
    }
    volumeQueue.wakeAll();
    return removed;
  }

  /// Waits until somebody else has taken a volume off the list.
  public void awaitRemoval(CacheVolume volume) {
    volumeQueue.await(() -> !contains(volume), "removal of " + volume);
  }

  private boolean contains(CacheVolume volume) {
    try (Held _ = listLock.hold()) {
      return volumes.contains(volume);
    }
  }

  /// What is done to an object or a volume under the list lock; it may not wait.
  @FunctionalInterface
  public interface UnderListLock<T, R extends @Nullable Object> {
    R on(T item);
  }

  /// Takes each object off the list and does something to it.
  public void drainObjects(UnderListLock<CacheObject, Boolean> action) {
    try (Held _ = listLock.hold()) {
      for (CacheObject object : objects) {
        action.on(object);
      }
      objects.clear();
    }
  }

  /// The first volume for which `choose` gives something, and that.
  public <R> @Nullable R findVolume(UnderListLock<CacheVolume, @Nullable R> choose) {
    try (Held _ = listLock.hold()) {
      for (CacheVolume volume : volumes) {
        R found = choose.on(volume);
        if (found != null) {
          return found;
        }
      }
      return null;
    }
  }

  /// The listed objects, for checkers and reports.
  public List<CacheObject> listedObjects() {
    return new ArrayList<>(objects);
  }

  /// The listed volumes, for checkers and reports.
  public List<CacheVolume> listedVolumes() {
    return new ArrayList<>(volumes);
  }

  /// A fatal I/O error: the cache is killed.
  ///
  /// Kernel: fs/cachefiles/internal.h (cachefiles_io_error)
  public void ioError(String what) {
    owner().log().error("CacheFiles: I/O Error: " + what);
    mounted().fscacheCache.ioError();
    flags.set(CacheFlag.DEAD);
    if (owner().has(CachefilesBehaviour.KILL_FLUSHES_REQUESTS)) {
      requests.flush();
    }
  }

  /// Reads injected into the operation of that class, in place of the operation.
  public void inject(Injection kind) throws ErrnoException {
    driver.injections().check(kind);
  }

  /// Records that an operation on names or attributes failed.
  public void traceVfsError(int object, @Nullable Inode inode, ErrorTrace where, Errno error) {
    owner()
        .trace(
            () ->
                new CachefilesEvent.VfsError(
                    object, inode == null ? 0 : inode.number(), where, -error.code()));
  }
}

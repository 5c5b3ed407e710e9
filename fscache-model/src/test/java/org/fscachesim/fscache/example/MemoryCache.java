package org.fscachesim.fscache.example;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.fscachesim.fscache.Cache;
import org.fscachesim.fscache.CacheOperations;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.fscache.CookieTrace;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.Volume;
import org.fscachesim.fscache.VolumeTrace;
import org.fscachesim.fscache.WantState;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.SpinLock;

/// A cache backend that keeps files in memory.
///
/// It has what every backend has: a list of its volumes and one of its objects, which it needs when
/// it is unbound ([#unbind]); everything else is asked for by fscache.
public final class MemoryCache implements CacheOperations {
  /// In which order an unbind goes about it.
  public enum UnbindOrder {
    /// Wait for the lookups under way (they hold their volume) before the objects are listed.
    /// Right.
    VOLUMES_FIRST,
    /// As kernels before 6.10 did: a lookup under way can add an object after the list was gone
    /// through.
    OBJECTS_FIRST
  }

  static final class MemoryVolume {
    final Volume volume;

    MemoryVolume(Volume volume) {
      this.volume = volume;
    }
  }

  static final class MemoryObject extends KernelObject {
    final Cookie cookie;
    // Exchanged by an invalidation.
    volatile MemoryStore.StoredFile file;

    MemoryObject(Kernel kernel, Cookie cookie, MemoryStore.StoredFile file) {
      super(kernel, "memory_object");
      this.cookie = cookie;
      this.file = file;
    }

    void freed() {
      free("withdrawn");
    }

    @Override
    protected String objectName() {
      return "of " + cookie;
    }
  }

  private final Fscache fscache;
  private final MemoryStore store;
  private final Cache cache;
  private final MemoryIo io;
  private final SpinLock listLock;
  // Guarded by listLock, and so is the store.
  private final List<MemoryVolume> volumes = new ArrayList<>();
  private final Set<MemoryObject> objects = new LinkedHashSet<>();

  private MemoryCache(Fscache fscache, MemoryStore store, Cache cache) {
    this.fscache = fscache;
    this.store = store;
    this.cache = cache;
    this.io = new MemoryIo(fscache);
    this.listLock = new SpinLock(fscache.kernel(), "memory_cache_lists");
  }

  /// Brings a cache online.
  ///
  /// @throws ErrnoException EBUSY when there is one of that name
  public static MemoryCache bind(Fscache fscache, MemoryStore store, String name)
      throws ErrnoException {
    Cache cache = fscache.acquireCache(name);
    MemoryCache backend = new MemoryCache(fscache, store, cache);
    cache.add(backend, backend);
    return backend;
  }

  /// The cache as fscache knows it.
  public Cache cache() {
    return cache;
  }

  /// Takes the cache offline; every client goes on without it.
  public void unbind(UnbindOrder order) {
    cache.withdraw();
    if (order == UnbindOrder.VOLUMES_FIRST) {
      withdrawVolumesFromFscache();
    }
    withdrawObjects();
    cache.waitForObjects();
    if (order == UnbindOrder.OBJECTS_FIRST) {
      withdrawVolumesFromFscache();
    }
    releaseVolumes();
    cache.relinquish();
  }

  private void withdrawVolumesFromFscache() {
    List<Volume> mine = new ArrayList<>();
    try (Held _ = listLock.hold()) {
      for (MemoryVolume v : volumes) {
        // One whose last reference is gone is being freed, and waits for nobody.
        if (v.volume.tryGet(VolumeTrace.GET_WITHDRAW)) {
          mine.add(v.volume);
        }
      }
    }
    for (Volume volume : mine) {
      volume.withdraw();
      volume.put(VolumeTrace.PUT_WITHDRAW);
    }
  }

  private void withdrawObjects() {
    try (Held _ = listLock.hold()) {
      objects.forEach(o -> o.cookie.withdraw());
    }
  }

  private void releaseVolumes() {
    while (true) {
      Volume volume;
      try (Held _ = listLock.hold()) {
        if (volumes.isEmpty()) {
          return;
        }
        volume = volumes.getFirst().volume;
        if (volume.tryGet(VolumeTrace.GET_WITHDRAW)) {
          volumes.removeFirst();
        } else {
          volume = null;
        }
      }
      if (volume == null) {
        // Its last put is about to call freeVolume, which takes it off the list.
        fscache.kernel().sleepMillis(1);
      } else {
        volume.setCachePriv(null);
        volume.put(VolumeTrace.PUT_WITHDRAW);
      }
    }
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void acquireVolume(Volume volume) {
    if (fscache.kernel().fault("memory_acquire_volume")) {
      return;
    }
    MemoryVolume mine = new MemoryVolume(volume);
    try (Held _ = listLock.hold()) {
      volumes.add(mine);
    }
    volume.setCachePriv(mine);
    volume.pinCache();
  }

  @Override
  public void freeVolume(Volume volume) {
    try (Held _ = listLock.hold()) {
      volumes.removeIf(v -> v.volume == volume);
    }
    volume.setCachePriv(null);
  }

  @Override
  public boolean lookupCookie(Cookie cookie) {
    if (fscache.kernel().fault("memory_lookup_silent")) {
      // Without an object there is nothing to withdraw, and so no need to say that caching failed.
      return false;
    }
    String volumeKey = cookie.volume().key();
    MemoryStore.StoredFile file;
    try (Held _ = listLock.hold()) {
      file = store.find(volumeKey, cookie.key());
    }
    boolean good =
        file != null
            && file.data.length <= cookie.objectSize()
            && Arrays.equals(file.aux, cookie.aux());
    if (file == null || !good) {
      file = new MemoryStore.StoredFile();
    }
    MemoryObject object = new MemoryObject(fscache.kernel(), cookie, file);
    cache.countObject();
    cookie.get(CookieTrace.GET_ATTACH_OBJECT);
    cookie.setCachePriv(object);
    try (Held _ = listLock.hold()) {
      objects.add(object);
    }
    if (fscache.kernel().fault("memory_lookup")) {
      cookie.cachingFailed();
      return false;
    }
    if (good) {
      cookie.clear(CookieFlag.NO_DATA_TO_READ);
    } else {
      cookie.lookupNegative();
    }
    return true;
  }

  @Override
  public void withdrawCookie(Cookie cookie) {
    MemoryObject object = object(cookie);
    object.checkAlive();
    String volumeKey = cookie.volume().key();
    boolean retired = cookie.has(CookieFlag.RETIRED);
    object.file.aux = cookie.aux();
    try (Held _ = listLock.hold()) {
      objects.remove(object);
      if (retired) {
        store.delete(volumeKey, cookie.key());
      } else {
        store.store(volumeKey, cookie.key(), object.file);
      }
    }
    cookie.setCachePriv(null);
    object.freed();
    cookie.put(CookieTrace.PUT_OBJECT);
    // The very last touch: the unbind may be waiting for this, and go on to give the cache up.
    cache.uncountObject();
  }

  @Override
  public void resizeCookie(CacheResources resources, long newSize) {
    MemoryObject object = MemoryIo.object(resources);
    MemoryStore.StoredFile file = object.file;
    if (newSize < file.data.length) {
      file.data = Arrays.copyOf(file.data, Math.toIntExact(newSize));
    }
  }

  @Override
  public boolean invalidateCookie(Cookie cookie) {
    MemoryObject object = object(cookie);
    if (fscache.kernel().fault("memory_invalidate")) {
      return false;
    }
    object.file = new MemoryStore.StoredFile();
    cookie.resumeAfterInvalidation();
    return !fscache.kernel().fault("memory_invalidate_late");
  }

  @Override
  public boolean beginOperation(CacheResources resources, WantState want) {
    Cookie cookie = Objects.requireNonNull(resources.cookie());
    resources.setOps(io);
    Object object = cookie.cachePriv();
    if (object == null) {
      // Still being looked up; good enough to talk about the file, not to move data.
      return want == WantState.PARAMS;
    }
    resources.setCachePriv2(object);
    return true;
  }

  @Override
  public void prepareToWrite(Cookie cookie) {
    object(cookie).checkAlive();
  }

  private static MemoryObject object(Cookie cookie) {
    return (MemoryObject) Objects.requireNonNull(cookie.cachePriv());
  }
}

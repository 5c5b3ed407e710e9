package org.fscachesim.cachefiles;

import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.cachefiles.ondemand.OnDemandObject;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieTrace;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.SpinLock;
import org.jspecify.annotations.Nullable;

/// A cookie's object in a cache: a name, and from the end of its lookup to its withdrawal a file.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_object)
public final class CacheObject extends KernelObject {
  private final int debugId;
  private final CacheVolume volume;
  private final Cookie cookie;
  private final String name;
  private final Refcount references;
  private final SpinLock lock;
  private final OnDemandObject onDemand;
  // Guarded by `lock`.
  private @Nullable BackingFile file;
  private boolean usingTmpfile;

  /// @param name of its file
  public CacheObject(CacheVolume volume, Cookie cookie, int debugId, String name) {
    super(volume.cache().owner(), "cachefiles_object");
    this.volume = volume;
    this.cookie = cookie;
    this.debugId = debugId;
    this.name = name;
    this.references = new Refcount(kernel(), "object.ref", 1);
    this.lock = new SpinLock(kernel(), "cachefiles.object");
    this.onDemand = new OnDemandObject(this);
    cookie.get(CookieTrace.GET_ATTACH_OBJECT);
    volume.cache().mounted().fscacheCache().countObject();
    trace(1, ObjectTrace.NEW);
  }

  @Override
  protected String objectName() {
    return Integer.toHexString(debugId) + " " + name;
  }

  private void trace(int usage, ObjectTrace why) {
    kernel().trace(() -> new CachefilesEvent.Reference(debugId, cookie.debugId(), usage, why));
  }

  /// Number in traces, from 1.
  public int debugId() {
    return debugId;
  }

  public CacheVolume volume() {
    return volume;
  }

  public CachefilesCache cache() {
    return volume.cache();
  }

  public Cookie cookie() {
    return cookie;
  }

  /// The name of its file.
  public String name() {
    return name;
  }

  /// The directory of its file.
  public Inode directory() {
    return volume.fanOut(cookie.keyHash());
  }

  public OnDemandObject onDemand() {
    return onDemand;
  }

  /// Traces the present count.
  public void see(ObjectTrace why) {
    trace(references.get(), why);
  }

  /// @param why null for a reference that the modelled release has not, and so does not trace
  ///
  ///     Kernel: fs/cachefiles/interface.c (cachefiles_grab_object)
  public void get(@Nullable ObjectTrace why) {
    checkAlive();
    int before = references.incAndGet() - 1;
    if (why != null) {
      trace(before, why);
    }
  }

  /// @param why as for [#get]
  ///
  ///     Kernel: fs/cachefiles/interface.c (cachefiles_put_object)
  public void put(@Nullable ObjectTrace why) {
    checkAlive();
    int after = references.decAndGet();
    if (why != null) {
      trace(after + 1, why);
    }
    if (after == 0) {
      KernelBug.check(
          peekFile() == null, "object " + objectName() + " is freed with its file open");
      var fscacheCache = cache().mounted().fscacheCache();
      free("cachefiles_put_object");
      cookie.put(CookieTrace.PUT_OBJECT);
      // The very last touch: the cache may be gone when this returns.
      fscacheCache.uncountObject();
    }
  }

  private @Nullable BackingFile peekFile() {
    return file;
  }

  /// The file with a reference for the caller, or null when the object has none.
  public @Nullable BackingFile getFile() {
    try (Held _ = lock.hold()) {
      BackingFile present = file;
      if (present != null) {
        present.get();
      }
      return present;
    }
  }

  /// The file; for the cookie's worker, which alone changes it, and so needs no reference.
  public @Nullable BackingFile file() {
    try (Held _ = lock.hold()) {
      return file;
    }
  }

  /// Installs another file, and takes over the caller's reference.
  ///
  /// @return the one before, with the object's reference, or null
  public @Nullable BackingFile setFile(@Nullable BackingFile next, boolean tmpfile) {
    try (Held _ = lock.hold()) {
      BackingFile before = file;
      file = next;
      usingTmpfile = tmpfile;
      return before;
    }
  }

  /// Whether the file has no name yet.
  public boolean isUsingTmpfile() {
    try (Held _ = lock.hold()) {
      return usingTmpfile;
    }
  }

  /// The file got its name.
  public void setNamed() {
    try (Held _ = lock.hold()) {
      usingTmpfile = false;
    }
  }
}

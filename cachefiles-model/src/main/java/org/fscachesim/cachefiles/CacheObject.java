package org.fscachesim.cachefiles;

import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.cachefiles.ondemand.OnDemandObject;
import org.fscachesim.cachefiles.store.KeyEncoding;
import org.fscachesim.fscache.Cache;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieTrace;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.sync.Flags;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.sync.SpinLock;
import org.jspecify.annotations.Nullable;

/// The backing of one cookie: a name in the cache, and the open file behind it.
///
/// It lives from the lookup to the withdrawal of its cookie, and longer while an operation or an
/// anonymous descriptor holds it.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_object)
public final class CacheObject extends KernelObject {
  /// The name of objects in the ledger.
  public static final String TYPE = "cachefiles object";

  private final int debugId;
  private final CachefilesCache cache;
  private final CacheVolume volume;
  private final Cookie cookie;
  private final int cookieId;
  private final String name;
  private final Refcount references;
  private final SpinLock lock;
  private final Flags<ObjectFlag> flags;
  private final Shared<@Nullable CacheFile> file;
  private final @Nullable OnDemandObject onDemand;
  private volatile int content;

  /// Makes the object of a cookie, with one reference for it.
  ///
  /// Kernel: fs/cachefiles/interface.c (cachefiles_alloc_object)
  public CacheObject(CacheVolume volume, Cookie cookie) {
    super(volume.cache().machine(), TYPE);
    this.volume = volume;
    this.cache = volume.cache();
    this.cookie = cookie;
    this.cookieId = cookie.debugId();
    this.debugId = cache.driver().nextObjectId();
    this.references = new Refcount(kernel(), "references of a cachefiles object", 1);
    this.lock = new SpinLock(kernel(), "cachefiles.object.lock");
    this.flags = new Flags<>(kernel(), "cachefiles object flags", ObjectFlag.class);
    this.file = new Shared<>(kernel(), "file of a cachefiles object", null);
    this.onDemand = cache.isOnDemand() ? new OnDemandObject(this) : null;
    cache.fscacheCache().countObject();
    cookie.get(CookieTrace.GET_ATTACH_OBJECT);
    trace(ObjectTrace.NEW, 1);
    this.name = KeyEncoding.encode(cookie.key());
  }

  public int debugId() {
    return debugId;
  }

  public CachefilesCache cache() {
    checkAlive();
    return cache;
  }

  /// The cache, without a scheduling point: for checkers only.
  public CachefilesCache peekCache() {
    return cache;
  }

  public CacheVolume volume() {
    checkAlive();
    return volume;
  }

  public Cookie cookie() {
    checkAlive();
    return cookie;
  }

  /// The file's name in its directory.
  public String name() {
    return name;
  }

  /// The directory that the file is in, or will be.
  public Inode directory() {
    return volume.fanout(cookie.keyHash());
  }

  /// Guards the file and whether it has a name.
  public SpinLock lock() {
    return lock;
  }

  public Flags<ObjectFlag> flags() {
    checkAlive();
    return flags;
  }

  public boolean isTemporary() {
    return flags().test(ObjectFlag.USING_TMPFILE);
  }

  /// The id and state that the daemon knows; null in the original mode.
  public @Nullable OnDemandObject onDemand() {
    return onDemand;
  }

  /// What the coherency record says of the content: 0 in all but a crash.
  public int content() {
    return content;
  }

  /// Sets what the coherency record will say of the content.
  public void setContent(int newContent) {
    content = newContent;
  }

  /// The file as it is at this moment, with no reference taken: for the task that works the cookie.
  public @Nullable CacheFile file() {
    checkAlive();
    return file.get();
  }

  /// The file, without a scheduling point: for checkers only.
  public @Nullable CacheFile peekFile() {
    return file.peek();
  }

  /// Takes a reference on the file under the object's lock, so that it can not be closed in
  /// between; null when there is none.
  public @Nullable CacheFile getFile() {
    checkAlive();
    try (var _ = lock.hold()) {
      CacheFile present = file.get();
      return present == null ? null : present.get();
    }
  }

  /// Puts a file in; the object takes over the reference. Under [#lock] once anybody else may look.
  public void setFile(@Nullable CacheFile newFile) {
    checkAlive();
    file.set(newFile);
  }

  /// Takes a reference.
  ///
  /// @param why null for one that the release does not trace
  ///
  ///   Kernel: fs/cachefiles/interface.c (cachefiles_grab_object)
  public CacheObject get(@Nullable ObjectTrace why) {
    checkAlive();
    int now = references.incAndGet();
    trace(why, now - 1);
    return this;
  }

  /// Traces a look at the object.
  ///
  /// Kernel: fs/cachefiles/interface.c (cachefiles_see_object)
  public void see(ObjectTrace why) {
    checkAlive();
    trace(why, references.peek());
  }

  /// Drops a reference; the last one frees the object, which must have no file any more.
  ///
  /// @param why null for one that the release does not trace
  ///
  ///   Kernel: fs/cachefiles/interface.c (cachefiles_put_object)
  public void put(@Nullable ObjectTrace why) {
    checkAlive();
    Cache fscacheCache = cache.fscacheCache();
    // The number may be gone with the object as soon as the reference is, so the trace comes first
    // in the kernel, too: its count is the one from before.
    int left = references.decAndGet();
    trace(why, left + 1);
    if (left > 0) {
      return;
    }
    KernelBug.check(
        file.get() == null, () -> "cachefiles: object " + debugId + " is freed with its file open");
    cookie.put(CookieTrace.PUT_OBJECT);
    free("last put");
    // The very last touch: an unbind that waits for this may free the cache.
    fscacheCache.uncountObject();
  }

  private void trace(@Nullable ObjectTrace why, int usage) {
    if (why != null) {
      kernel().trace(() -> new CachefilesEvent.Reference(debugId, cookieId, usage, why));
    }
  }

  /// How many references there are, without a scheduling point: for checkers only.
  public int peekReferences() {
    return references.peek();
  }

  @Override
  protected String objectName() {
    return Integer.toString(debugId);
  }
}

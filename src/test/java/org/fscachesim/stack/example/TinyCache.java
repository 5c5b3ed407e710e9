package org.fscachesim.stack.example;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fscachesim.fscache.Cache;
import org.fscachesim.fscache.CacheOperations;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.fscache.CookieTrace;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.Volume;
import org.fscachesim.fscache.WantState;
import org.fscachesim.kernel.ErrnoException;

/// The smallest cache backend that works: files are byte arrays in a map.
final class TinyCache implements CacheOperations {
  /// What is stored of one file, and whether it may be trusted.
  static final class StoredFile {
    volatile byte[] data = {};
    volatile byte[] aux = {};
  }

  private final Map<String, StoredFile> disk;
  private final Cache cache;
  private final TinyCacheIo io;

  private TinyCache(Fscache fscache, Map<String, StoredFile> disk, Cache cache) {
    this.disk = disk;
    this.cache = cache;
    this.io = new TinyCacheIo(fscache);
  }

  /// An empty disk. It outlives the cache that is bound to it.
  static Map<String, StoredFile> emptyDisk() {
    return new ConcurrentHashMap<>();
  }

  /// Brings the cache online.
  static TinyCache bind(Fscache fscache, Map<String, StoredFile> disk) throws ErrnoException {
    Cache cache = fscache.acquireCache("tiny");
    TinyCache backend = new TinyCache(fscache, disk, cache);
    cache.add(backend, backend);
    return backend;
  }

  /// Objects that are in use.
  int objects() {
    return cache.objectCount();
  }

  private static String path(Cookie cookie) {
    return cookie.volume().key() + "/" + cookie.key();
  }

  @Override
  public String name() {
    return "tiny";
  }

  /// A volume is only a part of the path; but no cookie is looked up before its volume has
  /// something.
  @Override
  public void acquireVolume(Volume volume) {
    volume.setCachePriv(disk);
    volume.pinCache();
  }

  @Override
  public void freeVolume(Volume volume) {
    volume.setCachePriv(null);
  }

  /// Stored data is good when it was stored with the same coherency data.
  @Override
  public boolean lookupCookie(Cookie cookie) {
    StoredFile stored = disk.get(path(cookie));
    boolean good = stored != null && Arrays.equals(stored.aux, cookie.aux());
    cache.countObject();
    cookie.get(CookieTrace.GET_ATTACH_OBJECT);
    cookie.setCachePriv(good ? stored : new StoredFile());
    if (good) {
      cookie.clear(CookieFlag.NO_DATA_TO_READ);
    } else {
      cookie.lookupNegative();
    }
    return true;
  }

  /// Commits, or deletes; after the last line the cache may be gone.
  @Override
  public void withdrawCookie(Cookie cookie) {
    StoredFile file = TinyCacheIo.file(cookie);
    if (cookie.has(CookieFlag.RETIRED)) {
      disk.remove(path(cookie));
    } else {
      file.aux = cookie.aux();
      disk.put(path(cookie), file);
    }
    cookie.setCachePriv(null);
    cookie.put(CookieTrace.PUT_OBJECT);
    cache.uncountObject();
  }

  @Override
  public void resizeCookie(CacheResources resources, long newSize) {
    StoredFile file = TinyCacheIo.file(resources);
    if (newSize < file.data.length) {
      file.data = Arrays.copyOf(file.data, (int) newSize);
    }
  }

  @Override
  public boolean invalidateCookie(Cookie cookie) {
    cookie.setCachePriv(new StoredFile());
    cookie.resumeAfterInvalidation();
    return true;
  }

  /// With parameters alone an operation may begin before the object is there.
  @Override
  public boolean beginOperation(CacheResources resources, WantState want) {
    resources.setOps(io);
    Cookie cookie = resources.cookie();
    Object file = cookie == null ? null : cookie.cachePriv();
    resources.setCachePriv2(file);
    return file != null || want == WantState.PARAMS;
  }

  @Override
  public void prepareToWrite(Cookie cookie) {
    // What is stored is written at once, so there is nothing to note.
  }
}

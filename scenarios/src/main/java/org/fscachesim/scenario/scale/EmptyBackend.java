package org.fscachesim.scenario.scale;

import org.fscachesim.fscache.Cache;
import org.fscachesim.fscache.CacheOperations;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieTrace;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.Volume;
import org.fscachesim.fscache.WantState;
import org.fscachesim.kernel.ErrnoException;

/// A cache backend that finds nothing and stores nothing: what is left is the cost of fscache.
final class EmptyBackend implements CacheOperations {
  private final Cache cache;

  private EmptyBackend(Cache cache) {
    this.cache = cache;
  }

  /// Brings a cache online.
  static EmptyBackend bind(Fscache fscache) throws ErrnoException {
    Cache cache = fscache.acquireCache("empty");
    EmptyBackend backend = new EmptyBackend(cache);
    cache.add(backend, backend);
    return backend;
  }

  /// Objects that cookies have at present.
  long objects() {
    return cache.objectCount();
  }

  @Override
  public String name() {
    return "empty";
  }

  @Override
  public void acquireVolume(Volume volume) {
    volume.setCachePriv(this);
    volume.pinCache();
  }

  @Override
  public void freeVolume(Volume volume) {
    volume.setCachePriv(null);
  }

  @Override
  public boolean lookupCookie(Cookie cookie) {
    cookie.get(CookieTrace.GET_ATTACH_OBJECT);
    cookie.setCachePriv(this);
    cookie.lookupNegative();
    cache.countObject();
    return true;
  }

  @Override
  public void withdrawCookie(Cookie cookie) {
    cookie.setCachePriv(null);
    cookie.put(CookieTrace.PUT_OBJECT);
    cache.uncountObject();
  }

  @Override
  public void resizeCookie(CacheResources resources, long newSize) {}

  @Override
  public boolean invalidateCookie(Cookie cookie) {
    cookie.resumeAfterInvalidation();
    return true;
  }

  @Override
  public boolean beginOperation(CacheResources resources, WantState want) {
    return false;
  }

  @Override
  public void prepareToWrite(Cookie cookie) {}
}

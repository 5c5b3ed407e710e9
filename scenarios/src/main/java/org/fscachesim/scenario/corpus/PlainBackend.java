package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Cache;
import org.fscachesim.fscache.CacheOperations;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieTrace;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.Volume;
import org.fscachesim.fscache.WantState;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;

/// A backend that has volumes and objects and stores nothing: for bugs of fscache in which every
/// step counts, where cachefiles would make a volume in a thousand.
final class PlainBackend implements CacheOperations {
  private final Fscache fscache;
  private final Cache cache;
  private int failures;

  /// Brings a cache online.
  PlainBackend(Fscache fscache) throws ErrnoException {
    this(fscache, 0);
  }

  /// Brings a cache online whose first volumes can not be set up.
  ///
  /// @param failures how many
  PlainBackend(Fscache fscache, int failures) throws ErrnoException {
    this.fscache = fscache;
    this.failures = failures;
    this.cache = fscache.acquireCache("plain");
    cache.add(this, this);
  }

  private static final class PlainObject extends KernelObject {
    private final Cookie cookie;

    PlainObject(Kernel kernel, Cookie cookie) {
      super(kernel, "plain object");
      this.cookie = cookie;
    }

    void freed() {
      free("withdrawn");
    }

    @Override
    protected String objectName() {
      return "of " + cookie;
    }
  }

  /// Takes the cache offline, which nobody may use any more.
  void unbind() {
    cache.withdraw();
    cache.waitForObjects();
    cache.relinquish();
  }

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public void acquireVolume(Volume volume) {
    if (failures > 0) {
      failures--;
      return;
    }
    volume.setCachePriv(this);
    volume.pinCache();
  }

  @Override
  public void freeVolume(Volume volume) {
    volume.setCachePriv(null);
  }

  @Override
  public boolean lookupCookie(Cookie cookie) {
    cache.countObject();
    cookie.get(CookieTrace.GET_ATTACH_OBJECT);
    cookie.setCachePriv(new PlainObject(fscache.kernel(), cookie));
    return true;
  }

  @Override
  public void withdrawCookie(Cookie cookie) {
    if (cookie.cachePriv() instanceof PlainObject object) {
      cookie.setCachePriv(null);
      object.freed();
      cookie.put(CookieTrace.PUT_OBJECT);
      cache.uncountObject();
    }
  }

  @Override
  public void resizeCookie(CacheResources resources, long newSize) {
    // Nothing is stored that could change its size.
  }

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
  public void prepareToWrite(Cookie cookie) {
    // As for a change of size.
  }
}

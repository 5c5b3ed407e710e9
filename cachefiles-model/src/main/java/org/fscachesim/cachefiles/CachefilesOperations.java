package org.fscachesim.cachefiles;

import org.fscachesim.cachefiles.io.CachefilesResources;
import org.fscachesim.cachefiles.store.ObjectLookup;
import org.fscachesim.cachefiles.store.ObjectWithdrawal;
import org.fscachesim.cachefiles.store.Sizes;
import org.fscachesim.cachefiles.store.Volumes;
import org.fscachesim.fscache.CacheOperations;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.fscache.WantState;

/// What fscache calls.
///
/// Kernel: fs/cachefiles/interface.c (cachefiles_cache_ops)
public final class CachefilesOperations implements CacheOperations {
  private final CachefilesCache cache;
  private final CachefilesResources resourceOperations = new CachefilesResources();

  /// The table of one cache.
  public CachefilesOperations(CachefilesCache cache) {
    this.cache = cache;
  }

  @Override
  public String name() {
    return "cachefiles";
  }

  @Override
  public void acquireVolume(Volume volume) {
    Volumes.acquire(cache, volume);
  }

  @Override
  public void freeVolume(Volume volume) {
    if (volume.cachePriv() instanceof CacheVolume known) {
      Volumes.free(known);
    }
  }

  @Override
  public boolean lookupCookie(Cookie cookie) {
    return cookie.volume().cachePriv() instanceof CacheVolume volume
        && ObjectLookup.lookUp(volume, cookie);
  }

  @Override
  public void withdrawCookie(Cookie cookie) {
    if (cookie.cachePriv() instanceof CacheObject object) {
      ObjectWithdrawal.withdraw(cookie, object);
    }
  }

  @Override
  public void resizeCookie(CacheResources resources, long newSize) {
    if (resources.cookie() instanceof Cookie cookie
        && cookie.cachePriv() instanceof CacheObject object
        && resources.cachePriv2() instanceof CacheFile file) {
      Sizes.resize(object, file, newSize);
    }
  }

  @Override
  public boolean invalidateCookie(Cookie cookie) {
    if (cookie.cachePriv() instanceof CacheObject object) {
      return ObjectWithdrawal.invalidate(cookie, object);
    }
    cookie.resumeAfterInvalidation();
    return true;
  }

  @Override
  public boolean beginOperation(CacheResources resources, WantState want) {
    return resourceOperations.begin(resources, want);
  }

  @Override
  public void prepareToWrite(Cookie cookie) {
    if (cookie.cachePriv() instanceof CacheObject object) {
      ObjectWithdrawal.prepareToWrite(object);
    }
  }
}

package org.fscachesim.cachefiles;

import org.fscachesim.cachefiles.io.ObjectIo;
import org.fscachesim.cachefiles.store.KeyEncoding;
import org.fscachesim.cachefiles.store.Objects;
import org.fscachesim.cachefiles.store.Volumes;
import org.fscachesim.fscache.CacheOperations;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.fscache.WantState;
import org.fscachesim.kernel.KernelBug;

/// What fscache calls.
///
/// Kernel: fs/cachefiles/interface.c (cachefiles_cache_ops)
public final class CacheBackend implements CacheOperations {
  private final CachefilesCache cache;
  private final Objects objects;
  private final Volumes volumes;
  private final ObjectIo io;

  public CacheBackend(CachefilesCache cache) {
    this.cache = cache;
    this.objects = new Objects(cache);
    this.volumes = new Volumes(cache);
    this.io = new ObjectIo(cache.owner());
  }

  @Override
  public String name() {
    return "cachefiles";
  }

  @Override
  public void acquireVolume(Volume volume) {
    volumes.acquire(volume);
  }

  @Override
  public void freeVolume(Volume volume) {
    if (volume.cachePriv() instanceof CacheVolume ours) {
      volumes.free(volume, ours);
    }
  }

  @Override
  public boolean lookupCookie(Cookie cookie) {
    if (!(cookie.volume().cachePriv() instanceof CacheVolume volume)) {
      throw new KernelBug("null pointer: a lookup in a volume that is not there");
    }
    CacheObject object =
        new CacheObject(
            volume, cookie, cache.driver().nextObjectId(), KeyEncoding.encode(cookie.key()));
    cookie.setCachePriv(object);
    if (objects.lookUp(object)) {
      return true;
    }
    cookie.cachingFailed();
    return false;
  }

  private static CacheObject object(Cookie cookie) {
    if (cookie.cachePriv() instanceof CacheObject object) {
      return object;
    }
    throw new KernelBug("null pointer: cookie " + cookie + " has no object");
  }

  @Override
  public void withdrawCookie(Cookie cookie) {
    objects.withdraw(object(cookie));
  }

  @Override
  public void resizeCookie(CacheResources resources, long newSize) {
    Cookie cookie = resources.cookie();
    if (cookie != null) {
      objects.resize(object(cookie), newSize);
    }
  }

  @Override
  public boolean invalidateCookie(Cookie cookie) {
    return objects.invalidate(object(cookie));
  }

  @Override
  public boolean beginOperation(CacheResources resources, WantState want) {
    return io.begin(resources, want);
  }

  @Override
  public void prepareToWrite(Cookie cookie) {
    objects.prepareToWrite(object(cookie));
  }
}

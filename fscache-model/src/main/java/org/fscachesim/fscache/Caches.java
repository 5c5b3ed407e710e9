package org.fscachesim.fscache;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.StatCounter;
import org.jspecify.annotations.Nullable;

/// The register of caches by name, in the order in which they became known.
///
/// Client and backend may come in either order: whoever is first makes the cache known, the other
/// finds it.
///
/// Kernel: fs/fscache/cache.c
final class Caches {
  private final Fscache fscache;
  private final StatCounter ids = new StatCounter();
  // Guarded by the add/remove semaphore.
  private final Links<Cache> caches = new Links<>();

  Caches(Fscache fscache) {
    this.fscache = fscache;
  }

  Links<Cache> list() {
    return caches;
  }

  /// Kernel: fs/fscache/cache.c (fscache_acquire_cache)
  Cache acquire(@Nullable String name) throws ErrnoException {
    KernelBug.check(name != null, "fscache_acquire_cache: a cache needs a name");
    Cache cache = lookup(name, true);
    if (!cache.moveIf(CacheState.NOT_PRESENT, CacheState.PREPARING)) {
      fscache.notice("Cache tag " + name + " in use");
      put(cache, CacheTrace.PUT_CACHE);
      throw Errno.EBUSY.exception();
    }
    return cache;
  }

  /// Finds a cache or makes it known, and takes a reference.
  ///
  /// @param name null for whatever cache there is
  /// @param forBackend whether a backend asks, which takes over a cache without a name
  ///
  ///   Kernel: fs/fscache/cache.c (fscache_lookup_cache)
  Cache lookup(@Nullable String name, boolean forBackend) throws ErrnoException {
    try (Held _ = fscache.addRemove().holdRead()) {
      Cache found = exact(name);
      if (found == null && name == null) {
        found = anyNamed();
      }
      if (found != null) {
        return found;
      }
    }
    if (fscache.kernel().fault("fscache_alloc_cache")) {
      throw Errno.ENOMEM.exception();
    }
    int candidateId = ids.incrementAndGet();
    try (Held _ = fscache.addRemove().holdWrite()) {
      Cache found = exact(name);
      if (found == null && forBackend && name != null) {
        found = unnamedFor(name);
      }
      if (found == null && name == null) {
        found = anyNamed();
      }
      if (found != null) {
        return found;
      }
      Cache candidate = new Cache(fscache, candidateId, name);
      caches.addLast(candidate.link);
      trace(candidate, CacheTrace.NEW_ACQUIRE, 1);
      return candidate;
    }
  }

  private @Nullable Cache exact(@Nullable String name) {
    for (Links.Link<Cache> l = caches.first(); l != null; l = l.next()) {
      String its = l.item.name();
      if ((name == null ? its == null : name.equals(its)) && getMaybe(l.item)) {
        return l.item;
      }
    }
    return null;
  }

  private @Nullable Cache anyNamed() {
    for (Links.Link<Cache> l = caches.first(); l != null; l = l.next()) {
      if (l.item.name() != null && getMaybe(l.item)) {
        return l.item;
      }
    }
    return null;
  }

  private @Nullable Cache unnamedFor(String name) {
    Cache unnamed = exact(null);
    if (unnamed != null) {
      unnamed.adopt(name);
    }
    return unnamed;
  }

  /// A cache whose last reference just went is still listed for a moment.
  private boolean getMaybe(Cache cache) {
    if (!cache.ref.incNotZero()) {
      return false;
    }
    trace(cache, CacheTrace.GET_ACQUIRE, cache.ref.peek());
    return true;
  }

  /// Kernel: fs/fscache/cache.c (fscache_put_cache)
  void put(@Nullable Cache cache, CacheTrace where) {
    if (cache == null) {
      KernelBug.check(
          fscache.kernel().has(FscacheFix.PUT_CACHE_ERROR_POINTER),
          Symptom.NULL_POINTER,
          "fscache_put_cache: reads the debug id of an error pointer");
      return;
    }
    cache.checkAlive();
    int left = cache.ref.decAndGet();
    trace(cache, where, left);
    if (left == 0) {
      try (Held _ = fscache.addRemove().holdWrite()) {
        caches.remove(cache.link);
      }
      cache.freed();
    }
  }

  private void trace(Cache cache, CacheTrace why, int ref) {
    fscache.trace(() -> new FscacheEvent.CacheRef(cache.debugId(), why, ref));
  }
}

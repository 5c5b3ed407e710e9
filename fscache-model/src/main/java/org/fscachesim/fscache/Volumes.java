package org.fscachesim.fscache;

import java.util.function.Predicate;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.sync.StatCounter;
import org.jspecify.annotations.Nullable;

/// The register of volumes: acquisition, collisions of keys, and the end.
///
/// # Taking over a key
///
/// A key belongs to one volume of a cache at a time, because the volume owns a directory. When the
/// client has let go of a volume that objects still hold, a newcomer with the same key is put on
/// the hash chain at once, which reserves the key, but waits until the old one is freed:
///
/// ```text
/// newcomer                                  last put of the old volume
/// [bucket locked]                           free_volume: the directory is free again
/// old.COLLIDED_WITH, own ACQUIRE_PENDING    [bucket locked]
/// own entry at the head                     leave the chain; if COLLIDED_WITH, find the
/// [bucket unlocked]                         newcomer, clear its ACQUIRE_PENDING, wake it
/// wait for ACQUIRE_PENDING to clear         [bucket unlocked]
/// ```
///
/// The lock decides: either the newcomer marks the old volume in time to be found, or it does not
/// meet it any more.
///
/// Kernel: fs/fscache/volume.c
final class Volumes {
  private static final int MAX_KEY = 255;
  private static final int SIGNED_KEY_LIMIT = 127;

  private final Fscache fscache;
  private final SpinLock bucketLock;
  private final VolumeCollisionWait collisionWait;
  private final StatCounter ids = new StatCounter();
  // Guarded by bucketLock.
  private final HashTable<Volume> hash = new HashTable<>();
  // Guarded by the add/remove semaphore.
  private final Links<Volume> list = new Links<>();

  Volumes(Fscache fscache) {
    this.fscache = fscache;
    bucketLock = new SpinLock(fscache.kernel(), "fscache_volume_hash");
    collisionWait = new VolumeCollisionWait(fscache);
  }

  Links<Volume> list() {
    return list;
  }

  @Nullable Volume find(Volume like, Predicate<Volume> also) {
    return hash.find(like.keyHash(), v -> same(like, v) && also.test(v));
  }

  int hashedCount() {
    return hash.size();
  }

  /// Kernel: fs/fscache/volume.c (__fscache_acquire_volume)
  Volume acquire(String key, @Nullable String cacheName, byte @Nullable [] coherency)
      throws ErrnoException {
    Volume volume = allocate(key, cacheName, coherency == null ? new byte[0] : coherency.clone());
    if (!hash(volume)) {
      volume.put(VolumeTrace.PUT_HASH_COLLISION);
      throw Errno.EBUSY.exception();
    }
    fscache.volumeCreation().create(volume, false);
    return volume;
  }

  private Volume allocate(String key, @Nullable String cacheName, byte[] coherency)
      throws ErrnoException {
    if (key.length() > MAX_KEY && hasUnsignedLengths()) {
      throw Errno.ENOMEM.exception();
    }
    Cache cache;
    try {
      cache = fscache.caches().lookup(cacheName, false);
    } catch (ErrnoException e) {
      // One exit for all failures: it puts what there is, which is nothing.
      fscache.caches().put(null, CacheTrace.PUT_ALLOC_VOLUME);
      throw Errno.ENOMEM.exception();
    }
    if (fscache.kernel().fault("fscache_alloc_volume")) {
      fscache.caches().put(cache, CacheTrace.PUT_ALLOC_VOLUME);
      fscache.stats().volumesNoMemory.increment();
      throw Errno.ENOMEM.exception();
    }
    Volume volume = new Volume(fscache, ids.incrementAndGet(), cache, key, coherency);
    try (Held _ = fscache.addRemove().holdWrite()) {
      cache.volumes.increment();
      list.addLast(volume.procLink);
      volume.see(VolumeTrace.NEW_ACQUIRE);
      fscache.stats().volumes.increment();
    }
    return volume;
  }

  /// Equal keys in the same cache.
  ///
  /// Kernel: fs/fscache/volume.c (fscache_volume_same)
  private static boolean same(Volume a, Volume b) {
    return a.keyHash() == b.keyHash() && a.cache() == b.cache() && a.key().equals(b.key());
  }

  /// Reserves the key.
  ///
  /// @return false when a volume that is in use has it
  ///
  ///   Kernel: fs/fscache/volume.c (fscache_hash_volume)
  private boolean hash(Volume candidate) {
    Volume old;
    try (Held _ = bucketLock.hold()) {
      old = hash.find(candidate.keyHash(), v -> collides(candidate, v));
      if (old != null) {
        if (!old.has(VolumeFlag.RELINQUISHED)
            || !fscache.kernel().has(FscacheBehaviour.VOLUME_REACQUISITION_WAITS)) {
          old.see(VolumeTrace.COLLISION);
          return false;
        }
        old.see(VolumeTrace.GET_HASH_COLLISION);
        old.flags.set(VolumeFlag.COLLIDED_WITH);
        candidate.flags.set(VolumeFlag.ACQUIRE_PENDING);
      }
      hash.add(candidate.hashNode);
    }
    if (candidate.has(VolumeFlag.ACQUIRE_PENDING)) {
      collisionWait.await(candidate, old == null ? 0 : old.debugId());
    }
    return true;
  }

  private boolean collides(Volume candidate, Volume other) {
    if (!same(candidate, other)) {
      return false;
    }
    int length = candidate.key().length();
    KernelBug.check(
        length <= SIGNED_KEY_LIMIT || length <= MAX_KEY && hasUnsignedLengths(),
        Symptom.OUT_OF_BOUNDS,
        () ->
            "out of bounds: fscache_volume_same compares keys whose length byte "
                + length
                + " reads as "
                + (byte) length);
    return true;
  }

  /// The two halves of one fix: lengths that do not fit are refused, the others compared as
  /// unsigned.
  private boolean hasUnsignedLengths() {
    return fscache.kernel().has(FscacheFix.VOLUME_KEY_UNSIGNED_LENGTH);
  }

  private void unhash(Volume volume) {
    try (Held _ = bucketLock.hold()) {
      hash.remove(volume.hashNode);
      if (volume.has(VolumeFlag.COLLIDED_WITH)) {
        Volume pending = hash.find(volume.keyHash(), v -> same(volume, v));
        if (pending != null) {
          pending.see(VolumeTrace.SEE_HASH_WAKE);
          pending.flags.clearAndWake(VolumeFlag.ACQUIRE_PENDING);
        }
      }
    }
  }

  /// The last reference is gone.
  ///
  /// Kernel: fs/fscache/volume.c (fscache_free_volume)
  void free(Volume volume) {
    Cache cache = volume.cache();
    if (volume.cachePriv() != null) {
      fscache.gate().force(volume, AccessTrace.RELINQUISH_VOLUME);
      if (volume.cachePriv() != null) {
        CacheOperations ops = cache.ops();
        fscache.observer().calling(FscacheObserver.BackendCall.FREE_VOLUME, volume);
        ops.freeVolume(volume);
      }
      fscache.gate().end(volume, 0, AccessTrace.RELINQUISH_VOLUME_END);
    }
    try (Held _ = fscache.addRemove().holdWrite()) {
      list.remove(volume.procLink);
      cache.volumes.decrement();
    }
    if (volume.hashNode.isHashed()) {
      unhash(volume);
    }
    fscache.trace(() -> new FscacheEvent.VolumeRef(volume.debugId(), VolumeTrace.FREE, 0));
    volume.freed();
    fscache.stats().volumes.decrement();
    fscache.caches().put(cache, CacheTrace.PUT_VOLUME);
  }
}

package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CacheVolume;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.event.BuryReason;
import org.fscachesim.fscache.Volume;
import org.fscachesim.fscache.VolumeTrace;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.jspecify.annotations.Nullable;

/// The directories of volumes.
///
/// Kernel: fs/cachefiles/volume.c
public final class Volumes {
  private Volumes() {}

  /// Sets up a volume, and pins it to the cache. On failure, which is not reported, it is left
  /// alone.
  ///
  /// Kernel: fs/cachefiles/volume.c (cachefiles_acquire_volume)
  public static void acquire(CachefilesCache cache, Volume volume) {
    CacheVolume made;
    try {
      Inode directory = directory(cache, volume);
      made = new CacheVolume(cache, volume, directory, fanouts(cache, directory));
    } catch (ErrnoException e) {
      return;
    }
    volume.setCachePriv(made);
    volume.pinCache();
    try (var _ = cache.listLock().hold()) {
      cache.volumesLocked().addFirst(made);
    }
  }

  /// The volume's directory with a record that is as expected; one with another record is buried.
  private static Inode directory(CachefilesCache cache, Volume volume) throws ErrnoException {
    BackingStore store = cache.store();
    Inode parent = cache.mounted().directory();
    String name = "I" + volume.key();
    while (true) {
      Directories.Found found = Directories.get(cache, store, parent, name);
      try {
        if (found.isNew()) {
          Coherency.setVolume(cache, volume, found.inode());
        } else {
          Coherency.checkVolume(cache, volume, found.inode());
        }
        return found.inode();
      } catch (ErrnoException e) {
        if (found.isNew() || e.errno() != Errno.ESTALE) {
          Directories.put(cache, found.inode());
          throw e;
        }
      }
      buryWeird(cache, found.inode(), name);
      Directories.put(cache, found.inode());
    }
  }

  private static void buryWeird(CachefilesCache cache, Inode directory, String name) {
    Inode parent = cache.mounted().directory();
    parent.lock(cache.machine()).lock();
    try {
      Graveyard.bury(
          cache,
          new Graveyard.Victim(null, cache.store(), parent, name, directory),
          new FoundName(cache.machine(), directory).get(),
          BuryReason.VOLUME_IS_WEIRD);
    } catch (ErrnoException e) {
      // The next turn finds it again, or does not.
    }
  }

  private static Inode[] fanouts(CachefilesCache cache, Inode directory) throws ErrnoException {
    Inode[] fanouts = new Inode[cache.driver().fanouts()];
    int made = 0;
    try {
      for (; made < fanouts.length; made++) {
        String name = cache.driver().fanoutName(made);
        fanouts[made] = Directories.get(cache, cache.store(), directory, name).inode();
      }
      return fanouts;
    } finally {
      if (made < fanouts.length) {
        for (int i = 0; i < made; i++) {
          Directories.put(cache, fanouts[i]);
        }
        Directories.put(cache, directory);
      }
    }
  }

  /// Gives the directories of a volume back: it has no user any more.
  ///
  /// Kernel: fs/cachefiles/volume.c (cachefiles_free_volume)
  public static void free(CacheVolume volume) {
    CachefilesCache cache = volume.cache();
    try (var _ = cache.listLock().hold()) {
      // An unbind that runs at this moment may have taken it off already.
      cache.volumesLocked().remove(volume);
    }
    cache.volumeQueue().wakeAll();
    release(volume);
  }

  private static void release(CacheVolume volume) {
    CachefilesCache cache = volume.cache();
    volume.fscacheVolume().setCachePriv(null);
    for (Inode fanout : volume.fanouts()) {
      Directories.put(cache, fanout);
    }
    Directories.put(cache, volume.directory());
    volume.release();
  }

  /// Unbind, before the objects: closes the volumes to new lookups, and waits for those under way.
  ///
  /// ```
  /// lookup                                  unbind
  /// ------                                  ------
  /// the cache is live
  ///                                         withdrawn; the volume has one access, which
  ///                                         is the pin: takes it away, 0
  /// counts an access: 1
  ///                                         the volume has an access
  /// not live any more: 0
  ///                                         takes the pin away: -1, waits for 0
  /// ```
  ///
  /// The kernels go by the count alone, and wait for ever. See
  /// [CachefilesBehaviour#VOLUME_WITHDRAWN_TWICE].
  ///
  /// Kernel: fs/cachefiles/cache.c (cachefiles_withdraw_fscache_volumes)
  public static void withdrawFromFscache(CachefilesCache cache) {
    while (true) {
      Volume volume = accessed(cache);
      if (volume == null) {
        return;
      }
      volume.withdraw();
      volume.put(VolumeTrace.PUT_WITHDRAW);
    }
  }

  private static @Nullable Volume accessed(CachefilesCache cache) {
    boolean twice = cache.machine().has(CachefilesBehaviour.VOLUME_WITHDRAWN_TWICE);
    try (var _ = cache.listLock().hold()) {
      for (CacheVolume volume : cache.volumesLocked()) {
        Volume candidate = volume.fscacheVolume();
        if (candidate.accessCount() != 0
            && (twice || !volume.isClosedLocked())
            && candidate.tryGet(VolumeTrace.GET_WITHDRAW)) {
          volume.closeLocked();
          return candidate;
        }
      }
      return null;
    }
  }

  /// Unbind, behind the objects: gives all volumes back, with their records as they are now.
  ///
  /// @param closed whether [#withdrawFromFscache] was called
  ///
  ///   Kernel: fs/cachefiles/cache.c (cachefiles_withdraw_volumes)
  public static void withdrawAll(CachefilesCache cache, boolean closed) {
    if (cache.machine().has(CachefilesFix.WITHDRAW_VOLUME_TRY_GET)) {
      withdrawHolding(cache, closed);
    } else {
      withdrawBare(cache, closed);
    }
  }

  private static void withdraw(CacheVolume volume, boolean closed) {
    if (!closed) {
      volume.fscacheVolume().withdraw();
    }
    Coherency.rewriteVolume(volume);
    release(volume);
  }

  /// ```
  /// client                                  unbind
  /// ------                                  ------
  /// put: the last reference
  ///                                         volume from the list, with the lock
  /// free_volume: off the list, if on it
  /// frees the volume
  ///                                         touches the volume
  /// ```
  ///
  /// So a reference is taken under the lock, and when there is none to be had, the other side is
  /// let through.
  private static void withdrawHolding(CachefilesCache cache, boolean closed) {
    while (true) {
      CacheVolume volume;
      Volume held;
      boolean got;
      try (var _ = cache.listLock().hold()) {
        if (cache.volumesLocked().isEmpty()) {
          return;
        }
        volume = cache.volumesLocked().getFirst();
        held = volume.fscacheVolume();
        got = held.tryGet(VolumeTrace.GET_WITHDRAW);
        if (got) {
          cache.volumesLocked().removeFirst();
        }
      }
      if (got) {
        withdraw(volume, closed);
        held.put(VolumeTrace.PUT_WITHDRAW);
      } else {
        // The kernel spins (cpu_relax); a simulated one would let nobody else run.
        cache.volumeQueue().await(() -> !isListed(cache, volume), "removal of " + volume);
      }
    }
  }

  /// Does not touch the volume, which may have been freed.
  private static boolean isListed(CachefilesCache cache, CacheVolume volume) {
    try (var _ = cache.listLock().hold()) {
      return cache.volumesLocked().contains(volume);
    }
  }

  private static void withdrawBare(CachefilesCache cache, boolean closed) {
    while (true) {
      CacheVolume volume;
      try (var _ = cache.listLock().hold()) {
        if (cache.volumesLocked().isEmpty()) {
          return;
        }
        volume = cache.volumesLocked().removeFirst();
      }
      withdraw(volume, closed);
    }
  }
}

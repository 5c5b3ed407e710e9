package org.fscachesim.cachefiles;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.store.Inode;

/// A volume on disk: its directory, and the directories in it over which objects are spread: `@00`,
/// `@01` and so on, as many as [Cachefiles#fanouts()].
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_volume)
public final class CacheVolume extends KernelObject {
  private final CachefilesCache cache;
  private final Volume fscacheVolume;
  private final Inode directory;
  private final Inode[] fanouts;
  // Under the cache's list lock.
  private boolean closedToLookups;

  /// @param fanouts as many directories as there shall be; a power of two
  public CacheVolume(
      CachefilesCache cache, Volume fscacheVolume, Inode directory, Inode[] fanouts) {
    super(cache.machine(), "cachefiles volume");
    this.cache = cache;
    this.fscacheVolume = fscacheVolume;
    this.directory = directory;
    this.fanouts = fanouts.clone();
  }

  public CachefilesCache cache() {
    checkAlive();
    return cache;
  }

  public Volume fscacheVolume() {
    checkAlive();
    return fscacheVolume;
  }

  public Inode directory() {
    return directory;
  }

  /// The directory for a cookie of that hash.
  public Inode fanout(int keyHash) {
    checkAlive();
    return fanouts[keyHash & fanouts.length - 1];
  }

  /// All fan-out directories, by number.
  public List<Inode> fanouts() {
    checkAlive();
    return ImmutableList.copyOf(fanouts);
  }

  /// As [#fanouts()], without a scheduling point: for checkers only.
  public List<Inode> peekFanouts() {
    return ImmutableList.copyOf(fanouts);
  }

  /// Whether an unbind has withdrawn it from fscache. The cache's list lock is held.
  public boolean isClosedLocked() {
    return closedToLookups;
  }

  /// An unbind withdraws it from fscache. The cache's list lock is held.
  public void closeLocked() {
    closedToLookups = true;
  }

  /// The volume is gone.
  public void release() {
    free("withdrawn");
  }

  @Override
  protected String objectName() {
    return fscacheVolume.key();
  }
}

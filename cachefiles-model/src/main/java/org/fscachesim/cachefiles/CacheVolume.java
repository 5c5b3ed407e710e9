package org.fscachesim.cachefiles;

import java.util.List;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.sync.Shared;
import org.jspecify.annotations.Nullable;

/// A volume in a cache: its directory and the 256 fan-out directories, all marked as in use.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_volume)
public final class CacheVolume extends KernelObject {
  private final CachefilesCache cache;
  private final Shared<@Nullable Volume> cookie;
  private final Inode directory;
  private final List<Inode> fanOuts;

  public CacheVolume(CachefilesCache cache, Volume cookie, Inode directory, List<Inode> fanOuts) {
    super(cache.owner(), "cachefiles_volume");
    this.cache = cache;
    this.cookie = new Shared<>(cache.owner(), "volume.vcookie", cookie);
    this.directory = directory;
    this.fanOuts = List.copyOf(fanOuts);
  }

  @Override
  protected String objectName() {
    return directory.toString();
  }

  public CachefilesCache cache() {
    return cache;
  }

  /// fscache's volume, until the cache is withdrawn.
  public @Nullable Volume cookie() {
    return cookie.get();
  }

  public void forgetCookie() {
    cookie.set(null);
  }

  public Inode directory() {
    return directory;
  }

  /// The directory for files whose key has that hash.
  public Inode fanOut(int keyHash) {
    return fanOuts.get(keyHash & 0xff);
  }

  public List<Inode> fanOuts() {
    return fanOuts;
  }

  /// The directories are let go of.
  public void freed() {
    free("cachefiles_free_volume");
  }
}

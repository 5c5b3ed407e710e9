package org.fscachesim.cachefiles.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fscachesim.cachefiles.CacheVolume;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.BuryReason;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.Inode;

/// Sets up and gives up the directories of volumes.
///
/// Kernel: fs/cachefiles/volume.c
public final class Volumes {
  private static final int FAN_OUT = 256;

  private final CachefilesCache cache;
  private final Kernel kernel;
  private final Directories directories;

  public Volumes(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.owner();
    this.directories = new Directories(cache, cache.mounted().store());
  }

  /// Finds or makes the directories of a volume. When that fails, the volume stays uncached.
  ///
  /// Kernel: fs/cachefiles/volume.c (cachefiles_acquire_volume)
  public void acquire(Volume volume) {
    try {
      Inode directory = directory(volume);
      CacheVolume made = new CacheVolume(cache, volume, directory, fanOuts(directory));
      cache.add(made);
      volume.setCachePriv(made);
      volume.pinCache();
    } catch (ErrnoException e) {
      kernel.log().notice("CacheFiles: volume " + volume.key() + " is not cached: " + e.errno());
    }
  }

  private Inode directory(Volume volume) throws ErrnoException {
    Inode parent = cache.mounted().cacheDirectory();
    String name = "I" + volume.key();
    Coherency coherency = new Coherency(cache);
    while (true) {
      Directories.Found found = directories.get(parent, name);
      try {
        if (found.isNew()) {
          if (!coherency.writeVolume(volume, found.inode())) {
            throw Errno.EIO.exception();
          }
        } else {
          coherency.checkVolume(volume, found.inode());
        }
        return found.inode();
      } catch (ErrnoException e) {
        if (e.errno() != Errno.ESTALE) {
          directories.put(found.inode());
          throw e;
        }
        parent.lock(kernel).lock();
        new Graveyard(cache)
            .bury(
                CachefilesEvent.NO_OBJECT, parent, name, found.inode(), BuryReason.VOLUME_IS_WEIRD);
      }
    }
  }

  private List<Inode> fanOuts(Inode directory) throws ErrnoException {
    List<Inode> out = new ArrayList<>(FAN_OUT);
    try {
      for (int i = 0; i < FAN_OUT; i++) {
        out.add(directories.get(directory, String.format(Locale.ROOT, "@%02x", i)).inode());
      }
      return out;
    } catch (ErrnoException e) {
      out.forEach(directories::put);
      directories.put(directory);
      throw e;
    }
  }

  /// Lets go of the directories of a volume, whoever comes first: the volume's last reference, or
  /// the withdrawal of the cache.
  private void release(CacheVolume volume) {
    volume.fanOuts().forEach(directories::put);
    directories.put(volume.directory());
    volume.freed();
  }

  /// fscache gives the volume up.
  ///
  /// Kernel: fs/cachefiles/volume.c (cachefiles_free_volume)
  public void free(Volume volume, CacheVolume ours) {
    if (cache.remove(ours)) {
      volume.setCachePriv(null);
      release(ours);
    }
  }

  /// The cache is withdrawn: the record is brought up to date. The volume is off the list already.
  ///
  /// Kernel: fs/cachefiles/volume.c (cachefiles_withdraw_volume)
  public void withdraw(CacheVolume ours, Volume volume) {
    new Coherency(cache).writeVolume(volume, ours.directory());
    volume.setCachePriv(null);
    ours.forgetCookie();
    release(ours);
  }
}

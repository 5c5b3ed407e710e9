package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.StoreTraits;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.store.memory.MemoryStoreConfig;

/// There were two ways out, one behind the other, and each put the file.
final class TmpfilePutOnce implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
            CachefilesFix.TMPFILE_PUT_ONCE, "af6830cc12df", Symptom.USE_AFTER_FREE, "cache file")
        .cve("CVE-2026-93810");
  }

  @Override
  public String about() {
    return "A file is made on a filesystem that has no direct I/O.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    MemoryStore store =
        MemoryStore.create(MemoryStoreConfig.ext4().withTraits(StoreTraits.EXT4.withoutDirectIo()));
    stage.kernel().namespace().mountStore("/mnt9", store);
    Daemon daemon = new Daemon(stage.world(), "cachefilesd");
    daemon.call(() -> daemon.bind("/mnt9", "bind"));
    Volume volume = stage.volume("v");
    stage.use(stage.cookie(volume, "a"));
    stage.settle();
  }
}

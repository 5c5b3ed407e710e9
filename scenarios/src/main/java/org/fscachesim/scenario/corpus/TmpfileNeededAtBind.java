package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.StoreTraits;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.store.memory.MemoryStoreConfig;
import org.fscachesim.scenario.KernelCall;

/// Every file of a cache begins as one, so that bind has to refuse.
final class TmpfileNeededAtBind implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesBehaviour.TMPFILE_NEEDED_AT_BIND, "6633213139d8", Symptom.RULE, "bind");
  }

  @Override
  public String about() {
    return "A cache is bound on a filesystem that can not make files without a name.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    MemoryStore store =
        MemoryStore.create(
            MemoryStoreConfig.ext4().withTraits(StoreTraits.EXT4.withTmpfile(false)));
    stage.kernel().namespace().mountStore("/mnt9", store);
    Daemon daemon = new Daemon(stage.world(), "cachefilesd");
    daemon.call(
        () -> {
          Errno refusal = KernelCall.errno(() -> daemon.bind("/mnt9", "bind"));
          Stage.require(
              refusal == Errno.EOPNOTSUPP, "bind takes a filesystem without nameless files");
        });
  }
}

package org.fscachesim.scenario.corpus;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.StoreOperation;

/// A record that can not be read counts as stale, the directory should be buried, can not, is
/// there.
final class PropagateGetxattrErrors implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.PROPAGATE_GETXATTR_ERRORS, "0ece614a52bc", Symptom.LIVELOCK, "");
  }

  @Override
  public String about() {
    return "The disk can not read the record of a volume any more, nor move its directory away.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    stage.drop(stage.volume("v"));
    stage.settle();
    stage.world().cacheStore().inject(StoreOperation.GET_XATTR, Errno.EIO, Integer.MAX_VALUE);
    stage.world().cacheStore().inject(StoreOperation.RENAME, Errno.EIO, Integer.MAX_VALUE);
    stage.volume("v");
  }
}

package org.fscachesim.scenario.corpus;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;

/// ```
/// lookup                            client
/// ------                            ------
/// the record is as expected:
/// there is data
///                                   invalidates
/// active
///                                   reads the old data
/// ```
final class InvalidateDuringLookup implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        FscacheFix.INVALIDATE_DURING_LOOKUP, "85e4ea1049c7", Symptom.CONTENT, "stale data");
  }

  @Override
  public String about() {
    return "A file with data in the cache is looked up, and invalidated at the same time.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Volume volume = stage.volume("v");
    Cookie first = stage.cookie(volume, "a");
    stage.useForWriting(first);
    CacheResources writing = new CacheResources();
    writing.beginWriteOperation(first);
    writing.write(0, IoBuffer.of(new byte[Stage.PAGE]), null);
    writing.endOperation();
    stage.drop(first);
    stage.settle();

    Cookie again = stage.cookie(volume, "a");
    stage.use(again);
    again.invalidate(null, Stage.FILE_SIZE);
    stage.note(() -> "the file is invalidated");
    CacheResources reading = new CacheResources();
    reading.beginReadOperation(again);
    ReadSlice slice = new ReadSlice(1, 0, 0, Stage.PAGE, Set.of());
    IoSource source = requireNonNull(reading.ops()).prepareRead(reading, slice, Stage.FILE_SIZE);
    reading.endOperation();
    stage.note(() -> "a read after the invalidation is to " + source);
    Stage.require(Symptom.CONTENT, source != IoSource.READ_FROM_CACHE, "a read gets stale data");
  }
}

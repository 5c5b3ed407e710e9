package org.fscachesim.scenario.corpus;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Set;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ReadHole;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.ContentCheck;

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
        FscacheFix.INVALIDATE_DURING_LOOKUP,
        "85e4ea1049c7",
        Symptom.CONTENT,
        "it is of an old version");
  }

  @Override
  public String about() {
    return "A file with data in the cache is looked up, and invalidated at the same time.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    ContentCheck versions = new ContentCheck("the file", page(1));
    stage.classicDaemon();
    Volume volume = stage.volume("v");
    Cookie first = stage.cookie(volume, "a");
    stage.useForWriting(first);
    CacheResources writing = new CacheResources();
    writing.beginWriteOperation(first);
    writing.write(0, IoBuffer.of(page(1)), null);
    writing.endOperation();
    stage.drop(first);
    stage.settle();

    Cookie again = stage.cookie(volume, "a");
    stage.use(again);
    again.invalidate(null, Stage.FILE_SIZE);
    versions.becomes(page(2));
    stage.note(() -> "the file is invalidated");
    CacheResources reading = new CacheResources();
    reading.beginReadOperation(again);
    ReadSlice slice = new ReadSlice(1, 0, 0, Stage.PAGE, Set.of());
    ResourceOperations ops = requireNonNull(reading.ops());
    byte[] got = page(2);
    if (ops.prepareRead(reading, slice, Stage.FILE_SIZE) == IoSource.READ_FROM_CACHE) {
      ops.read(reading, 0, IoBuffer.of(got), ReadHole.FAIL, (_, _) -> {});
    }
    reading.endOperation();
    versions.got(0, got);
  }

  /// The first page of a version; a read that is not to the cache gets it from the server.
  private static byte[] page(int version) {
    byte[] page = new byte[Stage.PAGE];
    Arrays.fill(page, (byte) version);
    return page;
  }
}

package org.fscachesim.scenario.corpus;

import static java.util.Objects.requireNonNull;

import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.io.ObjectIo;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.KernelCall;

/// The bytes under way were taken for blocks, so that 64 KB seemed to fill the disk.
final class BlockshiftInBytes implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.BLOCKSHIFT_IN_BYTES, "5638b067d370", Symptom.RULE, "no room");
  }

  @Override
  public String about() {
    return "A client wants to write while another write is under way, on a disk that is nearly"
        + " empty.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Volume volume = stage.volume("v");
    Cookie cookie = stage.cookie(volume, "a");
    stage.useForWriting(cookie);
    stage.settle();
    stage.kernel().faults().arm(ObjectIo.QUEUED);
    CacheResources writing = new CacheResources();
    writing.beginWriteOperation(cookie);
    writing.write(0, IoBuffer.of(new byte[16 * Stage.PAGE]), (_, _) -> {});
    Errno refusal =
        KernelCall.errno(
            () ->
                requireNonNull(writing.ops())
                    .prepareWrite(
                        writing, new FileRange(0, Stage.PAGE), Stage.PAGE, Stage.FILE_SIZE, true));
    writing.endOperation();
    stage.kernel().faults().disarm(ObjectIo.QUEUED);
    stage.settle();
    Stage.require(refusal == null, "there is no room on an empty disk: " + refusal);
  }
}

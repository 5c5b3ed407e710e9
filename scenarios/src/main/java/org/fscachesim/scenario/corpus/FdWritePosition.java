package org.fscachesim.scenario.corpus;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.ContentCheck;

/// Without a position that moves, the second page lies on the first.
final class FdWritePosition implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(CachefilesFix.FD_WRITE_POSITION, "56f4856b425a", Symptom.CONTENT, "a reader got");
  }

  @Override
  public String about() {
    return "The daemon writes two pages through an anonymous descriptor, one after the other, and"
        + " an application reads them.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    byte[] pages = new byte[2 * Stage.PAGE];
    Arrays.fill(pages, 0, Stage.PAGE, (byte) 1);
    Arrays.fill(pages, Stage.PAGE, pages.length, (byte) 2);
    daemon.call(
        () -> {
          daemon.system().write(file.fd(), ByteBuffer.wrap(pages, 0, Stage.PAGE).slice());
          daemon.system().write(file.fd(), ByteBuffer.wrap(pages, Stage.PAGE, Stage.PAGE).slice());
        });
    UserProcess app = stage.world().process("app");
    ContentCheck content = new ContentCheck("the file", pages);
    for (int page = 0; page < 2; page++) {
      content.got((long) page * Stage.PAGE, Reading.start(app, file.cookie(), page).data());
    }
  }
}

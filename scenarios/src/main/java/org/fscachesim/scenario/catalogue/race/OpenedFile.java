package org.fscachesim.scenario.catalogue.race;

import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.ScenarioFailure;
import org.jspecify.annotations.Nullable;

/// A file on demand that is in use, and for which the daemon has a descriptor.
///
/// @param object what the daemon knows it by
record OpenedFile(RaceDaemon daemon, Volume volume, RaceFile file, int object) {
  /// A careful daemon that has bound the cache.
  static RaceDaemon bound(RaceStage stage) {
    RaceDaemon daemon = new RaceDaemon(stage, stage.world().process("daemon"));
    stage.actor(daemon.process(), "bind", daemon::bind);
    stage.join();
    return daemon;
  }

  /// Opens a file, with nobody in the way.
  ///
  /// @throws ErrnoException never, as nothing else is there
  static OpenedFile open(RaceStage stage) throws ErrnoException {
    return open(stage, bound(stage));
  }

  static OpenedFile open(RaceStage stage, RaceDaemon daemon) throws ErrnoException {
    Volume volume = stage.volume("v");
    stage.settle();
    return open(stage, daemon, volume, "a");
  }

  /// Opens another file of the volume, with nobody in the way.
  OpenedFile another(RaceStage stage, String key) throws ErrnoException {
    return open(stage, daemon, volume, key);
  }

  private static OpenedFile open(
      RaceStage stage, RaceDaemon daemon, @Nullable Volume volume, String key)
      throws ErrnoException {
    RaceFile file = RaceFile.acquire(stage, volume, key, true);
    if (volume == null || file == null) {
      throw Errno.EBUSY.exception();
    }
    file.use();
    int[] object = {-1};
    stage.actor(
        daemon.process(),
        "open",
        () -> {
          DaemonMessage message = daemon.next();
          if (message == null) {
            throw new ScenarioFailure("no OPEN comes");
          }
          daemon.answer(message);
          object[0] = message.objectId();
        });
    stage.join();
    stage.settle();
    return new OpenedFile(daemon, volume, file, object[0]);
  }

  /// Reads its first page, and gives it back.
  void readAndGiveBack() {
    file.read(0);
    giveBack();
  }

  /// As a client does that needs it no more.
  void giveBack() {
    file.unuse();
    file.relinquish();
    volume.relinquish(null, false);
  }
}

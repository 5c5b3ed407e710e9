package org.fscachesim.scenario.corpus;

import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;

/// A CLOSE is for the daemon to close a descriptor, which it does by itself before it reads that.
///
/// The release of a descriptor ends the CLOSEs of its object, by the number of the object, which a
/// message only gets when it is read. So an unread one stays, and the withdrawal waits for a daemon
/// that has nothing left to do for that file.
final class CloseOutlivesDescriptor implements StagedScenario {
  @Override
  public String name() {
    return "close-outlives-descriptor";
  }

  @Override
  public String about() {
    return "A daemon closes a descriptor by itself, and does not read the CLOSE that asks for it.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Stage.Opened file = stage.open(daemon, volume, "a");
    stage.drop(file.cookie());
    stage.settle();
    daemon.call(() -> daemon.close(file.fd()));
    stage.onDemandCookie(volume, "a");
  }
}

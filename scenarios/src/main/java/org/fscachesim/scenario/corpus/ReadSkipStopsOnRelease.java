package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.netfs.NetfsFix;
import org.fscachesim.scenario.ContentCheck;

/// A file that is new in the cache is not read from there until one of its pages has left the page
/// cache; who would have noticed that was not asked. Only a server that fails shows it.
final class ReadSkipStopsOnRelease implements Twin {
  @Override
  public Bug bug() {
    return Bug.of(
        NetfsFix.READ_SKIP_STOPS_ON_RELEASE, "b4fa966f03b7", Symptom.RULE, "though the cache");
  }

  @Override
  public String about() {
    return "A file that was read and stored is read again from the cache, without the server.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Client client = new Client(stage.world());
    client.mountNinep("cache=fscache");
    try (ClientFile file = client.open()) {
      Client.read(file);
      client.forget();
      client.goOffline();
      byte[] again = new byte[0];
      try {
        again = Client.read(file);
      } catch (ErrnoException e) {
        Stage.require(false, "a read failed, " + e.errno() + ", though the cache has it all");
      }
      new ContentCheck("the file", Client.content(1)).gotAll(0, again);
    }
    client.unmount();
  }
}

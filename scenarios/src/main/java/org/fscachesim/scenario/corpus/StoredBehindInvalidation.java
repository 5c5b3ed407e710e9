package org.fscachesim.scenario.corpus;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.ContentCheck;

/// Opening a file for writing keeps those who read from now on away from the cache, but not those
/// who have begun: what they get from the server before anything is written is stored behind the
/// invalidation, as if it were of the version that the writer leaves.
final class StoredBehindInvalidation implements StagedScenario {
  private static final String OPTIONS = "fsc";

  @Override
  public String name() {
    return "stored-behind-invalidation";
  }

  @Override
  public String about() {
    return "A file is read by NFS while another one opens it to write, and read after a remount.";
  }

  @Override
  public void play(Stage stage) throws ErrnoException {
    stage.classicDaemon();
    Client client = new Client(stage.world());
    ContentCheck versions = new ContentCheck("the file", Client.content(1));
    client.mountNfs(OPTIONS);
    Task reader = stage.start("reader", () -> read(client, versions));
    Task writer =
        stage.start(
            "writer",
            () -> {
              versions.mayBecome(Client.content(2));
              client.write(Client.content(2));
              versions.hasBecome();
            });
    reader.join();
    writer.join();
    client.unmount();
    client.mountNfs(OPTIONS);
    read(client, versions);
    client.unmount();
  }

  private static void read(Client client, ContentCheck versions) throws ErrnoException {
    int since = versions.begin();
    versions.gotAll(since, client.read());
  }
}

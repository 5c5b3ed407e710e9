package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.scenario.ContentCheck;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.corpus.Client;

/// An application with a network filesystem, 9p or NFS, reads and writes its file; each byte is one
/// that the file had.
final class Clients {
  private static final int OLD = 1;
  private static final int NEW = 2;

  private Clients() {}

  static List<Race> all() {
    return ImmutableList.of(
        new Race(
            "read-against-write",
            "A file is read while another one writes it, and then mounted again.",
            Clients::readAndWrite),
        new Race(
            "write-against-lookup",
            "A file that is in the cache is mounted anew and written at once, and read again.",
            Clients::writeAndLookup),
        new Race(
            "read-against-unmount",
            "A file is read, and its filesystem unmounted at once.",
            Clients::readAndUnmount),
        new Race(
            "read-against-withdrawal",
            "A file is read and written while the cache goes.",
            Clients::readAndWithdraw),
        new Race(
            "read-offline",
            "Two readers bring a file into the cache, and read it again when the server is gone.",
            Clients::readOffline));
  }

  private static final String NINEP = "trans=virtio,version=9p2000.L,cache=fscache,cachetag=v";
  private static final List<String> NFS = List.of("fsc", "fsc,rsize=2048");

  /// @return whether by 9p
  private static boolean mount(RaceStage stage, Client client) throws ErrnoException {
    int how = stage.draw("how it is mounted", 3);
    if (how == 0) {
      client.mountNinep(NINEP);
    } else {
      client.mountNfs(NFS.get(how - 1));
    }
    return how == 0;
  }

  private static ContentCheck versions() {
    return new ContentCheck("the file", Client.content(OLD));
  }

  /// Only one writes: what it has begun to write may be read from then on.
  private static void write(Client client, ContentCheck versions) throws ErrnoException {
    versions.mayBecome(Client.content(NEW));
    client.write(Client.content(NEW));
    versions.hasBecome();
  }

  private static void read(Client client, ContentCheck versions) throws ErrnoException {
    int since = versions.begin();
    versions.gotAll(since, client.read());
  }

  private static void readAndWrite(RaceStage stage) throws ErrnoException {
    CacheOwner owner = CacheOwner.original(stage);
    Client client = new Client(stage.world());
    ContentCheck versions = versions();
    boolean ninep = mount(stage, client);
    // NFS may store what was read before the file was opened for writing, and find it again.
    boolean touches = !ninep || stage.happens("nothing is written");
    stage.actor("reader", () -> read(client, versions));
    stage.actor(
        "writer",
        () -> {
          if (touches) {
            client.touch();
          } else {
            write(client, versions);
          }
        });
    stage.join();
    client.unmount();
    mount(stage, client);
    read(client, versions);
    client.unmount();
    owner.close();
  }

  private static void writeAndLookup(RaceStage stage) throws ErrnoException {
    CacheOwner owner = CacheOwner.original(stage);
    Client client = new Client(stage.world());
    ContentCheck versions = versions();
    client.mountNinep("cache=fscache,cachetag=v");
    read(client, versions);
    client.forget();
    client.unmount();
    stage.settle();
    client.mountNinep("cache=fscache,cachetag=v");
    Task writes = stage.actor("writer", () -> write(client, versions));
    stage.actor("reader", () -> read(client, versions));
    writes.join();
    stage.join();
    client.forget();
    read(client, versions);
    client.unmount();
    owner.close();
  }

  private static void readAndUnmount(RaceStage stage) throws ErrnoException {
    CacheOwner owner = CacheOwner.original(stage);
    Client client = new Client(stage.world());
    ContentCheck versions = versions();
    // NFS does not wait for its requests when an inode goes, and uses a cookie that is freed.
    client.mountNinep(NINEP);
    Task reads = stage.actor("reader", () -> read(client, versions));
    if (stage.happens("another one reads")) {
      stage.actor("other reader", () -> read(client, versions));
    }
    reads.join();
    stage.join();
    client.unmountAtOnce();
    owner.close();
  }

  private static void readAndWithdraw(RaceStage stage) throws ErrnoException {
    CacheOwner owner = CacheOwner.original(stage);
    Client client = new Client(stage.world());
    ContentCheck versions = versions();
    mount(stage, client);
    stage.actor("reader", () -> read(client, versions));
    stage.actor("writer", () -> write(client, versions));
    owner.servesAndGoes();
    stage.join();
    client.unmount();
    mount(stage, client);
    read(client, versions);
    client.unmount();
  }

  private static void readOffline(RaceStage stage) throws ErrnoException {
    CacheOwner owner = CacheOwner.original(stage);
    Client client = new Client(stage.world());
    client.mountNinep("cache=fscache,cachetag=v");
    try (ClientFile file = client.open()) {
      for (String name : List.of("reader", "other reader")) {
        stage.actor(name, () -> Client.read(file));
      }
      stage.join();
      client.forget();
      client.goOffline();
      ContentCheck versions = versions();
      Errno error = KernelCall.errno(() -> versions.gotAll(0, Client.read(file)));
      if (error != null) {
        throw new ScenarioFailure("a read failed, " + error + ", though the cache has it all");
      }
    }
    client.unmount();
    owner.close();
  }
}

package org.fscachesim.scenario.catalogue;

import static org.fscachesim.scenario.catalogue.AnythingGoes.draw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.server.FileServer;
import org.fscachesim.netfs.server.ServerClock;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;
import org.fscachesim.scenario.catalogue.FileHistory.Coherency;

/// Processes read and write files of a 9p server, by one client or two, in a drawn mode; the files
/// change at the server as well, and the cache comes, is culled, breaks and goes.
///
/// A reader finds what was there at some time, as far as the mode promises it: in most modes what
/// this client has written is seen at once. When all is written back and mounted again, the files
/// are what the server has.
public final class SharedFiles implements Scenario {
  static final int PAGE = 4096;

  /// The files, with their sizes.
  static final Map<String, Integer> FILES = files();

  private static final int PROCESSES = 3;
  private static final long FIRST_SECOND = 1_700_000_000L;
  private static final long NANOS = 1_000_000_000L;

  /// A mode, and what it promises to one client.
  private record Mode(String cache, Coherency coherency) {}

  private static final List<Mode> MODES =
      List.of(
          new Mode("fscache", Coherency.LOCAL),
          new Mode("fscache", Coherency.LOCAL),
          new Mode("loose", Coherency.LOCAL),
          new Mode("none", Coherency.FULL),
          new Mode("3", Coherency.LOCAL),
          // Each open may get an inode of its own, with other pages, for another state of the file.
          new Mode("0x85", Coherency.NONE),
          new Mode("readahead", Coherency.NONE),
          new Mode("mmap", Coherency.NONE));

  private static Map<String, Integer> files() {
    Map<String, Integer> out = new LinkedHashMap<>();
    out.put("small", 100);
    out.put("odd", 10_000);
    out.put("big", 70_000);
    return out;
  }

  @Override
  public String name() {
    return "shared-files";
  }

  @Override
  public String about() {
    return "Processes read and write a 9p server's files while these change and the cache comes and"
        + " goes.";
  }

  /// No two changes have the same second: so each gives a file another version.
  private static final class SecondsClock implements ServerClock {
    private long second = FIRST_SECOND;
    private long id = 100;

    @Override
    public long changed(long file, long size) {
      second++;
      return second * NANOS;
    }

    @Override
    public long identify(String name) {
      id++;
      return id;
    }
  }

  @Override
  public void run(World world) {
    Mode mode = MODES.get(draw(world, "mode", MODES.size()));
    int clients = 1 + draw(world, "clients", 2);
    FileServer server = new FileServer(world.kernel(), new SecondsClock());
    Map<String, FileHistory> histories = new LinkedHashMap<>();
    Coherency coherency = coherency(world, mode, clients);
    FILES.forEach(
        (name, size) -> {
          server.put(name, FileHistory.initial(size, PAGE));
          histories.put(name, new FileHistory(coherency, size, PAGE));
        });
    List<String> mounts = new ArrayList<>();
    for (int i = 1; i <= clients; i++) {
      String at = "/mnt" + i;
      world.offerServer("host" + i, server);
      if (!mount(world, i, mode)) {
        return;
      }
      mounts.add(at);
    }
    RestlessCache cache = new RestlessCache(world);
    List<Task> tasks = new ArrayList<>();
    tasks.add(world.process("cache").start("cache", cache::live));
    for (int i = 0; i < PROCESSES; i++) {
      String at = mounts.get(i % clients);
      tasks.add(new SharingApplication(world, i, at, mode.cache(), server, histories).start());
    }
    tasks.forEach(Task::join);
    cache.goOn();
    unmount(world, clients);
    compare(world, mode, server);
    cache.stop();
  }

  /// Two clients see each other's pages only when these reach the server, whole.
  private static Coherency coherency(World world, Mode mode, int clients) {
    if (clients > 1) {
      return Coherency.NONE;
    }
    boolean library = world.kernel().has(NetfsBehaviour.LIBRARY_WRITES);
    boolean readsOnBehindTheEnd = world.kernel().has(NetfsBehaviour.PROGRESSIVE_READS);
    return mode.coherency() == Coherency.FULL && library && !readsOnBehindTheEnd
        ? Coherency.BYTES
        : mode.coherency();
  }

  /// @return false where the kernel does not know the mode
  private static boolean mount(World world, int client, Mode mode) {
    String options = "trans=virtio,version=9p2000.L,cache=" + mode.cache() + ",cachetag=v" + client;
    try {
      world.mount(world.process("init"), "9p", "host" + client, "/mnt" + client, options);
      return true;
    } catch (ErrnoException e) {
      return RestlessCache.expected("mount", e, false, Errno.EINVAL);
    }
  }

  private static void unmount(World world, int clients) {
    for (int i = 1; i <= clients; i++) {
      try {
        world.unmount(world.process("init"), "/mnt" + i);
      } catch (ErrnoException e) {
        throw new ScenarioFailure("umount of /mnt" + i + ": " + e.errno());
      }
    }
  }

  /// With nobody else there the files are the server's.
  private static void compare(World world, Mode mode, FileServer server) {
    mount(world, 1, mode);
    for (String name : FILES.keySet()) {
      try {
        byte[] there = server.bytes(name);
        byte[] got = SharingApplication.readAll(world, "/mnt1/" + name);
        if (!Arrays.equals(there, got)) {
          throw new ScenarioFailure(
              Symptom.CONTENT,
              "%s was mounted again with cache=%s: %d bytes, where the server has %d; the first difference is at %d"
                  .formatted(
                      name, mode.cache(), got.length, there.length, Arrays.mismatch(got, there)));
        }
      } catch (ErrnoException e) {
        throw new ScenarioFailure(name + " was mounted again, and reading it fails: " + e.errno());
      }
    }
    unmount(world, 1);
  }
}

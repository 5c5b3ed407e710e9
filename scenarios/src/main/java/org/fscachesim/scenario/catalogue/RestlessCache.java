package org.fscachesim.scenario.catalogue;

import static org.fscachesim.scenario.catalogue.AnythingGoes.draw;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;

/// A daemon in original mode that binds and withdraws a cache, culls what is in it, used or not,
/// and has its disk fail for a while.
final class RestlessCache {
  private static final int MOST_ACTIONS = 10;
  private static final String INJECTION = "/proc/sys/cachefiles/error_injection";

  /// What it may do next.
  private enum Action {
    BIND,
    WITHDRAW,
    CULL,
    CULL_ALSO,
    BREAK_READS_AND_WRITES,
    FILL_THE_DISK,
    MEND,
    SLEEP,
    SLEEP_LONGER
  }

  private final World world;
  private int device = -1;

  RestlessCache(World world) {
    this.world = world;
  }

  void live() {
    bind();
    int actions = draw(world, "actions of the cache", MOST_ACTIONS);
    for (int i = 0; i < actions; i++) {
      act(Action.values()[draw(world, "action", Action.values().length)]);
    }
    inject(0);
  }

  private void act(Action action) {
    switch (action) {
      case BIND -> bind();
      case WITHDRAW -> withdraw();
      case CULL, CULL_ALSO -> cull();
      case BREAK_READS_AND_WRITES -> inject(2);
      case FILL_THE_DISK -> inject(1);
      case MEND -> inject(0);
      case SLEEP -> world.kernel().sleepMillis(1 + draw(world, "milliseconds", 20));
      case SLEEP_LONGER -> world.kernel().sleepMillis(1000L * (1 + draw(world, "seconds", 12)));
    }
  }

  /// Binds, unless it did.
  private void bind() {
    if (device >= 0) {
      return;
    }
    SimulatedSystem system = new SimulatedSystem(world.process("cache"));
    try {
      device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
      for (String command : List.of("dir /cache", "tag t", "bind")) {
        system.write(device, World.text(command));
      }
    } catch (ErrnoException e) {
      expected("bind", e, true, Errno.EIO, Errno.ENOSPC, Errno.ENOBUFS, Errno.EBUSY);
    }
  }

  private void withdraw() {
    if (device >= 0) {
      try {
        new SimulatedSystem(world.process("cache")).close(device);
      } catch (ErrnoException e) {
        throw new ScenarioFailure("close of the device: " + e.errno());
      }
      device = -1;
    }
  }

  /// Has a file or directory culled that is there at this moment.
  private void cull() {
    List<String> all = new ArrayList<>();
    BackingStore store = world.cacheStore();
    try {
      Inode cache = store.lookup(store.root(), "cache");
      if (cache != null) {
        collect(store, cache, "/cache/cache", all);
      }
    } catch (ErrnoException e) {
      throw new ScenarioFailure("looking into the cache: " + e.errno());
    }
    if (all.isEmpty() || device < 0) {
      return;
    }
    String path = all.get(draw(world, "victim", all.size()));
    int slash = path.lastIndexOf('/');
    SimulatedSystem system = new SimulatedSystem(world.process("cache"));
    try {
      system.chdir(path.substring(0, slash));
      system.write(device, World.text("cull " + path.substring(slash + 1)));
    } catch (ErrnoException e) {
      expected("cull", e, true, Errno.EBUSY, Errno.ESTALE, Errno.ENOENT, Errno.EIO, Errno.ENOBUFS);
    }
  }

  /// Fan-out directories that are empty are left out.
  private static void collect(BackingStore store, Inode directory, String path, List<String> into)
      throws ErrnoException {
    for (DirEntry entry : store.list(directory)) {
      Inode inode = store.lookup(directory, entry.name());
      if (inode == null || entry.name().startsWith("@") && store.list(inode).isEmpty()) {
        continue;
      }
      into.add(path + "/" + entry.name());
      if (inode.isDirectory()) {
        collect(store, inode, path + "/" + entry.name(), into);
      }
    }
  }

  private void inject(int mask) {
    try {
      world.writeProc(INJECTION, Integer.toString(mask));
    } catch (ErrnoException e) {
      throw new ScenarioFailure("error injection: " + e.errno());
    }
  }

  /// Gets well, and is there.
  void goOn() {
    world.process("cache").start("bind", this::bind).join();
  }

  void stop() {
    world.process("cache").start("withdraw", this::withdraw).join();
  }

  /// Fails unless an error is one of those that may come.
  ///
  /// @return `value`, for callers that go on
  static boolean expected(String call, ErrnoException e, boolean value, Errno... documented) {
    if (!List.of(documented).contains(e.errno())) {
      throw new ScenarioFailure(call + " fails with " + e.errno() + ", which it must not");
    }
    return value;
  }
}

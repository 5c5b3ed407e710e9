package org.fscachesim.cachefiles;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.store.memory.MemoryStoreConfig;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// One simulated kernel with fscache, cachefiles and an empty cache filesystem at `/cache`, for a
/// test body that runs as its main task.
///
/// When the body has ended, every process is ended, too; then nothing may be left in the kernel.
public final class Rig {
  /// What a test does in it.
  public interface Body {
    void run(Rig rig) throws ErrnoException;
  }

  /// A call that may fail with an errno.
  public interface Call {
    void run() throws ErrnoException;
  }

  public final Kernel kernel;
  public final Fscache fscache;
  public final Cachefiles cachefiles;
  public final BackingStore store;
  private final List<TestDaemon> daemons = new ArrayList<>();
  private final List<TestClient> clients = new ArrayList<>();

  private Rig(Kernel kernel, BackingStore store) {
    this.kernel = kernel;
    this.store = store;
    this.fscache = new Fscache(kernel);
    this.cachefiles = new Cachefiles(kernel, fscache);
    MemoryStore root = MemoryStore.create();
    kernel.namespace().mountStore("/", root);
    kernel.namespace().mountStore("/cache", store);
    kernel.namespace().registerDevice("/dev/cachefiles", cachefiles::openDevice);
    try {
      root.mkdir(root.root(), "cache", 0755);
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  /// Runs the body without preemption.
  public static void run(KernelVersion version, Body body) {
    run(KernelConfig.of(version), body);
  }

  /// Runs the body without preemption.
  public static void run(KernelConfig config, Body body) {
    run(config, new FirstRunnable(), MemoryStore.create(), body);
  }

  /// Runs the body without preemption, on a filesystem of the test's own.
  public static void run(KernelVersion version, MemoryStoreConfig store, Body body) {
    run(KernelConfig.of(version), new FirstRunnable(), MemoryStore.create(store), body);
  }

  /// Runs the body under many random schedules.
  public static void explore(int schedules, KernelConfig config, Body body) {
    for (int seed = 0; seed < schedules; seed++) {
      try {
        run(config, new RandomWalk(seed), MemoryStore.create(), body);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /// The first of so many random schedules that the body does not survive, and what it died of.
  public static Optional<Throwable> hunt(int schedules, KernelConfig config, Body body) {
    for (int seed = 0; seed < schedules; seed++) {
      try {
        run(config, new RandomWalk(seed), MemoryStore.create(), body);
      } catch (RuntimeException | AssertionError e) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }

  private static void run(KernelConfig config, Strategy strategy, BackingStore store, Body body) {
    SimMachine machine = new SimMachine(strategy, 20_000_000);
    machine.run(
        "main",
        () -> {
          Rig rig = new Rig(Kernel.boot(config, machine), store);
          rig.kernel.trace().turn(true);
          try {
            body.run(rig);
            rig.settle();
            rig.kernel.checkers().check();
            rig.shutDown();
          } catch (ErrnoException e) {
            throw new AssertionError("unexpected " + e.errno(), e);
          }
        });
  }

  /// Lets everything that can go on do so.
  public void settle() {
    kernel.sleepMillis(5);
  }

  private void shutDown() {
    daemons.forEach(TestDaemon::exit);
    clients.forEach(TestClient::shutDown);
    kernel.sleepMillis(60_000);
    kernel.checkers().check();
    List<String> left = new ArrayList<>(kernel.ledger().leaks());
    left.removeIf(l -> l.startsWith("cache ") || l.startsWith("fscache_cache "));
    left.addAll(kernel.log().warnings());
    if (!left.isEmpty()) {
      throw new AssertionError("left behind: " + left);
    }
  }

  /// A daemon of that name.
  public TestDaemon daemon(String name) {
    TestDaemon daemon = new TestDaemon(this, name);
    daemons.add(daemon);
    return daemon;
  }

  /// A daemon that has bound an on-demand cache.
  public TestDaemon onDemandDaemon() throws ErrnoException {
    TestDaemon daemon = daemon("d");
    daemon.open();
    daemon.write("dir /cache");
    daemon.write("tag t");
    daemon.write("bind ondemand");
    return daemon;
  }

  /// A client of the volume `erofs,test`.
  public TestClient client() throws ErrnoException {
    return client("erofs,test");
  }

  /// A client with a volume of its own.
  public TestClient client(String volumeKey) throws ErrnoException {
    TestClient client = new TestClient(this, volumeKey);
    clients.add(client);
    return client;
  }

  /// Runs a call as a task of its own and waits for it; fails when it does not end by itself.
  public void inTask(Object owner, Call call) throws ErrnoException {
    @Nullable Errno[] error = new Errno[1];
    Task task =
        kernel.spawn(
            owner,
            "call",
            () -> {
              try {
                call.run();
              } catch (ErrnoException e) {
                error[0] = e.errno();
              }
            });
    if (!task.joinUntil(kernel.nanos() + 30_000_000_000L)) {
      throw new AssertionError("a call does not come back: " + task.pending());
    }
    if (error[0] != null) {
      throw error[0].exception();
    }
  }

  /// The lines of the trace events of that name.
  public List<String> trace(String event) {
    return kernel.trace().entries().stream()
        .filter(e -> e.event().event().equals(event))
        .map(e -> e.event().text())
        .toList();
  }

  /// The inode at a path below `/cache`.
  public Inode inode(String path) throws ErrnoException {
    return kernel
        .namespace()
        .resolve(kernel.namespace().rootLocation(), "/cache/" + path, false)
        .inode();
  }

  /// The errno that a call fails with, or null.
  public static @Nullable Errno errno(Call call) {
    try {
      call.run();
      return null;
    } catch (ErrnoException e) {
      return e.errno();
    }
  }

  /// As bytes of memory.
  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}

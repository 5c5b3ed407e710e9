package org.fscachesim.stack.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.fscache.FscacheFix;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.netfs.server.FileServer;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// A world with a file server, an application and a daemon in original mode.
final class ClientWorld {
  private static final int CHUNK = 65536;
  private static final long SETTLE_MILLIS = 60_000;

  final World world;
  final FileServer server;
  final UserProcess app;
  private final UserProcess daemon;
  private int device = -1;

  private ClientWorld(World world) {
    this.world = world;
    this.server = FileServer.beside(world.kernel());
    this.app = world.process("app");
    this.daemon = world.process("daemon");
    world.offerServer("host", server);
  }

  /// A test; whatever it throws fails.
  interface Body {
    void run(ClientWorld world) throws Exception;
  }

  /// Runs a test under the schedule of a seed. Nothing may be left over at the end.
  static void run(KernelVersion version, long seed, Body body) {
    SimMachine machine = new SimMachine(new RandomWalk(seed));
    machine.run(
        "main",
        () -> {
          World world = World.boot(config(version), machine, MemoryStore.create());
          try {
            body.run(new ClientWorld(world));
          } catch (RuntimeException | Error e) {
            throw e;
          } catch (Exception e) {
            throw new AssertionError(version + ", seed " + seed + ": " + e, e);
          }
          world.shutDown();
          world.kernel().sleepMillis(SETTLE_MILLIS);
          assertEquals(List.of(), world.leftovers(), version + ", seed " + seed);
        });
  }

  /// The release, but for the bug that a mount which follows an unmount closely waits for a timer.
  private static KernelConfig config(KernelVersion version) {
    return KernelConfig.of(version).with(FscacheFix.VOLUME_COLLISION_WAIT_QUEUE);
  }

  /// Something that may fail.
  interface Call {
    void run() throws ErrnoException;
  }

  /// Runs something as the daemon.
  private void asDaemon(Call call) {
    Errno[] failed = new Errno[1];
    Task task =
        daemon.start(
            "command",
            () -> {
              try {
                call.run();
              } catch (ErrnoException e) {
                failed[0] = e.errno();
              }
            });
    task.join();
    assertEquals(null, task.failure());
    assertEquals(null, failed[0], "the daemon's command");
  }

  /// Binds a cache in `/cache`.
  void bindCache() {
    SimulatedSystem system = new SimulatedSystem(daemon);
    asDaemon(
        () -> {
          device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
          for (String line : List.of("dir /cache", "tag t", "bind")) {
            system.write(device, World.text(line));
          }
        });
  }

  /// The daemon dies, and the cache is withdrawn.
  void withdrawCache() {
    asDaemon(() -> new SimulatedSystem(daemon).close(device));
  }

  /// A command of the daemon about something below `directory`.
  void command(String directory, String line) {
    SimulatedSystem system = new SimulatedSystem(daemon);
    asDaemon(
        () -> {
          system.chdir(directory);
          system.write(device, World.text(line));
        });
  }

  void mount(String options) throws ErrnoException {
    world.mount(app, "9p", "host", "/mnt", options);
  }

  void mountNfs(String options) throws ErrnoException {
    world.mount(app, "nfs", "host:/", "/mnt", options);
  }

  void unmount() throws ErrnoException {
    world.unmount(app, "/mnt");
  }

  /// All bytes of a file, read in pieces.
  byte[] cat(String name) throws ErrnoException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ClientFile file = world.openFile(app, "/mnt/" + name, OpenFlags.READ_ONLY)) {
      ByteBuffer piece = ByteBuffer.allocate(CHUNK);
      while (file.read(out.size(), piece) > 0) {
        out.write(piece.array(), 0, piece.position());
        piece.clear();
      }
    }
    return out.toByteArray();
  }

  /// Opens for writing, makes the file if need be, writes and closes.
  void write(String name, long offset, byte[] bytes) throws ErrnoException {
    try (ClientFile file = world.clientPath(app, "/mnt/" + name).open(OpenFlags.WRITE_ONLY, true)) {
      assertEquals(bytes.length, file.write(offset, ByteBuffer.wrap(bytes)));
    }
  }

  void truncate(String name, long size) throws ErrnoException {
    world.clientPath(app, "/mnt/" + name).truncate(size);
  }

  void sync() throws ErrnoException {
    world.writeProc("/proc/sys/vm/drop_caches", "1");
    for (var mount : world.kernel().namespace().clientMounts()) {
      mount.sync();
    }
  }

  void sleepSeconds(long seconds) {
    world.kernel().sleepMillis(seconds * 1000);
  }

  /// The lines of a file of fscache's, without the heading.
  List<String> proc(String name) throws ErrnoException {
    return world.readProc(name).lines().skip(2).toList();
  }

  /// A counter of the statistics, such as `RD=`; the first of that name.
  long counter(String name) throws ErrnoException {
    String stats = world.readProc("stats");
    int at = stats.indexOf(" " + name + "=");
    String digits = stats.substring(at + name.length() + 2);
    return Long.parseLong(digits.split("[^0-9]", 2)[0]);
  }

  /// Bytes that differ from place to place.
  static byte[] pattern(int size, int salt) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + i / 4096 * 7 + salt);
    }
    return bytes;
  }

  /// What a file has after a write.
  static byte[] written(byte[] before, int offset, byte[] bytes) {
    byte[] after = Arrays.copyOf(before, Math.max(before.length, offset + bytes.length));
    System.arraycopy(bytes, 0, after, offset, bytes.length);
    return after;
  }

  /// The errno of a call, or null when it went well.
  static @Nullable Errno errno(Call call) {
    try {
      call.run();
      return null;
    } catch (ErrnoException e) {
      return e.errno();
    }
  }
}

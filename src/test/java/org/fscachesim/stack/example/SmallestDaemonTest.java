package org.fscachesim.stack.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.devnode.SimulatedSystem;
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
import org.fscachesim.scenario.BundledImages;
import org.fscachesim.scenario.World;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Boots a world, lets [SmallestDaemon] serve an image there, and reads a file of it.
final class SmallestDaemonTest {
  private static final String IMAGE = "plain.img";
  private static final String FILE = "/dir/sub/b";

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void anApplicationReadsWhatTheDaemonServes(KernelVersion version) {
    SimMachine machine = new SimMachine(new RandomWalk(1));
    machine.run(
        "main",
        () -> {
          World world = World.boot(KernelConfig.of(version), machine, MemoryStore.create());
          UserProcess daemon = world.process("daemon");
          UserProcess app = world.process("app");

          Task serving = daemon.start("serve", () -> serve(daemon));
          Task reading = app.start("read", () -> assertArrayEquals(expected(), read(world, app)));
          reading.join();
          serving.join();

          assertEquals(null, reading.failure());
          assertEquals(null, serving.failure());
          assertEquals(List.of(), world.leftovers());
        });
  }

  private static void serve(UserProcess daemon) {
    try {
      byte[] image = BundledImages.bytes(IMAGE);
      new SmallestDaemon(new SimulatedSystem(daemon), image).run("/cache");
    } catch (ErrnoException e) {
      throw new AssertionError("daemon: " + e.errno(), e);
    }
  }

  private static byte[] read(World world, UserProcess app) {
    try {
      // The daemon needs a moment to bind.
      world.kernel().sleepMillis(10);
      world.mount(app, "erofs", "none", "/mnt", "fsid=" + IMAGE);
      ByteBuffer got = ByteBuffer.allocate(expected().length);
      try (ClientFile file = world.openFile(app, "/mnt" + FILE, OpenFlags.READ_ONLY)) {
        while (got.hasRemaining() && file.read(got.position(), got) > 0) {
          // Until the end of the file.
        }
      }
      world.unmount(app, "/mnt");
      return got.array();
    } catch (ErrnoException e) {
      throw new AssertionError("application: " + e.errno(), e);
    }
  }

  private static byte[] expected() {
    return BundledImages.file(IMAGE, FILE);
  }
}

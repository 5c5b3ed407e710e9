package org.fscachesim.scenario.catalogue;

import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.BundledImages;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// The smallest life of a whole stack: a daemon binds a cache, an application mounts an image, for
/// which its first block is read, and unmounts; the daemon answers all that it is asked, and
/// withdraws the cache when the image is closed.
///
/// Nothing may fail.
public final class ReadAndWithdraw implements Scenario {
  private static final String IMAGE = "plain.img";
  private static final int WAIT_MILLIS = 1000;

  // Loaded once for all runs; who comes second loads the same.
  private volatile byte @Nullable [] image;

  @Override
  public String name() {
    return "read-and-withdraw";
  }

  @Override
  public String about() {
    return "An application mounts and unmounts; a daemon serves the image, then withdraws the"
        + " cache.";
  }

  @Override
  public void run(World world) {
    byte[] image = image();
    UserProcess daemon = world.process("daemon");
    UserProcess app = world.process("app");
    SystemCalls system = new SimulatedSystem(daemon);
    int[] device = new int[1];
    daemon.start("bind", () -> device[0] = bind(system)).join();
    Task serving = daemon.start("serve", () -> serve(system, device[0], image));
    Task using = app.start("mount", () -> use(world, app));
    serving.join();
    using.join();
  }

  private byte[] image() {
    byte[] loaded = image;
    if (loaded == null) {
      loaded = BundledImages.bytes(IMAGE);
      image = loaded;
    }
    return loaded;
  }

  private static int bind(SystemCalls system) {
    try {
      int device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
      for (String command : List.of("dir /cache", "tag t", "bind ondemand")) {
        system.write(device, World.text(command));
      }
      return device;
    } catch (ErrnoException e) {
      throw new ScenarioFailure("bind: " + e.errno());
    }
  }

  private static void use(World world, UserProcess app) {
    try {
      world.mount(app, "erofs", "none", "/mnt", "fsid=" + IMAGE);
      world.unmount(app, "/mnt");
    } catch (ErrnoException e) {
      throw new ScenarioFailure("mount and unmount: " + e.errno());
    }
  }

  private static void serve(SystemCalls system, int device, byte[] image) {
    try {
      int anonymous = -1;
      boolean closed = false;
      while (!closed) {
        if (system.poll(device, PollEvents.POLLIN, WAIT_MILLIS) == 0) {
          throw new ScenarioFailure("the daemon waits, but nothing comes");
        }
        ByteBuffer buffer = ByteBuffer.allocate(DaemonMessage.MAX_SIZE);
        system.read(device, buffer);
        switch (DaemonMessage.decode(buffer.flip())) {
          case DaemonMessage.Open open -> {
            anonymous = open.fd();
            system.write(device, World.text("copen " + open.id() + "," + image.length));
          }
          case DaemonMessage.Read read -> {
            ByteBuffer data = ByteBuffer.wrap(image, (int) read.offset(), (int) read.count());
            system.pwrite(anonymous, data.slice(), read.offset());
            system.ioctl(anonymous, SystemCalls.READ_COMPLETE, read.id());
          }
          case DaemonMessage.Close _ -> closed = true;
        }
      }
      system.close(anonymous);
      system.close(device);
    } catch (ErrnoException e) {
      throw new ScenarioFailure("daemon: " + e.errno());
    }
  }
}

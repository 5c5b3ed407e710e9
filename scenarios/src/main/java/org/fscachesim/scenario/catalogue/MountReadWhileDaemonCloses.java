package org.fscachesim.scenario.catalogue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.BundledImages;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// An application mounts an image, two of its tasks read, it unmounts; the daemon answers a drawn
/// number of messages and then closes its device and its anonymous descriptors in a drawn order, at
/// whatever moment that is.
///
/// Any call of the application may fail, but a read that succeeds has the image's bytes, and every
/// call returns.
public final class MountReadWhileDaemonCloses implements Scenario {
  private static final String IMAGE = "plain.img";
  private static final String FILE = "hello.txt";
  private static final String OTHER_FILE = "one-page";
  private static final int MAX_MESSAGES = 8;

  @Override
  public String name() {
    return "mount-read-while-daemon-closes";
  }

  @Override
  public String about() {
    return "An application mounts, reads and unmounts while the daemon closes everything it has open.";
  }

  @Override
  public void run(World world) {
    byte[] image = BundledImages.bytes(IMAGE);
    UserProcess daemon = world.process("daemon");
    UserProcess app = world.process("app");
    Task serving = daemon.start("serve", () -> new Daemon(world, daemon, image).serve());
    Task using = app.start("mount", () -> use(world, app));
    serving.join();
    using.join();
  }

  private static void use(World world, UserProcess app) {
    try {
      world.mount(app, "erofs", "none", "/mnt", "fsid=" + IMAGE);
    } catch (ErrnoException e) {
      return;
    }
    Task first = app.start("read", () -> read(world, app, FILE));
    Task second = app.start("read", () -> read(world, app, OTHER_FILE));
    first.join();
    second.join();
    try {
      world.unmount(app, "/mnt");
    } catch (ErrnoException e) {
      throw new ScenarioFailure("umount: " + e.errno());
    }
  }

  private static void read(World world, UserProcess app, String name) {
    byte[] expected = BundledImages.file(IMAGE, name);
    ByteBuffer got = ByteBuffer.allocate(expected.length);
    try (ClientFile file = world.openFile(app, "/mnt/" + name, OpenFlags.READ_ONLY)) {
      while (got.hasRemaining() && file.read(got.position(), got) > 0) {
        // Until the end of the file.
      }
    } catch (ErrnoException e) {
      return;
    }
    if (!got.flip().equals(ByteBuffer.wrap(expected))) {
      throw new ScenarioFailure(name + " was read, but its bytes are not the image's");
    }
  }

  /// One task, as simple as a daemon can be.
  private static final class Daemon {
    private final World world;
    private final SystemCalls system;
    private final byte[] image;
    private final List<Integer> descriptors = new ArrayList<>();
    private int anonymous = -1;

    Daemon(World world, UserProcess process, byte[] image) {
      this.world = world;
      this.system = new SimulatedSystem(process);
      this.image = image;
    }

    void serve() {
      int messages =
          world.kernel().machine().choose("messages that the daemon answers", MAX_MESSAGES);
      try {
        int device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
        descriptors.add(device);
        for (String command : List.of("dir /cache", "tag t", "bind ondemand")) {
          system.write(device, World.text(command));
        }
        for (int i = 0; i < messages; i++) {
          // Nothing more may come, when the application has failed before.
          if (system.poll(device, PollEvents.POLLIN, 100) == 0) {
            break;
          }
          DaemonMessage message = read(device);
          if (message != null) {
            answer(device, message);
          }
        }
        closeInAnyOrder();
      } catch (ErrnoException e) {
        throw new ScenarioFailure("daemon: " + e.errno());
      }
    }

    private @Nullable DaemonMessage read(int device) throws ErrnoException {
      ByteBuffer buffer = ByteBuffer.allocate(DaemonMessage.MAX_SIZE);
      return system.read(device, buffer) == 0 ? null : DaemonMessage.decode(buffer.flip());
    }

    private void answer(int device, DaemonMessage message) throws ErrnoException {
      switch (message) {
        case DaemonMessage.Open open -> {
          descriptors.add(open.fd());
          anonymous = open.fd();
          system.write(device, World.text("copen " + open.id() + "," + image.length));
        }
        case DaemonMessage.Read read -> {
          ByteBuffer data = ByteBuffer.wrap(image, (int) read.offset(), (int) read.count()).slice();
          system.pwrite(anonymous, data, read.offset());
          system.ioctl(anonymous, SystemCalls.READ_COMPLETE, read.id());
        }
        case DaemonMessage.Close _ -> {
          system.close(anonymous);
          descriptors.removeIf(fd -> fd == anonymous);
        }
      }
    }

    private void closeInAnyOrder() throws ErrnoException {
      if (world.kernel().machine().choose("the device goes last", 2) == 1) {
        Collections.reverse(descriptors);
      }
      for (int fd : descriptors) {
        system.close(fd);
      }
    }
  }
}

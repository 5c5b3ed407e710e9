package org.fscachesim.stack.example;

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

/// A daemon makes these moves while an application mounts and unmounts an image, and then closes
/// what is still open. The application may fail, but whatever the daemon closed first, all calls
/// return, and the kernel lets go of everything.
///
/// @param moves of the daemon, in order
record Unbinding(List<Move> moves) implements Scenario {
  private static final String IMAGE = "plain.img";

  /// What the daemon can do.
  enum Move {
    /// Answers a message, if one comes within 100 ms.
    ANSWER,
    CLOSE_DEVICE,
    CLOSE_FILE
  }

  @Override
  public String name() {
    return "unbinding";
  }

  @Override
  public String about() {
    return "A daemon closes its device and its files in some order while an image is mounted.";
  }

  @Override
  public void run(World world) {
    UserProcess daemon = world.process("daemon");
    UserProcess app = world.process("app");
    Daemon program = new Daemon(daemon);
    daemon.start("bind", program::bind).join();
    Task serving = daemon.start("serve", program::serve);
    Task using = app.start("mount", () -> use(world, app));
    serving.join();
    using.join();
  }

  private static void use(World world, UserProcess app) {
    try {
      world.mount(app, "erofs", "none", "/mnt", "fsid=" + IMAGE);
      world.unmount(app, "/mnt");
    } catch (ErrnoException e) {
      // As it may: the daemon goes away.
    }
  }

  private final class Daemon {
    private final byte[] image = BundledImages.bytes(IMAGE);
    private final SystemCalls system;
    private int device = -1;
    private int file = -1;

    Daemon(UserProcess process) {
      this.system = new SimulatedSystem(process);
    }

    void bind() {
      try {
        device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
        for (String command : List.of("dir /cache", "tag t", "bind ondemand")) {
          system.write(device, World.text(command));
        }
      } catch (ErrnoException e) {
        throw new ScenarioFailure("bind: " + e.errno());
      }
    }

    void serve() {
      try {
        for (Move move : moves) {
          make(move);
        }
        make(Move.CLOSE_DEVICE);
        make(Move.CLOSE_FILE);
      } catch (ErrnoException e) {
        throw new ScenarioFailure("daemon: " + e.errno());
      }
    }

    private void make(Move move) throws ErrnoException {
      switch (move) {
        case ANSWER -> {
          if (device >= 0 && system.poll(device, PollEvents.POLLIN, 100) != 0) {
            answer();
          }
        }
        case CLOSE_DEVICE -> {
          if (device >= 0) {
            system.close(device);
            device = -1;
          }
        }
        case CLOSE_FILE -> {
          if (file >= 0) {
            system.close(file);
            file = -1;
          }
        }
      }
    }

    private void answer() throws ErrnoException {
      ByteBuffer buffer = ByteBuffer.allocate(DaemonMessage.MAX_SIZE);
      if (system.read(device, buffer) == 0) {
        return;
      }
      switch (DaemonMessage.decode(buffer.flip())) {
        case DaemonMessage.Open open -> {
          make(Move.CLOSE_FILE);
          file = open.fd();
          system.write(device, World.text("copen " + open.id() + "," + image.length));
        }
        case DaemonMessage.Read read -> {
          if (file >= 0) {
            ByteBuffer data = ByteBuffer.wrap(image, (int) read.offset(), (int) read.count());
            system.pwrite(file, data.slice(), read.offset());
            system.ioctl(file, SystemCalls.READ_COMPLETE, read.id());
          }
        }
        case DaemonMessage.Close _ -> make(Move.CLOSE_FILE);
      }
    }
  }
}

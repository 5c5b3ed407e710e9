package org.fscachesim.scenario.catalogue;

import static org.fscachesim.scenario.catalogue.AnythingGoes.draw;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientMount;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.BundledImages;
import org.fscachesim.scenario.ContentCheck;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;

/// Mounts, reads, unmounts, and kills its own readers, in a drawn order.
final class RestlessApplication {
  private static final int MOST_ACTIONS = 8;

  private static final List<String> FILES = List.of("hello.txt", "one-page", "dir/sub/b", "small");

  /// What it may do next.
  private enum Action {
    MOUNT,
    MOUNT_ELSEWHERE,
    READ,
    READ_AGAIN,
    READ_AND_KILL,
    DROP_PAGES,
    UNMOUNT,
    SLEEP
  }

  private final World world;
  private final int number;
  private final List<Task> readers = new ArrayList<>();
  private int victims;

  RestlessApplication(World world, int number) {
    this.world = world;
    this.number = number;
  }

  Task start() {
    return process().start("actions", this::act);
  }

  private UserProcess process() {
    return world.process("app" + number);
  }

  private String ownMount() {
    return "/mnt" + (1 + number);
  }

  private void act() {
    int actions = draw(world, "actions of an application", MOST_ACTIONS);
    mount(ownMount());
    for (int i = 0; i < actions; i++) {
      switch (Action.values()[draw(world, "action", Action.values().length)]) {
        case MOUNT -> mount(ownMount());
        case MOUNT_ELSEWHERE -> mount("/mnt");
        case READ -> read(drawnFile());
        case READ_AGAIN -> {
          String file = drawnFile();
          readers.add(process().start("read", () -> read(file)));
        }
        case READ_AND_KILL -> readAndKill();
        case DROP_PAGES ->
            world.kernel().namespace().clientMounts().forEach(ClientMount::dropPageCache);
        case UNMOUNT -> unmount(draw(world, "which mount", 2) == 0 ? ownMount() : "/mnt");
        case SLEEP -> world.kernel().sleepMillis(1 + draw(world, "seconds", 15) * 1000L);
      }
    }
    readers.forEach(Task::join);
    unmount(ownMount());
  }

  private String drawnFile() {
    return FILES.get(draw(world, "file", FILES.size()));
  }

  private void mount(String at) {
    String options = AnythingGoes.OPTIONS.get(draw(world, "image", AnythingGoes.OPTIONS.size()));
    try {
      world.mount(process(), "erofs", "none", at, options);
    } catch (ErrnoException e) {
      expect(
          "mount",
          e,
          Errno.EIO,
          Errno.ENOBUFS,
          Errno.EBUSY,
          Errno.EEXIST,
          Errno.EINVAL,
          Errno.EINTR);
    }
  }

  private void unmount(String at) {
    try {
      world.unmount(process(), at);
    } catch (ErrnoException e) {
      expect("umount", e, Errno.EINVAL, Errno.EBUSY);
    }
  }

  private void readAndKill() {
    UserProcess victim = world.process("victim" + number + "." + victims++);
    String file = drawnFile();
    readers.add(victim.start("read", () -> read(file)));
    world.kernel().sleepMillis(draw(world, "milliseconds before the kill", 3));
    victim.signalKill();
  }

  private void read(String name) {
    byte[] expected = BundledImages.file(AnythingGoes.IMAGE, name);
    ByteBuffer got = ByteBuffer.allocate(expected.length);
    try (ClientFile file =
        world.openFile(process(), ownMount() + "/" + name, OpenFlags.READ_ONLY)) {
      while (got.hasRemaining() && file.read(got.position(), got) > 0) {
        // Until the end of the file.
      }
    } catch (ErrnoException e) {
      expect("read", e, Errno.EIO, Errno.ENOBUFS, Errno.ENOENT, Errno.EINTR);
      return;
    }
    new ContentCheck(name, expected).gotAll(0, Arrays.copyOf(got.array(), got.position()));
  }

  private static void expect(String call, ErrnoException e, Errno... documented) {
    if (!List.of(documented).contains(e.errno())) {
      throw new ScenarioFailure(call + " fails with " + e.errno() + ", which is not documented");
    }
  }
}

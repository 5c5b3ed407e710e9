package org.fscachesim.stack.benchmark;

import java.nio.ByteBuffer;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.BundledImages;
import org.fscachesim.scenario.World;
import org.fscachesim.scenario.daemon.DaemonListener;
import org.fscachesim.scenario.daemon.ImageSource;
import org.fscachesim.scenario.daemon.OnDemandDaemon;
import org.jspecify.annotations.Nullable;

/// A booted world in which an application has a file of one page open, whose page can be taken out
/// of the cache again and again. All its methods are for tasks of the machine.
final class ReadStage {
  private static final String IMAGE = "plain.img";
  private static final String FILE = "/mnt/one-page";
  private static final int PAGE = 4096;

  private final World world;
  private final UserProcess app;
  private final OnDemandDaemon daemon;
  private final Task worker;
  private final ClientFile file;
  private final OpenFile cacheFile;
  private final ByteBuffer page = ByteBuffer.allocate(PAGE);

  /// Where in the image the file's page is: what was last asked for.
  private volatile long dataOffset;

  private ReadStage(World world, MemoryStore store) throws ErrnoException {
    this.world = world;
    this.app = world.process("app");
    UserProcess process = world.process("daemon");
    this.daemon = new OnDemandDaemon(new SimulatedSystem(process), _ -> new Image(), listener());
    run(process, () -> daemon.bind("/cache", "benchmark"));
    this.worker = process.start("work", unchecked(() -> daemon.work("worker")));
    // A cache file gets its name when it is first put away.
    mount();
    try (ClientFile first = open()) {
      first.read(0, page.clear());
    }
    world.unmount(app, "/mnt");
    this.cacheFile = store.open(cacheFile(store), false);
    mount();
    this.file = open();
  }

  static ReadStage boot(LiveMachine machine) {
    MemoryStore store = MemoryStore.create();
    KernelConfig config = KernelConfig.of(KernelVersion.D6_12_117);
    try {
      return new ReadStage(World.boot(config, machine, store), store);
    } catch (ErrnoException e) {
      throw new IllegalStateException("booting: " + e.errno(), e);
    }
  }

  /// Makes the hole and reads it, so often.
  ///
  /// @throws IllegalStateException when not every read went to the daemon
  void readHoles(int times) {
    long before = daemon.counts().reads();
    run(
        app,
        () -> {
          for (int i = 0; i < times; i++) {
            cacheFile.punchHole(dataOffset, PAGE);
            world.writeProc("/proc/sys/vm/drop_caches", "1");
            if (file.read(0, page.clear()) != PAGE) {
              throw new IllegalStateException("a short read");
            }
          }
        });
    long asked = daemon.counts().reads() - before;
    if (asked != times) {
      throw new IllegalStateException(times + " reads, but " + asked + " READs");
    }
  }

  void end() {
    run(app, file::close);
    run(app, () -> world.unmount(app, "/mnt"));
    daemon.stop();
    worker.join();
  }

  private void mount() {
    run(app, () -> world.mount(app, "erofs", "none", "/mnt", "fsid=" + IMAGE));
  }

  private ClientFile open() throws ErrnoException {
    return world.openFile(app, FILE, OpenFlags.READ_ONLY);
  }

  private DaemonListener listener() {
    return new DaemonListener() {
      @Override
      public void asked(String name, DaemonMessage message) {
        if (message instanceof DaemonMessage.Read read) {
          dataOffset = read.offset();
        }
      }
    };
  }

  /// Waits until there is one: putting it away goes on after the unmount.
  private Inode cacheFile(MemoryStore store) throws ErrnoException {
    while (true) {
      Inode found = find(store, store.root());
      if (found != null) {
        return found;
      }
      world.kernel().sleepMillis(1);
    }
  }

  /// A regular file below a directory.
  private static @Nullable Inode find(MemoryStore store, Inode directory) throws ErrnoException {
    for (DirEntry entry : store.list(directory)) {
      Inode inode = store.lookup(directory, entry.name());
      Inode found = inode != null && inode.isDirectory() ? find(store, inode) : inode;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// Runs in a task of the process, because that is what system calls look at.
  private static void run(UserProcess process, Call call) {
    Task task = process.start("run", unchecked(call));
    task.join();
    if (task.failure() instanceof Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  @FunctionalInterface
  private interface Call {
    void run() throws ErrnoException;
  }

  private static Runnable unchecked(Call call) {
    return () -> {
      try {
        call.run();
      } catch (ErrnoException e) {
        throw new IllegalStateException(String.valueOf(e.errno()), e);
      }
    };
  }

  /// The image as the daemon has it.
  private static final class Image implements ImageSource.Blob {
    private final byte[] bytes = BundledImages.bytes(IMAGE);

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      into.put(bytes, (int) offset, (int) Math.min(bytes.length - offset, into.remaining()));
    }

    @Override
    public void close() {}
  }
}

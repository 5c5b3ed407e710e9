package org.fscachesim.scenario.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.store.memory.MemoryStoreConfig;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientPath;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.scenario.World;
import org.fscachesim.scenario.daemon.DaemonListener;
import org.fscachesim.scenario.daemon.ImageSource;
import org.fscachesim.scenario.daemon.OnDemandDaemon;

/// What is in images: a kernel of its own, with the cache in memory, that is served by the daemon
/// of this program from the files themselves.
final class Reference implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int BLOCK = 4096;

  private final LiveWorld live;
  private final OnDemandDaemon daemon;

  /// A file of an image.
  ///
  /// @param path from the image's root, with a slash in front
  record ImageFile(String image, String path, long size) {}

  /// @param bytes of all images
  Reference(KernelConfig config, Path images, long bytes) throws ErrnoException {
    long blocks = 2 * bytes / BLOCK + (64L << 20) / BLOCK;
    StatFs space = new StatFs(BLOCK, blocks, blocks, blocks, blocks, blocks);
    live = new LiveWorld(config, MemoryStore.create(MemoryStoreConfig.ext4().withSpace(space)));
    daemon =
        new OnDemandDaemon(
            new SimulatedSystem(live.world().process("reference")),
            ImageSource.directory(images),
            DaemonListener.NONE);
    live.call(
        "reference",
        "bind",
        LIMIT,
        _ -> {
          daemon.bind("/cache", "reference");
          return true;
        });
    live.world()
        .process("reference")
        .start(
            "worker",
            () -> {
              try {
                daemon.work("worker");
              } catch (ErrnoException e) {
                throw new IllegalStateException("the reference daemon ended: " + e.errno(), e);
              }
            });
  }

  private static String mountPoint(String image) {
    return "/mnt/" + image;
  }

  /// Mounts an image, and lists its files.
  List<ImageFile> mount(String image) throws ErrnoException {
    return mount(image, "");
  }

  /// As the other one.
  ///
  /// @param options of the mount beside `fsid`
  List<ImageFile> mount(String image, String options) throws ErrnoException {
    return live.call(
        "app",
        "mount",
        LIMIT,
        world -> {
          MountPoints.make(world, mountPoint(image));
          world.mount(
              world.process("app"),
              "erofs",
              "none",
              mountPoint(image),
              "fsid=" + image + (options.isEmpty() ? "" : "," + options));
          List<ImageFile> files = new ArrayList<>();
          list(
              world,
              mountPoint(image),
              "",
              (path, size) -> files.add(new ImageFile(image, path, size)));
          return files;
        });
  }

  /// What a link leads to is found by its own name, if it is there at all.
  private static boolean isLink(ClientPath path) throws ErrnoException {
    try {
      String _ = path.readlink();
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EINVAL) {
        return false;
      }
      throw e;
    }
  }

  /// Names all regular files below a directory of a mounted filesystem.
  ///
  /// @param root of them all
  /// @param directory from there, with a slash in front; empty for the root itself
  /// @param each gets the path of a file from the root, and its size
  static void list(World world, String root, String directory, ObjLongConsumer<String> each)
      throws ErrnoException {
    String here = root + directory;
    for (String name : world.clientPath(world.process("app"), here).names()) {
      ClientPath path = world.clientPath(world.process("app"), here + "/" + name);
      if (isLink(path)) {
        continue;
      }
      switch (FileType.ofMode(path.stat().mode())) {
        case DIRECTORY -> list(world, root, directory + "/" + name, each);
        case REGULAR -> each.accept(directory + "/" + name, path.stat().size());
        case SYMLINK, FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, SOCKET -> {}
      }
    }
  }

  /// The bytes of a range of a file.
  ByteBuffer read(ImageFile file, long offset, int length) throws ErrnoException {
    return live.call(
        "app", "read", LIMIT, world -> read(world, mountPoint(file.image), file, offset, length));
  }

  /// Reads a range of a file of an image that is mounted there.
  static ByteBuffer read(World world, String mountPoint, ImageFile file, long offset, int length)
      throws ErrnoException {
    String path = mountPoint + file.path;
    try (ClientFile open = world.openFile(world.process("app"), path, OpenFlags.READ_ONLY)) {
      return Contents.fill(length, (done, into) -> open.read(offset + done, into));
    }
  }

  @Override
  public void close() throws IOException {
    daemon.stop();
    live.close();
  }
}

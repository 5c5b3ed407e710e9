package org.fscachesim.kernel.vfs;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.jspecify.annotations.Nullable;

/// The mount table: backing stores, which have inodes to walk, and client filesystems, which take a
/// path as a whole. And what mount(2) and open(2) know by name.
///
/// Kernel: fs/namespace.c, fs/namei.c
public final class Namespace implements Resource {
  private final Kernel kernel;
  private final MountTable table;
  // Guarded by this object's monitor.
  private final Map<String, FilesystemType> types = new TreeMap<>();
  private final Map<String, DeviceNode> devices = new TreeMap<>();

  /// An empty table.
  public Namespace(Kernel kernel) {
    this.kernel = kernel;
    this.table = new MountTable(kernel);
  }

  public synchronized void register(FilesystemType type) {
    types.put(type.name(), type);
  }

  /// Makes a device special file, such as `/dev/cachefiles`.
  public synchronized void registerDevice(String path, DeviceNode device) {
    devices.put(path, device);
  }

  /// open(2) of a device special file, or of a file or directory that is there.
  ///
  /// @throws ErrnoException what [#resolve] says about the path; `EISDIR`, `EROFS`, or what the
  ///   driver or the filesystem says
  public KernelFile open(UserProcess process, String path, OpenFlags flags) throws ErrnoException {
    DeviceNode device;
    synchronized (this) {
      device = devices.get(normalise(process.workingDirectory().path(), path));
    }
    if (device != null) {
      return device.open(process, flags);
    }
    return switch (walk(process.workingDirectory(), path, true)) {
      case Location location -> StoreFile.open(location, flags);
      case ClientPath inClient -> MountedFile.open(inClient, flags);
    };
  }

  /// By its letters alone: there is no directory that holds devices.
  private static String normalise(String base, String path) {
    String at = "/";
    String whole = path.startsWith("/") ? path : base + "/" + path;
    for (String part : whole.split("/", -1)) {
      at =
          switch (part) {
            case "", "." -> at;
            case ".." -> Place.parent(at);
            default -> Place.child(at, part);
          };
    }
    return at;
  }

  /// Mounts a store; `/` first.
  public void mountStore(String path, BackingStore store) {
    table.addStore(path, store);
  }

  /// The root directory.
  public Location rootLocation() {
    return PathWalk.root(table);
  }

  /// mount(2) of a client filesystem. What was mounted at the path before is hidden.
  ///
  /// @throws ErrnoException what [#resolve] says about the path, then `ENODEV` for an unknown type,
  ///   then what the filesystem says, and only then `ENOTDIR` when the path leads to no directory:
  ///   the filesystem is mounted before it is put in its place
  public void mount(Location from, String type, String source, String path, String options)
      throws ErrnoException {
    Place at = walk(from, path, true);
    @Nullable ClientMount around = at instanceof ClientPath inClient ? inClient.mount() : null;
    if (around != null) {
      around.pin();
    }
    try {
      boolean directory = isDirectory(at);
      ClientFilesystem filesystem = typeOf(type).mount(source, options);
      if (!directory) {
        filesystem.unmount();
        throw Errno.ENOTDIR.exception();
      }
      kernel.machine().reach(this, Operation.Access.WRITE);
      table.attach(around, at.absolute(), filesystem);
    } finally {
      if (around != null) {
        around.unpin();
      }
    }
  }

  private static boolean isDirectory(Place at) throws ErrnoException {
    return switch (at) {
      case Location location -> location.inode().isDirectory();
      case ClientPath path -> FileType.ofMode(path.stat().mode()) == FileType.DIRECTORY;
    };
  }

  private synchronized FilesystemType typeOf(String name) throws ErrnoException {
    FilesystemType type = types.get(name);
    if (type == null) {
      throw Errno.ENODEV.exception();
    }
    return type;
  }

  /// umount(2): the newest mount at the path.
  ///
  /// @throws ErrnoException what [#resolve] says about the path; `EINVAL` when it is not the root
  ///   of a client filesystem; `EBUSY` while a file there is open, a call is under way there, or
  ///   something is mounted on it
  public void unmount(Location from, String path) throws ErrnoException {
    if (!(walk(from, path, true) instanceof ClientPath at)) {
      throw Errno.EINVAL.exception();
    }
    if (!at.path().isEmpty()) {
      var _ = at.stat();
      throw Errno.EINVAL.exception();
    }
    ClientFilesystem filesystem = at.mount().filesystem();
    if (filesystem.openFiles() > 0) {
      throw Errno.EBUSY.exception();
    }
    kernel.machine().reach(this, Operation.Access.WRITE);
    table.detach(at.mount());
    filesystem.unmount();
  }

  /// The client filesystems that are mounted, the newest first: in this order they can be
  /// unmounted.
  public List<ClientMount> clientMounts() {
    return table.clients();
  }

  private Place walk(Location from, String path, boolean followLast) throws ErrnoException {
    kernel.machine().reach(this, Operation.Access.READ);
    return PathWalk.walk(table, from, path, followLast);
  }

  /// The client filesystem that `path` lies in, if it lies in one.
  public @Nullable ClientPath findClient(Location from, String path) {
    try {
      return walk(from, path, true) instanceof ClientPath found ? found : null;
    } catch (ErrnoException e) {
      return null;
    }
  }

  /// Walks to a file or directory of a store.
  ///
  /// @param followLast whether a symbolic link in the last place is followed; one before it, or
  ///   before a trailing slash or dot, always is
  /// @throws ErrnoException `ENOENT`, `ENOTDIR`, `ELOOP`, `ENAMETOOLONG`; `EINVAL` inside of a
  ///   client filesystem
  public Location resolve(Location from, String path, boolean followLast) throws ErrnoException {
    return switch (walk(from, path, followLast)) {
      case Location location -> location;
      case ClientPath _ -> throw Errno.EINVAL.exception();
    };
  }

  @Override
  public String describe() {
    return "mount table";
  }
}

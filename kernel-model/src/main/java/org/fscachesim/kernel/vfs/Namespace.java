package org.fscachesim.kernel.vfs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.Inode;
import org.jspecify.annotations.Nullable;

/// The mount table: backing stores, which have inodes to walk, and client filesystems, which take a
/// path as a whole.
///
/// Kernel: fs/namespace.c, fs/namei.c
public final class Namespace {
  private static final int MAX_SYMLINKS = 40;
  private static final int PATH_MAX = 4096;

  private sealed interface Mount {}

  private record StoreMount(BackingStore store) implements Mount {}

  private record ClientMount(ClientFilesystem filesystem) implements Mount {}

  /// A path inside of a mounted client filesystem.
  public record ClientPath(ClientFilesystem filesystem, String path) {
    /// Opens a regular file there.
    public ClientFile open(OpenFlags flags, boolean create) throws ErrnoException {
      return filesystem.open(path, flags, create);
    }
  }

  // Guarded by this object's monitor; no mounted thing is called under it.
  // What is mounted at a path, the newest first: it hides the others.
  private final Map<String, Deque<Mount>> mounts = new TreeMap<>();
  private final Map<String, FilesystemType> types = new TreeMap<>();
  private final Map<String, DeviceNode> devices = new TreeMap<>();

  public synchronized void register(FilesystemType type) {
    types.put(type.name(), type);
  }

  /// Makes a device special file, such as `/dev/cachefiles`.
  public synchronized void registerDevice(String path, DeviceNode device) {
    devices.put(path, device);
  }

  /// open(2) of a device special file.
  ///
  /// @throws ErrnoException `ENOENT` when there is none of that path, or what the driver says
  public KernelFile openDevice(UserProcess process, String path, OpenFlags flags)
      throws ErrnoException {
    DeviceNode device;
    synchronized (this) {
      device = devices.get(normalise(process.workingDirectory().path(), path));
    }
    if (device == null) {
      throw Errno.ENOENT.exception();
    }
    return device.open(process, flags);
  }

  /// Mounts a store; `/` first.
  public synchronized void mountStore(String path, BackingStore store) {
    push(path, new StoreMount(store));
  }

  /// The root directory.
  public Location rootLocation() {
    if (mountAt("/") instanceof StoreMount(BackingStore store)) {
      return new Location(store, store.root(), "/");
    }
    throw new KernelBug("nothing is mounted at /");
  }

  private synchronized void push(String path, Mount mount) {
    mounts.computeIfAbsent(path, _ -> new ArrayDeque<>(1)).addFirst(mount);
  }

  private synchronized @Nullable Mount mountAt(String path) {
    Deque<Mount> stack = mounts.get(path);
    return stack == null ? null : stack.peekFirst();
  }

  /// mount(2) of a client filesystem. What was mounted at the path before is hidden.
  ///
  /// @throws ErrnoException `ENODEV` for an unknown type, `ENOENT` or `ENOTDIR` for the directory,
  ///   or what the filesystem says
  public void mount(Location from, String type, String source, String path, String options)
      throws ErrnoException {
    FilesystemType known;
    synchronized (this) {
      known = types.get(type);
    }
    if (known == null) {
      throw Errno.ENODEV.exception();
    }
    String at = directoryToMountOn(from, path);
    push(at, new ClientMount(known.mount(source, options)));
  }

  private String directoryToMountOn(Location from, String path) throws ErrnoException {
    ClientPath inClient = findClient(from, path);
    if (inClient == null) {
      Location at = resolve(from, path, true);
      if (!at.inode().isDirectory()) {
        throw Errno.ENOTDIR.exception();
      }
      return at.path();
    }
    int mode = inClient.filesystem.stat(inClient.path).mode();
    if (FileType.ofMode(mode) != FileType.DIRECTORY) {
      throw Errno.ENOTDIR.exception();
    }
    return normalise(from.path(), path);
  }

  /// umount(2): the newest mount at the path.
  ///
  /// @throws ErrnoException `EINVAL` when no client filesystem is mounted there, `EBUSY` while
  ///   files are open
  public void unmount(Location from, String path) throws ErrnoException {
    String at = normalise(from.path(), path);
    ClientFilesystem mounted;
    synchronized (this) {
      if (!(mountAt(at) instanceof ClientMount(ClientFilesystem filesystem))) {
        throw Errno.EINVAL.exception();
      }
      if (filesystem.openFiles() > 0) {
        throw Errno.EBUSY.exception();
      }
      Deque<Mount> stack = mounts.get(at);
      if (stack != null && stack.pollFirst() != null && stack.isEmpty()) {
        mounts.remove(at);
      }
      mounted = filesystem;
    }
    mounted.unmount();
  }

  /// A mounted client filesystem, and where.
  public record MountPoint(String path, ClientFilesystem filesystem) {}

  /// The client filesystems that are mounted, by path, the newest first at each.
  public synchronized List<MountPoint> clientMounts() {
    List<MountPoint> out = new ArrayList<>();
    for (Map.Entry<String, Deque<Mount>> entry : mounts.entrySet()) {
      for (Mount mount : entry.getValue()) {
        if (mount instanceof ClientMount(ClientFilesystem filesystem)) {
          out.add(new MountPoint(entry.getKey(), filesystem));
        }
      }
    }
    return out;
  }

  /// The client filesystem that `path` lies in, if it lies in one.
  public @Nullable ClientPath findClient(Location from, String path) {
    String absolute = normalise(from.path(), path);
    for (String at = absolute; ; at = parent(at)) {
      Mount mount = mountAt(at);
      if (mount instanceof ClientMount(ClientFilesystem filesystem)) {
        String rest = absolute.substring(at.equals("/") ? 0 : at.length());
        return new ClientPath(filesystem, rest.startsWith("/") ? rest.substring(1) : rest);
      }
      if (mount != null || at.equals("/")) {
        return null;
      }
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private static String normalise(String base, String path) {
    List<String> parts = new ArrayList<>();
    String whole = path.startsWith("/") ? path : base + "/" + path;
    for (String part : whole.split("/", -1)) {
      switch (part) {
        case "", "." -> {}
        case ".." -> {
          if (!parts.isEmpty()) {
            parts.removeLast();
          }
        }
        default -> parts.add(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  /// Walks to a file or directory of a store.
  ///
  /// @param followLast whether a symbolic link in the last place is followed; one before it, or
  ///   before a trailing slash, always is
  /// @throws ErrnoException `ENOENT`, `ENOTDIR`, `ELOOP`, `ENAMETOOLONG`; `EINVAL` inside of a
  ///   client filesystem
  public Location resolve(Location from, String path, boolean followLast) throws ErrnoException {
    if (path.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    if (path.length() >= PATH_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    Location at = path.startsWith("/") ? rootLocation() : from;
    boolean needsDirectory = path.endsWith("/");
    Deque<String> todo = new ArrayDeque<>();
    pushParts(todo, path);
    int links = 0;
    while (!todo.isEmpty()) {
      String part = todo.removeFirst();
      if (part.equals("..")) {
        at = resolveExact(parent(at.path()));
        continue;
      }
      if (!at.inode().isDirectory()) {
        throw Errno.ENOTDIR.exception();
      }
      Location child = step(at, part);
      boolean last = todo.isEmpty();
      if (child.inode().type() == FileType.SYMLINK && (!last || followLast || needsDirectory)) {
        if (++links > MAX_SYMLINKS) {
          throw Errno.ELOOP.exception();
        }
        String target = child.store().readlink(child.inode());
        if (target.startsWith("/")) {
          at = rootLocation();
        }
        pushParts(todo, target);
      } else {
        at = child;
      }
    }
    if (needsDirectory && !at.inode().isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    return at;
  }

  private static void pushParts(Deque<String> todo, String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    for (String part : parts.reversed()) {
      todo.addFirst(part);
    }
  }

  private Location resolveExact(String path) throws ErrnoException {
    Location at = rootLocation();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty()) {
        at = step(at, part);
      }
    }
    return at;
  }

  private Location step(Location at, String part) throws ErrnoException {
    String path = at.path().equals("/") ? "/" + part : at.path() + "/" + part;
    switch (mountAt(path)) {
      case StoreMount(BackingStore store) -> {
        return new Location(store, store.root(), path);
      }
      case ClientMount _ -> throw Errno.EINVAL.exception();
      case null -> {}
    }
    Inode inode = at.store().lookup(at.inode(), part);
    if (inode == null) {
      throw Errno.ENOENT.exception();
    }
    return new Location(at.store(), inode, path);
  }
}

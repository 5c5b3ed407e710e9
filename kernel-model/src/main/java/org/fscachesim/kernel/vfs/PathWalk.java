package org.fscachesim.kernel.vfs;

import java.util.ArrayDeque;
import java.util.Deque;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.Inode;
import org.jspecify.annotations.Nullable;

/// One walk along a path, component by component.
///
/// Where it enters a client filesystem it goes on by names alone: what those are, and whether they
/// are there, is that filesystem's business.
///
/// Kernel: fs/namei.c (link_path_walk)
final class PathWalk {
  private static final int MAX_SYMLINKS = 40;
  private static final int PATH_MAX = 4096;

  private final MountTable table;
  private final boolean followLast;
  private final Deque<String> todo = new ArrayDeque<>();
  private Place at;
  private boolean needsDirectory;
  private int links;

  private PathWalk(MountTable table, Location from, String path, boolean followLast) {
    this.table = table;
    this.followLast = followLast;
    this.at = path.startsWith("/") ? root(table) : from;
    push(path);
  }

  /// The root directory.
  static Location root(MountTable table) {
    if (table.top("/") instanceof MountTable.StoreMount(var store)) {
      return new Location(store, store.root(), "/");
    }
    throw new KernelBug("nothing is mounted at /");
  }

  /// Where `path` leads to.
  ///
  /// @param followLast whether a symbolic link in the last place is followed; one before it, or
  ///   before a trailing slash or dot, always is
  static Place walk(MountTable table, Location from, String path, boolean followLast)
      throws ErrnoException {
    if (path.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    if (path.length() >= PATH_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    return new PathWalk(table, from, path, followLast).end();
  }

  /// Puts the components of a path before what is still to walk.
  private void push(String path) {
    String[] parts = path.split("/", -1);
    String last = parts[parts.length - 1];
    if (todo.isEmpty() && (last.isEmpty() || last.equals("."))) {
      needsDirectory = true;
    }
    for (int i = parts.length - 1; i >= 0; i--) {
      if (!parts[i].isEmpty() && !parts[i].equals(".")) {
        todo.addFirst(parts[i]);
      }
    }
  }

  private Place end() throws ErrnoException {
    while (!todo.isEmpty()) {
      String part = todo.removeFirst();
      switch (at) {
        case Location here when !here.inode().isDirectory() -> throw Errno.ENOTDIR.exception();
        case Place here when part.equals("..") -> startAgain(Place.parent(here.absolute()));
        case Location here -> enter(here, part);
        case ClientPath here -> enter(here, part);
      }
    }
    if (needsDirectory && at instanceof Location last && !last.inode().isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    return at;
  }

  /// From the root along a path that has been walked before: it has no symbolic links.
  private void startAgain(String path) {
    at = root(table);
    boolean wanted = needsDirectory;
    push(path.substring(1));
    needsDirectory = wanted;
  }

  private void enter(Location directory, String name) throws ErrnoException {
    String path = Place.child(directory.path(), name);
    Place mounted = rootOfMount(path);
    if (mounted != null) {
      at = mounted;
      return;
    }
    Inode inode = directory.store().lookup(directory.inode(), name);
    if (inode == null) {
      throw Errno.ENOENT.exception();
    }
    if (inode.type() == FileType.SYMLINK && (!todo.isEmpty() || followLast || needsDirectory)) {
      follow(directory.store().readlink(inode));
    } else {
      at = new Location(directory.store(), inode, path);
    }
  }

  private void follow(String target) throws ErrnoException {
    if (++links > MAX_SYMLINKS) {
      throw Errno.ELOOP.exception();
    }
    if (target.startsWith("/")) {
      at = root(table);
    }
    push(target);
  }

  private void enter(ClientPath directory, String name) {
    Place mounted = rootOfMount(Place.child(directory.absolute(), name));
    String path = directory.path();
    at =
        mounted != null
            ? mounted
            : new ClientPath(directory.mount(), path.isEmpty() ? name : path + "/" + name);
  }

  private @Nullable Place rootOfMount(String path) {
    return switch (table.top(path)) {
      case null -> null;
      case MountTable.StoreMount(var store) -> new Location(store, store.root(), path);
      case ClientMount mount -> new ClientPath(mount, "");
    };
  }
}

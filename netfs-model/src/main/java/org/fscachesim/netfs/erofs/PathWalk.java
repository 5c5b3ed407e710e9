package org.fscachesim.netfs.erofs;

import com.google.common.base.Splitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.erofs.format.DiskInode;
import org.fscachesim.netfs.erofs.format.FileType;

/// Walks a path within one mount. Symbolic links are followed as far as they stay in it: one with
/// an absolute target leads out, and ends in `ENOENT`.
///
/// Kernel: fs/namei.c (link_path_walk)
final class PathWalk {
  private static final int MAX_SYMLINKS = 40;
  private static final int PATH_MAX = 4096;

  private final ErofsMount mount;

  PathWalk(ErofsMount mount) {
    this.mount = mount;
  }

  /// The inode at `path`.
  ///
  /// @param followLast whether a symbolic link in the last place is followed
  /// @throws ErrnoException `ENOENT`, `ENOTDIR`, `ELOOP`, `ENAMETOOLONG`, or what reading gives
  ErofsInode resolve(String path, boolean followLast) throws ErrnoException {
    if (path.length() >= PATH_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    boolean needsDirectory = path.endsWith("/");
    Deque<ErofsInode> at = new ArrayDeque<>(List.of(mount.root()));
    Deque<String> todo = new ArrayDeque<>(parts(path));
    int links = 0;
    while (!todo.isEmpty()) {
      String part = todo.removeFirst();
      requireDirectory(at.getLast());
      if (part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        if (at.size() > 1) {
          at.removeLast();
        }
        continue;
      }
      ErofsInode child = mount.lookup(at.getLast(), part);
      boolean follow = !todo.isEmpty() || followLast || needsDirectory;
      if (child.disk().type() != FileType.SYMLINK || !follow) {
        at.addLast(child);
        continue;
      }
      if (++links > MAX_SYMLINKS) {
        throw Errno.ELOOP.exception();
      }
      String target = target(child);
      if (target.isEmpty() || target.startsWith("/")) {
        throw Errno.ENOENT.exception();
      }
      needsDirectory |= todo.isEmpty() && target.endsWith("/");
      parts(target).reversed().forEach(todo::addFirst);
    }
    if (needsDirectory) {
      requireDirectory(at.getLast());
    }
    return at.getLast();
  }

  /// What a symbolic link says.
  ///
  /// Kernel: fs/erofs/inode.c (erofs_fill_symlink), fs/namei.c (page_get_link)
  String target(ErofsInode link) throws ErrnoException {
    byte[] inline = mount.reader().inlineTarget(link.disk());
    if (inline != null) {
      return new String(inline, StandardCharsets.ISO_8859_1);
    }
    DiskInode disk = link.disk();
    if (disk.size() == 0) {
      return "";
    }
    byte[] target = new byte[(int) Math.min(disk.size(), PATH_MAX - 1)];
    link.pages().page(0).get(0, target);
    return new String(target, StandardCharsets.ISO_8859_1);
  }

  static void requireDirectory(ErofsInode inode) throws ErrnoException {
    if (!inode.disk().isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
  }

  private static List<String> parts(String path) {
    return Splitter.on('/').omitEmptyStrings().splitToList(path);
  }
}

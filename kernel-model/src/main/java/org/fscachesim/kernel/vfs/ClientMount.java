package org.fscachesim.kernel.vfs;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.jspecify.annotations.Nullable;

/// A mounted client filesystem. As long as somebody uses it, nobody can unmount it.
///
/// Kernel: fs/mount.h (struct mount)
public final class ClientMount implements MountTable.Mount, Resource {
  private final Kernel kernel;
  private final MountTable table;
  private final String path;
  private final ClientFilesystem filesystem;
  // The mount that this one lies on or in, which it keeps busy.
  final @Nullable ClientMount below;
  // Guarded by the table.
  int users;
  boolean detached;

  ClientMount(
      Kernel kernel,
      MountTable table,
      String path,
      ClientFilesystem filesystem,
      @Nullable ClientMount below) {
    this.kernel = kernel;
    this.table = table;
    this.path = path;
    this.filesystem = filesystem;
    this.below = below;
  }

  /// Where it is mounted: absolute, normalised.
  public String path() {
    return path;
  }

  ClientFilesystem filesystem() {
    return filesystem;
  }

  /// What is done with a filesystem that stays mounted meanwhile.
  @FunctionalInterface
  interface Use<T> {
    T on(ClientFilesystem filesystem) throws ErrnoException;
  }

  /// @throws ErrnoException `ENOENT` when it was unmounted, or what the filesystem says
  <T> T use(Use<T> use) throws ErrnoException {
    pin();
    try {
      return use.on(filesystem);
    } finally {
      unpin();
    }
  }

  /// Keeps it mounted until [#unpin()].
  ///
  /// @throws ErrnoException `ENOENT` when it is gone: the path leads elsewhere now
  void pin() throws ErrnoException {
    if (!tryPin()) {
      throw Errno.ENOENT.exception();
    }
  }

  private boolean tryPin() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    return table.pin(this);
  }

  void unpin() {
    kernel.machine().reach(this, Operation.Access.WRITE);
    table.unpin(this);
  }

  /// Writes back what is dirty, for sync(2); nothing once it is unmounted.
  public void sync() throws ErrnoException {
    if (tryPin()) {
      try {
        filesystem.sync();
      } finally {
        unpin();
      }
    }
  }

  /// Forgets cached pages that are clean and not in use; nothing once it is unmounted.
  public void dropPageCache() {
    if (tryPin()) {
      try {
        filesystem.dropPageCache();
      } finally {
        unpin();
      }
    }
  }

  @Override
  public String describe() {
    return "mount " + path;
  }

  @Override
  public String toString() {
    return path;
  }
}

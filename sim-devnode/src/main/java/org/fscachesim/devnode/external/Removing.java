package org.fscachesim.devnode.external;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.fscachesim.devnode.seccomp.CallerMemory;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.Listener;
import org.fscachesim.devnode.seccomp.StoppedCall;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/// rmdir(2) and its kin. A directory that a cache uses stays, also when it is empty: the host does
/// not know of that, and cachefilesd removes what it finds empty.
///
/// Kernel: fs/namei.c (vfs_rmdir, which refuses what has S_KERNEL_FILE)
final class Removing {
  private static final int AT_FDCWD = -100;

  private final Kernel kernel;
  private final Listener listener;
  private final CallerMemory memory;
  private final HostDirectories directories;
  private final HostCalls host = new HostCalls();

  Removing(Kernel kernel, Listener listener, CallerMemory memory, HostDirectories directories) {
    this.kernel = kernel;
    this.listener = listener;
    this.memory = memory;
    this.directories = directories;
  }

  /// @param path address of the path
  void inWorkingDirectory(StoppedCall call, long path) throws ErrnoException {
    in(call, AT_FDCWD, path);
  }

  /// @param directory descriptor of the caller's
  /// @param path address of the path
  void in(StoppedCall call, int directory, long path) throws ErrnoException {
    Path removed = pathOf(call, directory, path);
    if (removed != null && directories.isInUse(kernel, removed)) {
      throw Errno.EBUSY.exception();
    }
    listener.letGo(call);
  }

  /// What cannot be read or found is left to the host, which says so.
  private @Nullable Path pathOf(StoppedCall call, int directory, long address) {
    try {
      Path path = Path.of(HostDirectories.hostName(memory.path(call.thread(), address)));
      String base =
          directory == AT_FDCWD
              ? Caller.workingDirectory(host, call.thread())
              : Caller.link(host, call.thread(), directory);
      if (!listener.isValid(call) || base == null && !path.isAbsolute()) {
        return null;
      }
      Path whole = path.isAbsolute() ? path : Path.of(String.valueOf(base)).resolve(path);
      Path above = whole.getParent();
      return above == null ? null : above.toRealPath().resolve(whole.getFileName());
    } catch (ErrnoException | IOException | InvalidPathException e) {
      return null;
    }
  }
}

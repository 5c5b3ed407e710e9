package org.fscachesim.kernel.vfs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.jspecify.annotations.Nullable;

/// What is mounted where. No mounted thing is called from here, and nothing here waits.
///
/// A client mount counts who uses it: its open files, the calls under way in it, and the mounts on
/// its directories. It can only be taken away while there are none, and that is decided at the same
/// moment.
///
/// Kernel: fs/namespace.c (mount_lock, mnt_count)
final class MountTable {
  /// A mounted filesystem.
  sealed interface Mount permits StoreMount, ClientMount {}

  /// A filesystem with inodes to walk.
  record StoreMount(BackingStore store) implements Mount {}

  private final Kernel kernel;
  // Guarded by this object's monitor, as are the users of the client mounts. At each path the
  // newest
  // comes first: it hides the others.
  private final Map<String, Deque<Mount>> stacks = new TreeMap<>();
  private final List<ClientMount> clients = new ArrayList<>();

  MountTable(Kernel kernel) {
    this.kernel = kernel;
  }

  synchronized void addStore(String path, BackingStore store) {
    store.mountedIn(kernel);
    push(path, new StoreMount(store));
  }

  private void push(String path, Mount mount) {
    stacks.computeIfAbsent(path, _ -> new ArrayDeque<>(1)).addFirst(mount);
  }

  /// What is seen at a path, if that is the root of a mount.
  synchronized @Nullable Mount top(String path) {
    Deque<Mount> stack = stacks.get(path);
    return stack == null ? null : stack.peekFirst();
  }

  /// Puts `filesystem` on a directory.
  ///
  /// @param around the client mount that the directory lies in, which the caller uses
  synchronized void attach(@Nullable ClientMount around, String path, ClientFilesystem filesystem) {
    @Nullable ClientMount below = top(path) instanceof ClientMount hidden ? hidden : around;
    if (below != null) {
      below.users++;
    }
    ClientMount mount = new ClientMount(kernel, this, path, filesystem, below);
    push(path, mount);
    clients.add(mount);
  }

  /// Takes a mount away.
  ///
  /// @throws ErrnoException `EBUSY` while somebody uses it, `EINVAL` when it is gone already
  synchronized void detach(ClientMount mount) throws ErrnoException {
    if (mount.detached) {
      throw Errno.EINVAL.exception();
    }
    if (mount.users > 0) {
      throw Errno.EBUSY.exception();
    }
    mount.detached = true;
    clients.remove(mount);
    Deque<Mount> stack = stacks.get(mount.path());
    if (stack != null && stack.remove(mount) && stack.isEmpty()) {
      stacks.remove(mount.path());
    }
    if (mount.below != null) {
      mount.below.users--;
    }
  }

  /// Whether the mount is still there; it stays so until [#unpin(ClientMount)].
  synchronized boolean pin(ClientMount mount) {
    if (!mount.detached) {
      mount.users++;
    }
    return !mount.detached;
  }

  synchronized void unpin(ClientMount mount) {
    mount.users--;
  }

  /// The newest first, so that each can be taken away in its turn.
  synchronized List<ClientMount> clients() {
    return List.copyOf(clients).reversed();
  }
}

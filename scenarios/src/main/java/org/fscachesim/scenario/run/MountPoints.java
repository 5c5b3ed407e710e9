package org.fscachesim.scenario.run;

import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.vfs.Location;
import org.fscachesim.scenario.World;

/// Directories to mount on. The simulated machine has few.
final class MountPoints {
  private MountPoints() {}

  /// Makes what is missing of a path below `/` or `/mnt`.
  static void make(World world, String path) throws ErrnoException {
    Location at = world.kernel().namespace().rootLocation();
    for (String name : path.split("/", -1)) {
      if (name.isEmpty()) {
        continue;
      }
      if (world.kernel().namespace().findClient(at, name) != null) {
        return;
      }
      Inode next = at.store().lookup(at.inode(), name);
      if (next == null && (at.path().equals("/") || at.path().startsWith("/mnt"))) {
        at.store().mkdir(at.inode(), name, 0755);
      }
      at = world.kernel().namespace().resolve(at, name, true);
    }
  }
}

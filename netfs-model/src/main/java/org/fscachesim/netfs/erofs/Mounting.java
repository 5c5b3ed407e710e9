package org.fscachesim.netfs.erofs;

import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.erofs.format.DeviceSlot;
import org.fscachesim.netfs.erofs.format.DiskInode;

/// What a mount does, in this order:
///
/// 1. register the volume or the domain
/// 2. register the primary blob; its lookup sends OPEN
/// 3. read the super block, which waits for the daemon's answer, and check it
/// 4. for each slot of the device table: read it, and register its blob, which sends the next OPEN
/// 5. refuse blocks that are no pages
/// 6. read the root inode
///
/// A mount that fails gives up what it has by way of an unmount.
///
/// Kernel: fs/erofs/super.c (erofs_fc_fill_super)
final class Mounting {
  private final Kernel kernel;
  private final Domains domains;
  private final MountOptions options;

  Mounting(Kernel kernel, Domains domains, MountOptions options) {
    this.kernel = kernel;
    this.domains = domains;
    this.options = options;
  }

  ErofsMount mount() throws ErrnoException {
    Registration registration = new Registration(kernel, domains, options);
    ErofsInvariants.tell(kernel, ErofsInvariants::registering);
    try {
      Image image = registration.register();
      image.readSuperBlock();
      scanDevices(image, registration);
      image.requireWholePageBlocks();
      DiskInode root = image.readRoot();
      return new ErofsMount(kernel, registration, image, root);
    } catch (ErrnoException e) {
      registration.unregister();
      throw e;
    }
  }

  /// Kernel: fs/erofs/super.c (erofs_scan_devices)
  private void scanDevices(Image image, Registration registration) throws ErrnoException {
    List<String> given = options.devices();
    int count = image.reader().superBlock().extraDevices();
    if (!given.isEmpty() && given.size() != count) {
      image
          .log()
          .error("the image has %d extra devices, %d were given".formatted(count, given.size()));
      throw Errno.EINVAL.exception();
    }
    for (int i = 0; i < count; i++) {
      DeviceSlot slot = image.reader().deviceSlot(i);
      String name = given.isEmpty() ? slot.tag() : given.get(i);
      if (name.isEmpty()) {
        image
            .log()
            .error("extra device %d has no name in the image; give device=NAME".formatted(i + 1));
        throw Errno.EINVAL.exception();
      }
      image.addDevice(slot, registration.registerDevice(name));
    }
  }
}

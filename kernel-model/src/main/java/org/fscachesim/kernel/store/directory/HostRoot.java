package org.fscachesim.kernel.store.directory;

import java.nio.file.Path;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.HostStatFs;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.StoreTraits;

/// A directory of the host that was tried and found good.
///
/// @param fd its descriptor, which now belongs to who has this
/// @param traits what its filesystem is
/// @param readOnly whether that is mounted read-only, so that it could not be tried
record HostRoot(int fd, StoreTraits traits, boolean readOnly) {

  static HostRoot open(Path directory) throws StoreUnsupportedException {
    int fd;
    try {
      int flags = HostFlags.O_RDONLY | HostFlags.O_DIRECTORY;
      fd = LibC.openat(HostFlags.AT_FDCWD, HostPath.bytes(directory), flags, 0);
    } catch (ErrnoException e) {
      throw unusable(directory, e);
    }
    try {
      HostStatFs space = LibC.fstatfs(fd);
      String fsType = HostFilesystem.type(LibC.stat(fd).mountId(), space.type());
      boolean exactModes = space.readOnly() || new HostProbe(directory, fsType).run(fd);
      return new HostRoot(fd, traits(fsType, space.bsize(), exactModes), space.readOnly());
    } catch (ErrnoException e) {
      LibC.close(fd);
      throw unusable(directory, e);
    } catch (StoreUnsupportedException | RuntimeException e) {
      LibC.close(fd);
      throw e;
    }
  }

  /// The directory itself gives an error.
  static StoreUnsupportedException unusable(Path directory, ErrnoException e) {
    return new StoreUnsupportedException(
        directory,
        "host directory",
        "%s (%s)".formatted(e.errno().name(), e.errno().text()),
        "give an existing directory that can be read");
  }

  private static StoreTraits traits(String fsType, int blockSize, boolean exactModes) {
    boolean ext4 = fsType.equals("ext4") && blockSize == StoreTraits.EXT4.blockSize();
    return new StoreTraits(
        fsType,
        blockSize,
        StoreTraits.EXT4.dioAlignment(),
        false,
        ext4 ? StoreTraits.EXT4_MAX_FILE_SIZE : StoreTraits.MAX_FILE_SIZE,
        true,
        true,
        true,
        true,
        true,
        exactModes);
  }
}

package org.fscachesim.kernel.store.directory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Finds the name of a filesystem of the host.
final class HostFilesystem {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

  // For hosts without /proc. The first of them is also that of ext2 and ext3.
  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          Map.entry(0xef53L, "ext4"),
          Map.entry(0x0102_1994L, "tmpfs"),
          Map.entry(0x5846_5342L, "xfs"),
          Map.entry(0x9123_683eL, "btrfs"),
          Map.entry(0x794c_7630L, "overlay"),
          Map.entry(0xf2f5_2010L, "f2fs"),
          Map.entry(0x2fc1_2fc1L, "zfs"),
          Map.entry(0x4d44L, "vfat"),
          Map.entry(0x6969L, "nfs"),
          Map.entry(0x0102_1997L, "9p"),
          Map.entry(0x6573_5546L, "fuse"),
          Map.entry(0x8584_58f6L, "ramfs"),
          Map.entry(0x6265_6572L, "sysfs"),
          Map.entry(0x9fa0L, "proc"));

  private HostFilesystem() {}

  /// The type of the mount with that number, or else of a filesystem with that magic.
  static String type(long mountId, long magic) {
    try {
      return type(Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1), mountId, magic);
    } catch (IOException e) {
      return type(List.of(), mountId, magic);
    }
  }

  /// The same, from the lines of `mountinfo`: number, parent, device, root, place, options, any
  /// number of tags, a dash, type.
  static String type(List<String> mounts, long mountId, long magic) {
    String start = mountId + " ";
    for (String line : mounts) {
      int dash = line.indexOf(" - ");
      if (line.startsWith(start) && dash >= 0) {
        return line.substring(dash + 3).split(" ", 2)[0];
      }
    }
    return NAMES.getOrDefault(magic, "filesystem 0x%x".formatted(magic));
  }
}

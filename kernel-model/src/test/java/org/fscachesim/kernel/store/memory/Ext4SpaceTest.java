package org.fscachesim.kernel.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.fscachesim.kernel.store.StatFs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Ext4SpaceTest {
  @Test
  void theRecordedDiskHasTheRecordedSpace() {
    assertEquals(MemoryStoreConfig.EXT4_64_MB, Ext4Space.ofEmptyDisk(64));
  }

  /// From mkfs.ext4 and dumpe2fs of e2fsprogs 1.47: blocks, those of overhead, free ones, reserved
  /// ones, inodes.
  @ParameterizedTest
  @CsvSource({
    "16, 4096, 261, 3829, 204, 4096",
    "24, 6144, 390, 5748, 307, 6144",
    "32, 8192, 519, 7667, 409, 8192",
    "48, 12288, 777, 11505, 614, 12288",
    "96, 24576, 1551, 23019, 1228, 24576",
    "100, 25600, 1616, 23978, 1280, 25600",
    "128, 32768, 2067, 30695, 1638, 32768",
    "200, 51200, 3256, 47938, 2560, 51200",
    "256, 65536, 4166, 61364, 3276, 65536",
    "512, 131072, 2251, 128815, 6553, 32768",
    "1024, 262144, 4757, 257381, 13107, 65536",
  })
  void anEmptyDiskHasTheSpaceThatMkfsLeaves(
      int mebibytes, long blocks, long overhead, long free, long reserved, long inodes) {
    StatFs space = Ext4Space.ofEmptyDisk(mebibytes);
    assertEquals(blocks - overhead, space.blocks());
    assertEquals(free, space.bfree());
    assertEquals(free - reserved - Math.min(blocks / 50, 4096), space.bavail());
    assertEquals(inodes, space.files());
    assertEquals(inodes - 11, space.ffree());
  }

  @Test
  void otherSizesAreNotKnown() {
    assertThrows(IllegalArgumentException.class, () -> Ext4Space.ofEmptyDisk(7));
    assertThrows(IllegalArgumentException.class, () -> Ext4Space.ofEmptyDisk(8193));
  }
}

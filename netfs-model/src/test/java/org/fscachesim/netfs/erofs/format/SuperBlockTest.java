package org.fscachesim.netfs.erofs.format;

import static org.fscachesim.netfs.erofs.format.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.junit.jupiter.api.Test;

final class SuperBlockTest {
  private final List<Long> accesses = new ArrayList<>();
  private final List<String> log = new ArrayList<>();

  private SuperBlock read(ImageBuilder image) throws ErrnoException {
    return read(image, Features.INCOMPAT_ALL);
  }

  private SuperBlock read(ImageBuilder image, int known) throws ErrnoException {
    return SuperBlock.read(ImageBuilder.pages(image.build(), accesses), known, log::add);
  }

  private void refused(Errno errno, String because, ImageBuilder image) {
    assertFails(errno, () -> read(image));
    assertEquals(1, log.size());
    assertTrue(log.getFirst().contains(because), log.getFirst());
  }

  @Test
  void aSoundOneCostsOnePageAndNothingIsLogged() throws ErrnoException {
    SuperBlock sb = read(new ImageBuilder(1).bytes(1024 + 64, new byte[] {'v', 'o', 'l'}));
    assertEquals(12, sb.blockBits());
    assertEquals(36, sb.rootNid());
    assertEquals("vol", sb.volumeName());
    assertEquals(0, sb.extraDevices());
    assertEquals(List.of(0L), accesses);
    assertEquals(List.of(), log);
  }

  @Test
  void wrongMagicIsNotAnImage() {
    refused(Errno.EINVAL, "not an EROFS image: magic 00000000", new ImageBuilder(1).u32(1024, 0));
  }

  @Test
  void blockSizesOutsideNineToTwelveBitsAreRefused() throws ErrnoException {
    refused(Errno.EINVAL, "2^13", new ImageBuilder(1).u8(1024 + 12, 13));
    assertFails(Errno.EINVAL, () -> read(new ImageBuilder(1).u8(1024 + 12, 8)));
    assertEquals(512, read(new ImageBuilder(1).u8(1024 + 12, 9)).blockSize());
  }

  @Test
  void otherDirectoryBlocksAreRefused() {
    refused(Errno.EINVAL, "dirblkbits 1", new ImageBuilder(1).u8(1024 + 90, 1));
  }

  @Test
  void theChecksumIsVerifiedWhereTheImageHasOne() throws ErrnoException {
    read(new ImageBuilder(1).checksummed());
    read(new ImageBuilder(1).u8(1024 + 12, 9).checksummed());
    read(new ImageBuilder(1).u8(1024 + 12, 10).checksummed());
    refused(Errno.EBADMSG, "checksum", new ImageBuilder(1).checksummed().u8(4000, 1));
  }

  @Test
  void theChecksumCoversNoMoreThanTheBlock() throws ErrnoException {
    read(new ImageBuilder(1).u8(1024 + 12, 11).checksummed().u8(2048, 1));
    assertFails(
        Errno.EBADMSG, () -> read(new ImageBuilder(1).u8(1024 + 12, 11).checksummed().u8(2047, 1)));
  }

  @Test
  void theChecksumComesBeforeTheFeatures() {
    assertFails(Errno.EBADMSG, () -> read(new ImageBuilder(1).checksummed().incompat(0x8000)));
  }

  @Test
  void unknownIncompatibleFeaturesAreRefused() {
    refused(Errno.EINVAL, "80", new ImageBuilder(1).incompat(0x80));
  }

  @Test
  void longAttributePrefixesAreKnownToLaterKernelsAlone() throws ErrnoException {
    ImageBuilder image = new ImageBuilder(1).incompat(Features.XATTR_PREFIXES);
    read(image);
    assertFails(Errno.EINVAL, () -> read(image, Features.INCOMPAT_BEFORE_XATTR_PREFIXES));
  }

  @Test
  void aSuperBlockLargerThanItsPageIsRefused() throws ErrnoException {
    read(new ImageBuilder(1).u8(1024 + 13, 184));
    refused(Errno.EINVAL, "3088 bytes", new ImageBuilder(1).u8(1024 + 13, 185));
  }

  @Test
  void aVolumeNameWithoutEndIsCorruption() {
    refused(
        Errno.EUCLEAN,
        "volume name",
        new ImageBuilder(1).bytes(1024 + 64, "x".repeat(16).getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void compressionSettingsAreNotSupported() {
    refused(Errno.EOPNOTSUPP, "compressed", new ImageBuilder(1).incompat(Features.COMPR_CFGS));
  }

  @Test
  void devicesCountOnlyWithADeviceTable() throws ErrnoException {
    ImageBuilder image = new ImageBuilder(1).u16(1024 + 86, 4);
    assertEquals(0, read(image).extraDevices());
    SuperBlock sb = read(image.incompat(Features.DEVICE_TABLE));
    assertEquals(4, sb.extraDevices());
    assertEquals(7, sb.deviceIdMask());
  }

  @Test
  void theDeviceIdMaskReachesTheNextPowerOfTwo() throws ErrnoException {
    int[][] masks = {{1, 1}, {2, 3}, {3, 3}, {4, 7}, {7, 7}, {8, 15}, {65535, 65535}};
    for (int[] m : masks) {
      ImageBuilder image = new ImageBuilder(1).incompat(Features.DEVICE_TABLE).u16(1024 + 86, m[0]);
      assertEquals(m[1], read(image).deviceIdMask());
    }
  }
}

package org.fscachesim.cachefiles.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.fscachesim.cachefiles.event.CoherencyTrace;
import org.junit.jupiter.api.Test;

class CoherencyRecordTest {
  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void fileRecordsAreBigEndianAndPacked() {
    assertEquals(
        "000000000010000000000000000000000100",
        hex(new FileRecord(0x100000, 0, bytes("")).encode()));
    assertEquals(
        "00000000000123450000000000000000010411223344",
        hex(new FileRecord(0x12345, FileRecord.DIRTY, bytes("11223344")).encode()));
  }

  @Test
  void theFirstDifferenceCounts() {
    FileRecord expected = new FileRecord(0x54000, 0, bytes("aa"));
    assertEquals(CoherencyTrace.CHECK_XATTR, expected.judge(bytes("0102")));
    assertEquals(
        CoherencyTrace.CHECK_TYPE,
        expected.judge(bytes("0000000000000000 0000000000000000 02 04 bb")));
    assertEquals(
        CoherencyTrace.CHECK_AUX,
        expected.judge(bytes("0000000000000000 0000000000000000 01 04 bb")));
    assertEquals(
        CoherencyTrace.CHECK_OBJECT_SIZE,
        expected.judge(bytes("0000000000000000 0000000000000000 01 04 aa")));
    assertEquals(
        CoherencyTrace.CHECK_DIRTY,
        expected.judge(bytes("0000000000054000 0000000000000000 01 04 aa")));
    assertEquals(
        CoherencyTrace.CHECK_OK,
        expected.judge(bytes("0000000000054000 00000000000000ff 01 03 aa")));
  }

  @Property
  void whatWasStoredIsAcceptedUnlessDirty(
      @ForAll long size, @ForAll @Size(max = 255) byte[] aux, @ForAll boolean dirty) {
    FileRecord expected = new FileRecord(size, 0, aux);
    byte[] stored = new FileRecord(size, dirty ? FileRecord.DIRTY : 0, aux).encode();
    assertEquals(
        dirty ? CoherencyTrace.CHECK_DIRTY : CoherencyTrace.CHECK_OK, expected.judge(stored));
  }

  @Test
  void volumeRecordsAreComparedInFull() {
    VolumeRecord expected = new VolumeRecord(bytes("0a0b"));
    assertEquals("000000000a0b", hex(expected.encode()));
    assertEquals(CoherencyTrace.VOLUME_CHECK_OK, expected.judge(bytes("000000000a0b")));
    assertEquals(CoherencyTrace.VOLUME_CHECK_XATTR, expected.judge(bytes("00000000")));
    assertEquals(CoherencyTrace.VOLUME_CHECK_XATTR, expected.judge(bytes("000000000a0b0c")));
    assertEquals(CoherencyTrace.VOLUME_CHECK_RESERVED, expected.judge(bytes("000000010a0b")));
    assertEquals(CoherencyTrace.VOLUME_CHECK_COMPARE, expected.judge(bytes("000000000a0c")));
  }
}

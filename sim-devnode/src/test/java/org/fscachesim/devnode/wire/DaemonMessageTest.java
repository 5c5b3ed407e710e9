package org.fscachesim.devnode.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// The worked examples are little-endian.
class DaemonMessageTest {
  private static ByteBuffer message(String words, String keys) {
    byte[] head = HexFormat.of().parseHex(words.replace(" ", ""));
    ByteBuffer out = ByteBuffer.allocate(head.length + keys.length());
    ByteBuffer in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    out.order(ByteOrder.nativeOrder());
    while (in.hasRemaining()) {
      out.putInt(in.getInt());
    }
    return out.put(keys.getBytes(StandardCharsets.ISO_8859_1)).flip();
  }

  @Test
  void anOpenCarriesItsKeysAndItsDescriptor() {
    ByteBuffer bytes =
        message(
            "00000000 00000000 37000000 01000000 0f000000 08000000 04000000 00000000",
            "erofs,test.img\0test.img");
    assertEquals(
        new DaemonMessage.Open(0, 55, 1, 15, 8, 4, 0, "erofs,test.img\0", "test.img"),
        DaemonMessage.decode(bytes));
  }

  @Test
  void aCloseIsAHeaderAlone() {
    assertEquals(
        new DaemonMessage.Close(7, 16, -1),
        DaemonMessage.decode(message("07000000 01000000 10000000 ffffffff", "")));
  }

  @Test
  void aReadCarriesItsRange() {
    ByteBuffer bytes = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
    bytes.putInt(3).putInt(2).putInt(32).putInt(1).putLong(0).putLong(4096).flip();
    assertEquals(new DaemonMessage.Read(3, 32, 1, 0, 4096), DaemonMessage.decode(bytes));
  }

  @Test
  void anIdIsUnsigned() {
    ByteBuffer bytes = message("ffffffff 01000000 10000000 01000000", "");
    assertEquals(0xffff_ffffL, DaemonMessage.decode(bytes).id());
  }

  @Test
  void aLengthThatIsNotWhatWasReadIsNamed() {
    ByteBuffer bytes = message("00000000 01000000 11000000 01000000", "");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DaemonMessage.decode(bytes));
    assertEquals("message 0 says that it has 17 bytes, but read() gave 16", e.getMessage());
  }

  @Test
  void keySizesThatDoNotFitAreNamed() {
    ByteBuffer bytes =
        message("00000000 00000000 22000000 01000000 05000000 05000000 04000000 00000000", "ab");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DaemonMessage.decode(bytes));
    assertTrue(String.valueOf(e.getMessage()).contains("key sizes 5 and 5"));
  }

  @Property
  void anyBytesDecodeOrAreRefusedWithAReason(@ForAll @Size(max = 64) byte[] bytes) {
    try {
      DaemonMessage message = DaemonMessage.decode(ByteBuffer.wrap(bytes));
      assertEquals(bytes.length, message.length());
    } catch (IllegalArgumentException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("message"));
    }
  }
}

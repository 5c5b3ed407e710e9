package org.fscachesim.cachefiles.ondemand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  private static byte[] words(int... words) {
    ByteBuffer out = ByteBuffer.allocate(4 * words.length).order(ByteOrder.nativeOrder());
    for (int word : words) {
      out.putInt(word);
    }
    return out.array();
  }

  private static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  @Test
  void openCarriesBothKeysAndTheDescriptor() {
    byte[] head = words(0, 0, 0x37, 1, 0x0f, 8, 4, 0);
    byte[] keys = "erofs,test.img\0test.img".getBytes(StandardCharsets.ISO_8859_1);
    Message open = new Message.Open("erofs,test.img", "test.img");
    assertEquals(55, open.length());
    assertArrayEquals(join(head, keys), MessageCodec.encode(open, 0, 1, 4));
  }

  @Test
  void readCarriesItsRange() {
    byte[] tail =
        ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(0).putLong(4096).array();
    assertArrayEquals(
        join(words(3, 2, 32, 1), tail), MessageCodec.encode(new Message.Read(0, 4096), 3, 1, -1));
  }

  @Test
  void closeIsAHeaderAlone() {
    assertArrayEquals(words(-1, 1, 16, -1), MessageCodec.encode(new Message.Close(), -1L, -1, 0));
  }

  @Property
  void theLengthFieldCountsTheWholeOpen(
      @ForAll @CharRange(from = 1, to = 255) @StringLength(min = 1, max = 254) String volume,
      @ForAll @CharRange(from = 0, to = 255) @StringLength(min = 1, max = 255) String cookie) {
    byte[] bytes = MessageCodec.encode(new Message.Open(volume, cookie), 9, 1, 7);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    assertEquals(bytes.length, in.getInt(8));
    assertEquals(32 + in.getInt(16) + in.getInt(20), bytes.length);
    assertEquals(0, in.getInt(28));
    assertEquals(0, bytes[32 + in.getInt(16) - 1]);
  }
}

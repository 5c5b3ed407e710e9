package org.fscachesim.cachefiles.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.fscachesim.kernel.KernelBug;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyEncodingTest {
  private static String bytes(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "test.img, Dtest.img",
    "noinline-test.img, Dnoinline-test.img",
    "test img, E1QlSsQ1iqJt60",
    "dir/file, E1ABCsLomqIl60"
  })
  void textIsTakenAsItIsUnlessItHasBlanksOrSlashes(String key, String name) {
    assertEquals(name, KeyEncoding.encode(key));
  }

  @ParameterizedTest
  @CsvSource({
    "00, S",
    "000000, S",
    "00000000, S",
    "000000000000000000, 'S,,'",
    "0a, Ta",
    "ffff, Tffff",
    "deadbeef, Sdeadbeef",
    "0000000100000002, 'S1,2'",
    "0100000002000000, 'T1,2'",
    "8e2b0100000000005f3c000000000000, 'T12b8e,,3c5f,'",
    "01020304050607, E218M04kw17000",
    "deadbeefcafebabe0123456789abcdef, E2uTGLLHI-WWr0zkQp9KqPL300",
    "f0f1f2f3f4f5f6f7f8f9fafb, E0M7LYPjvZSvf_VH-_",
    "00000001000000020000, 'S1,2,'"
  })
  void binaryKeysBecomeTheShorterOfHexAndBase64(String hex, String name) {
    assertEquals(name, KeyEncoding.encode(bytes(hex)));
  }

  @Test
  void deleteCountsAsPrintable() {
    assertEquals("D~\u007f", KeyEncoding.encode("~\u007f"));
  }

  @Test
  void theNameOfALongBinaryKeyIsCut() {
    String longest = "\u00ff".repeat(190);
    assertEquals(258, KeyEncoding.encodeWhole(longest).length());
    assertEquals(2, KeyEncoding.encode(longest).length());
    assertEquals(254, KeyEncoding.encode("\u00ff".repeat(189)).length());
    assertEquals(82, KeyEncoding.encode("\u00ff".repeat(252)).length());
  }

  @Test
  void aKeyWithoutANameIsABug() {
    assertEquals(253, KeyEncoding.encode("a".repeat(252)).length());
    assertThrows(KernelBug.class, () -> KeyEncoding.encode("a".repeat(253)));
  }

  @Property
  void theNameTellsTheKeyUpToZerosAtItsEnd(@ForAll @Size(min = 1, max = 189) byte[] data) {
    String key = new String(data, StandardCharsets.ISO_8859_1);
    String name = KeyEncoding.encodeWhole(key);
    String back = decode(name);
    switch (name.charAt(0)) {
      case 'D', 'E' -> assertEquals(key, back);
      case 'S', 'T' -> assertEquals(key + "\0".repeat(-key.length() & 3), back);
      default -> throw new AssertionError(name);
    }
    assertTrue(name.chars().allMatch(c -> c > 0x20 && c < 0x80 && c != '/'), name);
  }

  @Property
  void keysThatAreMostlyZerosKeepTheirWords(@ForAll @Size(min = 1, max = 20) int[] words) {
    StringBuilder key = new StringBuilder();
    for (int word : words) {
      int small = word & 0xff0000ff & -(word & 1);
      for (int shift = 0; shift < 32; shift += 8) {
        key.append((char) (small >>> shift & 0xff));
      }
    }
    String name = KeyEncoding.encodeWhole(key.toString());
    assertEquals(key.toString(), decode(name).substring(0, key.length()));
  }

  private static String decode(String name) {
    String body = name.substring(1);
    StringBuilder out = new StringBuilder();
    switch (name.charAt(0)) {
      case 'D' -> out.append(body);
      case 'S', 'T' -> {
        for (String part : body.split(",", -1)) {
          int word = part.isEmpty() ? 0 : Integer.parseUnsignedInt(part, 16);
          int le = name.charAt(0) == 'S' ? Integer.reverseBytes(word) : word;
          for (int shift = 0; shift < 32; shift += 8) {
            out.append((char) (le >>> shift & 0xff));
          }
        }
      }
      case 'E' -> {
        String digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";
        for (int at = 1; at < body.length(); at += 4) {
          int three = 0;
          for (int i = 0; i < 4; i++) {
            three |= digits.indexOf(body.charAt(at + i)) << 6 * i;
          }
          for (int shift = 0; shift < 24; shift += 8) {
            out.append((char) (three >>> shift & 0xff));
          }
        }
        out.setLength(out.length() - (body.charAt(0) - '0'));
      }
      default -> throw new AssertionError(name);
    }
    return out.toString();
  }
}

package org.fscachesim.fscache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hashes that were computed independently, and two that a kernel was seen to use.
final class KeyHashTest {
  @ParameterizedTest
  @CsvSource({
    "'erofs,test', test, 6c5d5056, d218e239",
    "'erofs,img.erofs', img.erofs, 2a9e6cbf, 194e3f66",
    "'erofs,domain0', blob-a, 9f8824cc, 95df72c4",
    "'erofs,domain0', blob-b, 9f8824cc, 7eeea3c4",
    "'erofs,sha256', 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, 252207da, "
        + "15d2aef4",
    "'erofs,styxtest9dbeb96981e633e3', _slab_0, 506baa3f, 61411c0e",
    "'erofs,styxtestbf4a1ed3c4d64dd8', _slab_0, 8e2771d7, 4327e81d",
  })
  void textKeysHashAsInTheKernel(
      String volumeKey, String cookieKey, String volumeHash, String cookieHash) {
    int salt = KeyHash.ofVolume(volumeKey);
    assertEquals(volumeHash, String.format("%08x", salt));
    assertEquals(cookieHash, String.format("%08x", KeyHash.ofCookie(salt, cookieKey)));
  }

  @Test
  void binaryKeysHashAsInTheKernel() {
    int salt = KeyHash.ofVolume("9p,host_share,");
    assertEquals("85f5378e", String.format("%08x", salt));
    assertEquals("06533092", String.format("%08x", KeyHash.ofCookie(salt, "*\0\0\0\0\0\0\0")));
  }

  @Test
  void theEmptyVolumeKeyHashesToZero() {
    assertEquals(0, KeyHash.ofVolume(""));
  }

  @Test
  void theVolumeKeySaltsTheHashesOfItsCookies() {
    assertNotEquals(
        KeyHash.ofCookie(KeyHash.ofVolume("a"), "key"),
        KeyHash.ofCookie(KeyHash.ofVolume("b"), "key"));
  }
}

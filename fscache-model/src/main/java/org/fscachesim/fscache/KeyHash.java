package org.fscachesim.fscache;

/// The hash of volume and cookie keys: the same on every machine, because the cache on disk depends
/// on it (its low byte names the fan-out directory).
///
/// Keys are strings of bytes, one char each.
///
/// Kernel: fs/fscache/main.c (fscache_hash), include/linux/hash.h (GOLDEN_RATIO_32)
final class KeyHash {
  private static final int GOLDEN_RATIO = 0x61C88647;

  private KeyHash() {}

  /// The hash of a volume key: over a length byte, the characters, a NUL, and zeros up to a
  /// multiple of 4.
  static int ofVolume(String key) {
    return mix(0, (char) (key.length() & 0xff) + key + '\0');
  }

  /// The hash of a cookie key, salted with its volume's hash; no length, no terminator.
  static int ofCookie(int volumeHash, String key) {
    return mix(volumeHash, key);
  }

  private static int mix(int salt, String bytes) {
    int x = 0;
    int y = salt;
    for (int at = 0; at < bytes.length(); at += 4) {
      x ^= littleEndianWord(bytes, at);
      y ^= x;
      x = Integer.rotateLeft(x, 7);
      x += y;
      y = Integer.rotateLeft(y, 20);
      y *= 9;
    }
    return (y ^ (x * GOLDEN_RATIO)) * GOLDEN_RATIO;
  }

  /// The four bytes from `at` on, with zeros behind the end.
  private static int littleEndianWord(String bytes, int at) {
    int word = 0;
    for (int i = Math.min(3, bytes.length() - 1 - at); i >= 0; i--) {
      word = word << 8 | bytes.charAt(at + i) & 0xff;
    }
    return word;
  }
}

package org.fscachesim.cachefiles.store;

import org.fscachesim.kernel.KernelBug;

/// How the key of a cookie becomes the name of its file.
///
/// ```
/// name = "D" key                        every byte printable, neither blank nor slash
///      | "S" word { "," word }          32-bit words in hex, big-endian
///      | "T" word { "," word }          the same, little-endian
///      | "E" pad { four characters }    three bytes each, base 64
/// ```
///
/// The first letter tells which. Hex is taken when it is shorter than base 64, as it is for keys
/// that are mostly zeros; a word has no leading zeros, and zero itself is the empty word.
///
/// Kernel: fs/cachefiles/key.c (cachefiles_cook_key)
public final class KeyEncoding {
  /// The longest key there is a name for, in bytes.
  public static final int MAX_KEY = 252;

  private static final String DIGITS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";

  private KeyEncoding() {}

  /// The name under which the object of this key is looked up.
  ///
  /// The kernel keeps the name's length in one byte. So the name of a long binary key is cut to its
  /// length modulo 256, and two such keys may share a file; what is stored with it tells them
  /// apart.
  ///
  /// @param key 1 to 252 bytes
  /// @throws KernelBug for a longer key
  public static String encode(String key) {
    String name = encodeWhole(key);
    return name.substring(0, name.length() & 0xff);
  }

  /// The name before it is cut.
  static String encodeWhole(String key) {
    KernelBug.check(
        !key.isEmpty() && key.length() <= MAX_KEY,
        () -> "cachefiles: a key of " + key.length() + " bytes has no file name");
    if (key.chars().allMatch(c -> c > 0x20 && c < 0x80 && c != '/')) {
      return "D" + key;
    }
    String padded = key + "\0".repeat(-key.length() & 3);
    int bigEndian = hexLength(padded, true);
    int littleEndian = hexLength(padded, false);
    int base64 = 2 + 4 * Math.ceilDiv(key.length(), 3);
    if (bigEndian < base64 || littleEndian < base64) {
      return bigEndian <= littleEndian ? "S" + hex(padded, true) : "T" + hex(padded, false);
    }
    return base64(key);
  }

  private static int word(String padded, int at, boolean bigEndian) {
    int value =
        padded.charAt(at)
            | padded.charAt(at + 1) << 8
            | padded.charAt(at + 2) << 16
            | padded.charAt(at + 3) << 24;
    return bigEndian ? Integer.reverseBytes(value) : value;
  }

  private static int hexLength(String padded, boolean bigEndian) {
    int length = 0;
    for (int at = 0; at < padded.length(); at += 4) {
      int bits = Integer.SIZE - Integer.numberOfLeadingZeros(word(padded, at, bigEndian));
      length += 1 + Math.ceilDiv(bits, 4);
    }
    return length;
  }

  private static String hex(String padded, boolean bigEndian) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < padded.length(); at += 4) {
      if (at > 0) {
        out.append(',');
      }
      int word = word(padded, at, bigEndian);
      if (word != 0) {
        out.append(Integer.toHexString(word));
      }
    }
    return out.toString();
  }

  private static String base64(String key) {
    int pad = 3 * Math.ceilDiv(key.length(), 3) - key.length();
    StringBuilder out = new StringBuilder("E").append((char) ('0' + pad));
    String padded = key + "\0".repeat(pad);
    for (int at = 0; at < padded.length(); at += 3) {
      int three = padded.charAt(at) | padded.charAt(at + 1) << 8 | padded.charAt(at + 2) << 16;
      for (int shift = 0; shift < 24; shift += 6) {
        out.append(DIGITS.charAt(three >> shift & 0x3f));
      }
    }
    return out.toString();
  }
}

package org.fscachesim.cachefiles.daemon;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// The kernel's ways of reading a number, which differ in what they forgive.
///
/// | reads | base | overflow | behind the digits |
/// |---|---|---|---|
/// | [#percent] | 10 | wraps | exactly `%` |
/// | [#mask] | by prefix | wraps | nothing |
/// | [#unsignedLong], [#signedLong] | by prefix | `ERANGE` | nothing, or one newline |
///
/// Kernel: lib/vsprintf.c (simple_strtoul), lib/kstrtox.c (kstrtoul, kstrtol)
final class Numbers {
  private Numbers() {}

  /// Digits read from a text.
  ///
  /// @param value the number modulo 2^64
  /// @param overflow whether it is larger than that
  /// @param end where the digits end
  private record Digits(long value, boolean overflow, int begin, int end) {
    boolean isEmpty() {
      return begin == end;
    }
  }

  private static Digits digits(String text, int from, int base) {
    long value = 0;
    boolean overflow = false;
    int i = from;
    for (; i < text.length(); i++) {
      int digit = digit(text.charAt(i));
      if (digit < 0 || digit >= base) {
        break;
      }
      overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0;
      value = value * base + digit;
    }
    return new Digits(value, overflow, from, i);
  }

  /// ASCII only: the kernel takes no digits of other scripts.
  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' && c < 0x80 ? lower - 'a' + 10 : -1;
  }

  private static Digits digitsByPrefix(String text, int from) {
    if (from + 2 < text.length()
        && text.charAt(from) == '0'
        && (text.charAt(from + 1) | 0x20) == 'x'
        && digit(text.charAt(from + 2)) >= 0) {
      return digits(text, from + 2, 16);
    }
    boolean octal = from < text.length() && text.charAt(from) == '0';
    return digits(text, from, octal ? 8 : 10);
  }

  /// A percentage such as `10%`. No digits at all count as 0.
  ///
  /// @return modulo 2^64, to be compared as an unsigned number
  /// @throws ErrnoException `EINVAL` unless the digits are followed by one `%` and nothing else
  static long percent(String text) throws ErrnoException {
    Digits digits = digits(text, 0, 10);
    if (!text.substring(digits.end).equals("%")) {
      throw Errno.EINVAL.exception();
    }
    return digits.value;
  }

  /// A mask of 32 bits such as `0x7`. The empty text is 0.
  ///
  /// @throws ErrnoException `EINVAL` for anything behind the digits
  static int mask(String text) throws ErrnoException {
    Digits digits = digitsByPrefix(text, 0);
    if (digits.end != text.length()) {
      throw Errno.EINVAL.exception();
    }
    return (int) digits.value;
  }

  /// A number of 64 bits, with a plus sign or without.
  ///
  /// @return to be taken as unsigned
  /// @throws ErrnoException `EINVAL` when it is no number, `ERANGE` when it has more than 64 bits
  static long unsignedLong(String text) throws ErrnoException {
    return strict(text, text.startsWith("+") ? 1 : 0);
  }

  /// A number of 64 bits with either sign, or none.
  ///
  /// @throws ErrnoException `EINVAL` when it is no number, `ERANGE` when it does not fit
  static long signedLong(String text) throws ErrnoException {
    if (text.startsWith("-")) {
      long magnitude = strict(text, 1);
      if (Long.compareUnsigned(magnitude, Long.MIN_VALUE) > 0) {
        throw Errno.ERANGE.exception();
      }
      return -magnitude;
    }
    long value = unsignedLong(text);
    if (value < 0) {
      throw Errno.ERANGE.exception();
    }
    return value;
  }

  private static long strict(String text, int from) throws ErrnoException {
    Digits digits = digitsByPrefix(text, from);
    if (digits.overflow) {
      throw Errno.ERANGE.exception();
    }
    String rest = text.substring(digits.end);
    if (digits.isEmpty() || !rest.isEmpty() && !rest.equals("\n")) {
      throw Errno.EINVAL.exception();
    }
    return digits.value;
  }
}

package org.fscachesim.scenario.transcript;

import java.util.OptionalLong;

/// Numbers as transcripts write them: decimal, 0x hexadecimal or 0 octal, with an optional minus.
final class Numbers {
  private Numbers() {}

  /// The number, or nothing when the text is none or does not fit in 64 bits.
  static OptionalLong parse(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    int radix = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      radix = 16;
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
      digits = digits.substring(1);
    }
    if (digits.isEmpty() || !isDigit(digits.charAt(0), radix)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(negative ? "-" + digits : digits, radix));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /// Whether the text has hexadecimal digits only, and at least one.
  static boolean isHex(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> isDigit((char) c, 16));
  }

  /// Unlike Character.digit, knows the digits of ASCII only.
  private static boolean isDigit(char c, int radix) {
    return c < 0x80 && Character.digit(c, radix) >= 0;
  }
}

package org.fscachesim.scenario.run;

/// Sizes as people write them.
public final class ByteSize {
  private ByteSize() {}

  /// @param text a number of bytes, or of KiB, MiB or GiB with `K`, `M` or `G` behind it
  /// @throws IllegalArgumentException when it is no size; the message says what is wrong
  public static long parse(String text) {
    int shift =
        switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
          case 'K', 'k' -> 10;
          case 'M', 'm' -> 20;
          case 'G', 'g' -> 30;
          default -> 0;
        };
    long most = Long.MAX_VALUE >> shift;
    try {
      long value = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1));
      if (value >= 0 && value <= most) {
        return value << shift;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no size from 0 to " + Long.MAX_VALUE + ", such as 4096, 64K or 48M");
  }
}

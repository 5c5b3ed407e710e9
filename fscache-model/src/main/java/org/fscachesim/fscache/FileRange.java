package org.fscachesim.fscache;

/// A range of a file.
///
/// @param start first byte, 0 or more
/// @param length bytes, 0 or more
public record FileRange(long start, long length) {
  public FileRange {
    if (start < 0 || length < 0) {
      throw new IllegalArgumentException(
          "start (" + start + ") and length (" + length + ") must not be negative");
    }
  }

  /// The position after the last byte.
  public long end() {
    return start + length;
  }
}

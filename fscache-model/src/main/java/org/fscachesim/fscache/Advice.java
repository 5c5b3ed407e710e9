package org.fscachesim.fscache;

import java.util.Set;

/// What a client says about the file behind a cookie. fscache passes it on and never looks at it.
///
/// Kernel: include/linux/fscache.h (FSCACHE_ADV_*)
public enum Advice {
  /// The object is a single chunk, fetched or stored as a whole.
  SINGLE_CHUNK(0x01),
  /// Do not cache what is written locally.
  WRITE_NOCACHE(0x02),
  /// The client does not know the size; the backend shall find it out at lookup (on-demand mode).
  WANT_CACHE_SIZE(0x04);

  private final int bit;

  Advice(int bit) {
    this.bit = bit;
  }

  /// The kernel's bit.
  public int bit() {
    return bit;
  }

  static byte bits(Set<Advice> advice) {
    int bits = 0;
    for (Advice a : advice) {
      bits |= a.bit;
    }
    return (byte) bits;
  }
}

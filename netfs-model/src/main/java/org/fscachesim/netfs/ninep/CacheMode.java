package org.fscachesim.netfs.ninep;

import java.util.EnumSet;
import java.util.Set;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.NetfsBehaviour;
import org.jspecify.annotations.Nullable;

/// What a mount keeps of the files of the server.
///
/// Kernel: fs/9p/v9fs.h (enum p9_cache_bits)
enum CacheMode {
  /// Pages that were read.
  FILE(0x01),
  /// Names and attributes.
  META(0x02),
  /// Pages that were written, until later.
  WRITEBACK(0x04),
  /// Everything, without asking whether it is still so.
  LOOSE(0x08),
  /// Pages in fscache, too.
  FSCACHE(0x80);

  private final int bit;

  CacheMode(int bit) {
    this.bit = bit;
  }

  private static Set<CacheMode> of(int bits) {
    Set<CacheMode> out = EnumSet.noneOf(CacheMode.class);
    for (CacheMode mode : values()) {
      if ((bits & mode.bit) != 0) {
        out.add(mode);
      }
    }
    return out;
  }

  /// The value of the option `cache`; null when there is no such.
  ///
  /// Earlier kernels know four names; `mmap` caches nothing there but what is mapped, and `loose`
  /// goes to fscache like `fscache`. Later ones also take the bits as a number.
  ///
  /// Kernel: fs/9p/v9fs.c (get_cache_mode)
  static @Nullable Set<CacheMode> parse(Kernel kernel, String value) {
    boolean bits = kernel.has(NetfsBehaviour.NINEP_CACHE_BITS);
    return switch (value) {
      case "none" -> of(0);
      case "loose" -> bits ? of(0x0f) : of(0x8f);
      case "fscache" -> of(0x8f);
      case "mmap" -> bits ? of(0x05) : of(0);
      case "readahead" -> bits ? of(0x01) : null;
      default -> bits ? number(value) : null;
    };
  }

  private static @Nullable Set<CacheMode> number(String value) {
    try {
      return of(Options.decode(value));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}

package org.fscachesim.netfs.nfs;

import com.google.common.base.Splitter;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;

/// The options of mount(2) that matter here.
///
/// @param major version of the protocol, 3 or 4
/// @param minor of version 4
/// @param readSize bytes of one read at most
/// @param writeSize bytes of one write at most
/// @param cached the option `fsc`
/// @param uniquifier what `fsc=` names, to tell volumes apart that would be one; or empty
///
///   Kernel: fs/nfs/fs_context.c (nfs_fs_context_parse_param)
record Options(
    int major, int minor, int readSize, int writeSize, boolean cached, String uniquifier) {
  private static final int DEFAULT_SIZE = 1 << 18;
  private static final int SMALLEST_SIZE = 1024;
  private static final int LARGEST_SIZE = 1 << 20;

  /// Parses the comma-separated string; the last of several equal options wins.
  ///
  /// @throws ErrnoException `EINVAL` for an option that is not known, or a value that is no good;
  ///   the log names it
  static Options parse(Kernel kernel, String options) throws ErrnoException {
    Options out = new Options(4, 2, DEFAULT_SIZE, DEFAULT_SIZE, false, "");
    for (String option : Splitter.on(',').omitEmptyStrings().split(options)) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? option : option.substring(0, equals);
      String value = equals < 0 ? "" : option.substring(equals + 1);
      try {
        out = out.with(name, value);
      } catch (IllegalArgumentException e) {
        kernel.log().error("nfs: mount option " + option + " is unknown or has no good value");
        throw Errno.EINVAL.exception();
      }
    }
    return out;
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "vers", "nfsvers" -> withVersion(value);
      case "rsize" -> new Options(major, minor, size(value), writeSize, cached, uniquifier);
      case "wsize" -> new Options(major, minor, readSize, size(value), cached, uniquifier);
      case "fsc" -> new Options(major, minor, readSize, writeSize, true, value);
      case "nofsc" -> new Options(major, minor, readSize, writeSize, false, "");
      case "addr", "sec", "hard", "soft", "proto" -> this;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private Options withVersion(String value) {
    return switch (value) {
      case "3" -> new Options(3, 0, readSize, writeSize, cached, uniquifier);
      case "4", "4.0" -> new Options(4, 0, readSize, writeSize, cached, uniquifier);
      case "4.1" -> new Options(4, 1, readSize, writeSize, cached, uniquifier);
      case "4.2" -> new Options(4, 2, readSize, writeSize, cached, uniquifier);
      default -> throw new IllegalArgumentException(value);
    };
  }

  /// Sizes are brought into the range that servers take.
  private static int size(String value) {
    return Math.clamp(Integer.parseUnsignedInt(value), SMALLEST_SIZE, LARGEST_SIZE);
  }
}

package org.fscachesim.netfs.erofs;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.NetfsBehaviour;
import org.jspecify.annotations.Nullable;

/// The options of mount(2) that EROFS knows.
///
/// @param fsid name of the primary blob
/// @param domainId name of the domain that blobs are shared in; null for none
/// @param devices names of the extra blobs, in table order; empty to take them from the image
///
///   Kernel: fs/erofs/super.c (erofs_fc_parse_param)
record MountOptions(String fsid, @Nullable String domainId, List<String> devices) {
  /// Options without a value, or with one that changes nothing here.
  private static final List<String> IGNORED =
      List.of("user_xattr", "nouser_xattr", "acl", "noacl", "cache_strategy", "dax");

  /// Parses the comma-separated string of mount(2); the last of several equal options wins.
  ///
  /// @throws ErrnoException `EINVAL` an unknown option, or one without its value; `ENOENT` no
  ///   `fsid`: the source would have to be a block device, and there are none
  static MountOptions parse(Kernel kernel, String options) throws ErrnoException {
    String fsid = null;
    String domainId = null;
    List<String> devices = new ArrayList<>();
    for (String option : Splitter.on(',').omitEmptyStrings().split(options)) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? option : option.substring(0, equals);
      String value = equals < 0 ? "" : option.substring(equals + 1);
      switch (name) {
        case "fsid" -> fsid = require(kernel, name, value);
        case "device" -> devices.add(require(kernel, name, value));
        case "domain_id" -> {
          if (!kernel.has(NetfsBehaviour.EROFS_DOMAINS)) {
            throw unknown(kernel, option);
          }
          domainId = require(kernel, name, value);
        }
        default -> {
          if (!IGNORED.contains(name)) {
            throw unknown(kernel, option);
          }
        }
      }
    }
    if (fsid == null) {
      kernel.log().error("erofs: no block device to mount; give fsid=NAME to mount over fscache");
      throw Errno.ENOENT.exception();
    }
    return new MountOptions(fsid, domainId, List.copyOf(devices));
  }

  private static String require(Kernel kernel, String name, String value) throws ErrnoException {
    if (value.isEmpty()) {
      kernel.log().error("erofs: mount option " + name + " needs a value, as in " + name + "=NAME");
      throw Errno.EINVAL.exception();
    }
    return value;
  }

  private static ErrnoException unknown(Kernel kernel, String option) {
    kernel.log().error("erofs: unknown mount option " + option);
    return Errno.EINVAL.exception();
  }

  /// The key of the fscache volume.
  String volumeKey() {
    return "erofs," + (domainId == null ? fsid : domainId);
  }
}

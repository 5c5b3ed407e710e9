package org.fscachesim.kernel.store.support;

import java.nio.charset.StandardCharsets;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StoreTraits;

/// The rules for byte strings that name something.
public final class Names {
  private Names() {}

  /// Passes a name that one component of a path can be.
  ///
  /// @throws ErrnoException EACCES for an empty one, `.`, `..`, and one with `/` or a NUL;
  ///   ENAMETOOLONG for one of more than 255 bytes
  ///
  ///   Kernel: fs/namei.c (lookup_one_common)
  public static void checkComponent(String name) throws ErrnoException {
    checkBytes(name);
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0) {
      throw Errno.EACCES.exception();
    }
    if (name.length() > StoreTraits.NAME_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
  }

  /// Passes the name of an extended attribute that can be looked for.
  ///
  /// @throws ErrnoException ERANGE for an empty one and one of more than 255 bytes, EOPNOTSUPP for
  ///   one without a prefix that Linux knows, EINVAL for a bare prefix
  ///
  ///   Kernel: fs/xattr.c (xattr_resolve_name)
  public static void checkXattr(String name) throws ErrnoException {
    checkBytes(name);
    if (name.isEmpty() || name.length() > StoreTraits.NAME_MAX) {
      throw Errno.ERANGE.exception();
    }
    int dot = name.indexOf('.');
    switch (dot < 0 ? name : name.substring(0, dot)) {
      case "user", "trusted", "security", "system" -> {
        if (dot < 0) {
          throw Errno.EOPNOTSUPP.exception();
        }
        if (dot == name.length() - 1) {
          throw Errno.EINVAL.exception();
        }
      }
      default -> throw Errno.EOPNOTSUPP.exception();
    }
  }

  /// The bytes of a name; a character above 255 is an error of the program.
  public static byte[] bytes(String name) {
    checkBytes(name);
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// The name that these bytes are.
  public static String ofBytes(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void checkBytes(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 0xff) {
        throw new IllegalArgumentException(
            "character %d of the name \"%s\" is above 255: names are byte strings, one character for each byte"
                .formatted(i, name));
      }
    }
  }
}

package org.fscachesim.kernel.store;

import java.util.Optional;

/// What the offset of an lseek counts from, or what it looks for.
///
/// Kernel: include/uapi/linux/fs.h (SEEK_SET)
public enum Whence {
  SET(0),
  CUR(1),
  END(2),
  DATA(3),
  HOLE(4);

  private final int code;

  Whence(int code) {
    this.code = code;
  }

  /// The number in the system call, 0 to 4.
  public int code() {
    return code;
  }

  /// The whence with that number, if there is one.
  public static Optional<Whence> byCode(int code) {
    for (Whence whence : values()) {
      if (whence.code == code) {
        return Optional.of(whence);
      }
    }
    return Optional.empty();
  }
}

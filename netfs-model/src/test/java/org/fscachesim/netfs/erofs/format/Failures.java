package org.fscachesim.netfs.erofs.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.junit.jupiter.api.function.Executable;

/// What a refusal must be.
final class Failures {
  private Failures() {}

  static void assertFails(Errno errno, Executable call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call).errno());
  }
}

package org.fscachesim.netfs.erofs.image;

import java.io.IOException;
import org.fscachesim.kernel.Errno;

/// An image, or a path in it, cannot be read; the message is one sentence for people.
public final class BadImageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;
  private final String diagnosis;

  BadImageException(Errno errno, String diagnosis) {
    super(diagnosis + " (" + errno + ")");
    this.errno = errno;
    this.diagnosis = diagnosis;
  }

  /// What is wrong and where, one sentence.
  public String diagnosis() {
    return diagnosis;
  }

  /// What a mount or a read of it would fail with.
  public Errno errno() {
    return errno;
  }
}

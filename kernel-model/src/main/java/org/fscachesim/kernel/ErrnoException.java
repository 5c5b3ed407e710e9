package org.fscachesim.kernel;

/// An operating error: a call failed with an [Errno], and the caller must handle it.
///
/// Checked, because kernel code that forgets an error return is a bug; without a stack trace,
/// because it is a return value and not a fault of the program.
public final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  public ErrnoException(Errno errno) {
    super(errno.name() + " (" + errno.text() + ")", null, false, false);
    this.errno = errno;
  }

  /// Which error.
  public Errno errno() {
    return errno;
  }
}

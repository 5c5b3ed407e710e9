package org.fscachesim.kernel.vfs;

/// Event bits of poll(2).
///
/// Kernel: include/uapi/asm-generic/poll.h
public final class PollEvents {
  public static final int POLLIN = 0x001;
  public static final int POLLOUT = 0x004;
  public static final int POLLERR = 0x008;
  public static final int POLLHUP = 0x010;
  public static final int POLLRDNORM = 0x040;
  public static final int POLLWRNORM = 0x100;

  /// What a file without a poll operation reports.
  public static final int DEFAULT = POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;

  private PollEvents() {}
}

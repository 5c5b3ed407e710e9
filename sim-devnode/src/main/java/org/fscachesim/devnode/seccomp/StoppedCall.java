package org.fscachesim.devnode.seccomp;

/// A system call that stands still until it is answered.
///
/// Kernel: include/uapi/linux/seccomp.h (struct seccomp_notif)
public final class StoppedCall {
  private final long id;
  private final int thread;
  private final int number;
  private final int auditNumber;
  private final long[] arguments;

  StoppedCall(long id, int thread, int number, int auditNumber, long[] arguments) {
    this.id = id;
    this.thread = thread;
    this.number = number;
    this.auditNumber = auditNumber;
    this.arguments = arguments;
  }

  /// Names it in the answer.
  long id() {
    return id;
  }

  /// The calling thread.
  public int thread() {
    return thread;
  }

  /// The number of the call.
  public int number() {
    return number;
  }

  /// The processor whose calling convention was used.
  public int auditNumber() {
    return auditNumber;
  }

  /// An argument that is a descriptor, or another int.
  public int intArgument(int index) {
    return (int) arguments[index];
  }

  /// One of six words.
  public long argument(int index) {
    return arguments[index];
  }
}

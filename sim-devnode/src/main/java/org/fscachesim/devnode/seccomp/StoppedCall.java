package org.fscachesim.devnode.seccomp;

/// A system call that stands still until it is answered.
///
/// @param id names it in the answer
/// @param thread the calling thread
/// @param number of the call
/// @param auditNumber of the processor whose calling convention was used
/// @param arguments six words
///
///   Kernel: include/uapi/linux/seccomp.h (struct seccomp_notif)
public record StoppedCall(long id, int thread, int number, int auditNumber, long... arguments) {
  /// An argument that is a descriptor, or another int.
  public int intArgument(int index) {
    return (int) arguments[index];
  }

  public long argument(int index) {
    return arguments[index];
  }
}

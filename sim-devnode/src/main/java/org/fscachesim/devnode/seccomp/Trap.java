package org.fscachesim.devnode.seccomp;

/// A system call that a filter may stop, and by which of its arguments.
///
/// Kernel: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h
public enum Trap {
  OPEN(2, -1, When.ALWAYS),
  OPENAT(257, 56, When.ALWAYS),
  OPENAT2(437, 437, When.ALWAYS),
  RECVMSG(47, 212, When.ALWAYS),
  RECVMMSG(299, 243, When.ALWAYS),
  PIDFD_GETFD(438, 438, When.ALWAYS),
  IO_URING_SETUP(425, 425, When.ALWAYS),
  RMDIR(84, -1, When.ALWAYS),
  UNLINKAT(263, 35, When.REMOVES_DIRECTORY),

  READ(0, 63, When.FIRST),
  WRITE(1, 64, When.FIRST),
  PREAD64(17, 67, When.FIRST),
  PWRITE64(18, 68, When.FIRST),
  READV(19, 65, When.FIRST),
  WRITEV(20, 66, When.FIRST),
  PREADV(295, 69, When.FIRST),
  PWRITEV(296, 70, When.FIRST),
  PREADV2(327, 286, When.FIRST),
  PWRITEV2(328, 287, When.FIRST),
  LSEEK(8, 62, When.FIRST),
  IOCTL(16, 29, When.FIRST),
  FTRUNCATE(77, 46, When.FIRST),
  FALLOCATE(285, 47, When.FIRST),
  FSYNC(74, 82, When.FIRST),
  FDATASYNC(75, 83, When.FIRST),
  SYNC_FILE_RANGE(277, 84, When.FIRST),
  FSTAT(5, 80, When.FIRST),
  NEWFSTATAT(262, 79, When.FIRST),
  STATX(332, 291, When.FIRST),
  DUP(32, 23, When.FIRST),
  DUP2(33, -1, When.FIRST),
  DUP3(292, 24, When.FIRST),
  FCNTL(72, 25, When.DUPLICATING),
  SENDFILE(40, 71, When.FIRST_OR_SECOND),
  SPLICE(275, 76, When.FIRST_OR_THIRD),
  COPY_FILE_RANGE(326, 285, When.FIRST_OR_THIRD),

  SETUID(105, 146, When.UNPRIVILEGED),
  SETGID(106, 144, When.UNPRIVILEGED),
  SETREUID(113, 145, When.UNPRIVILEGED),
  SETREGID(114, 143, When.UNPRIVILEGED),
  SETGROUPS(116, 159, When.UNPRIVILEGED),
  SETRESUID(117, 147, When.UNPRIVILEGED),
  SETRESGID(119, 149, When.UNPRIVILEGED),
  CAPSET(126, 91, When.UNPRIVILEGED);

  /// What has to be so for a call to be stopped.
  enum When {
    ALWAYS,
    /// The first argument is a watched descriptor.
    FIRST,
    FIRST_OR_SECOND,
    FIRST_OR_THIRD,
    /// F_DUPFD or F_DUPFD_CLOEXEC of a watched descriptor.
    DUPLICATING,
    /// The third argument has AT_REMOVEDIR.
    REMOVES_DIRECTORY,
    /// Always, but only when the program does not run as root.
    UNPRIVILEGED
  }

  private final int onX86;
  private final int onArm;
  private final When when;

  Trap(int onX86, int onArm, When when) {
    this.onX86 = onX86;
    this.onArm = onArm;
    this.when = when;
  }

  When when() {
    return when;
  }

  /// Its number; -1 where there is no such call.
  public int number(Processor processor) {
    return switch (processor) {
      case X86_64 -> onX86;
      case ARM64 -> onArm;
    };
  }
}

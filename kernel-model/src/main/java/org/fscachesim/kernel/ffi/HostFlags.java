package org.fscachesim.kernel.ffi;

/// Numbers of the host's interface; a few of them differ between processors.
///
/// Kernel: include/uapi/asm-generic/fcntl.h, arch/arm64/include/uapi/asm/fcntl.h
public final class HostFlags {
  private static final boolean ARM64 = arch("aarch64");
  private static final boolean X86_64 = arch("amd64");

  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0100;
  public static final int O_EXCL = 0200;
  public static final int O_NONBLOCK = 04000;
  public static final int O_DIRECTORY = ARM64 ? 040000 : 0200000;
  public static final int O_NOFOLLOW = ARM64 ? 0100000 : 0400000;
  public static final int O_DIRECT = ARM64 ? 0200000 : 040000;
  public static final int O_CLOEXEC = 02000000;
  public static final int O_PATH = 010000000;
  public static final int O_TMPFILE = 020000000 | O_DIRECTORY;

  public static final int AT_FDCWD = -100;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_SYMLINK_FOLLOW = 0x400;
  public static final int AT_NO_AUTOMOUNT = 0x800;
  public static final int AT_EMPTY_PATH = 0x1000;

  public static final int SEEK_DATA = 3;
  public static final int SEEK_HOLE = 4;

  public static final int FALLOC_FL_KEEP_SIZE = 0x01;
  public static final int FALLOC_FL_PUNCH_HOLE = 0x02;
  public static final int FALLOC_FL_ZERO_RANGE = 0x10;

  static final long UTIME_OMIT = 0x3fff_fffe;
  static final int POSIX_FADV_DONTNEED = 4;
  static final int RLIMIT_NOFILE = 7;
  static final int STATX_BASIC_AND_BTIME = 0xfff;
  static final int STATX_MNT_ID = 0x1000;
  static final long SYS_GETDENTS64 = X86_64 ? 217 : 61;

  private HostFlags() {}

  private static boolean arch(String name) {
    return System.getProperty("os.arch").equals(name);
  }
}

package org.fscachesim.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/// What statx(2) tells of a file of the host.
///
/// @param dev major and minor number of the filesystem's device, in the upper and lower half
/// @param ino inode number
/// @param mode type and permission bits
/// @param nlink names
/// @param size bytes
/// @param blocks512 allocated space in units of 512 bytes
/// @param atimeNanos last access, nanoseconds since the epoch; so the other times
/// @param mtimeNanos last change of the contents
/// @param ctimeNanos last change of contents or attributes
/// @param btimeNanos birth; 0 where the filesystem does not know
/// @param mountId number of the mount in `/proc/self/mountinfo`
public record HostStat(
    long dev,
    long ino,
    int mode,
    int nlink,
    long size,
    long blocks512,
    long atimeNanos,
    long mtimeNanos,
    long ctimeNanos,
    long btimeNanos,
    long mountId) {

  /// Bytes of `struct statx`.
  static final int BYTES = 256;

  /// Reads a `struct statx`, which looks the same on all processors.
  static HostStat of(MemorySegment statx) {
    return new HostStat(
        (long) statx.get(JAVA_INT, 136) << 32 | Integer.toUnsignedLong(statx.get(JAVA_INT, 140)),
        statx.get(JAVA_LONG, 32),
        Short.toUnsignedInt(statx.get(JAVA_SHORT, 28)),
        statx.get(JAVA_INT, 16),
        statx.get(JAVA_LONG, 40),
        statx.get(JAVA_LONG, 48),
        nanos(statx, 64),
        nanos(statx, 112),
        nanos(statx, 96),
        nanos(statx, 80),
        statx.get(JAVA_LONG, 144));
  }

  private static long nanos(MemorySegment statx, long offset) {
    return statx.get(JAVA_LONG, offset) * 1_000_000_000L + statx.get(JAVA_INT, offset + 8);
  }
}

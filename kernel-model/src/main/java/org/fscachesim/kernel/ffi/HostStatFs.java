package org.fscachesim.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/// What fstatfs(2) tells of a filesystem of the host.
///
/// @param type its magic number
/// @param bsize bytes of one block
/// @param blocks all blocks
/// @param bfree free blocks
/// @param bavail free blocks for everybody
/// @param files all inodes, 0 where they are not counted
/// @param ffree free inodes
/// @param readOnly whether it is mounted read-only
public record HostStatFs(
    long type,
    int bsize,
    long blocks,
    long bfree,
    long bavail,
    long files,
    long ffree,
    boolean readOnly) {

  /// More than any `struct statfs` has.
  static final int BYTES = 256;

  private static final long ST_RDONLY = 1;

  /// Reads a `struct statfs` of a 64-bit processor.
  static HostStatFs of(MemorySegment statfs) {
    return new HostStatFs(
        statfs.get(JAVA_LONG, 0),
        Math.toIntExact(statfs.get(JAVA_LONG, 8)),
        statfs.get(JAVA_LONG, 16),
        statfs.get(JAVA_LONG, 24),
        statfs.get(JAVA_LONG, 32),
        statfs.get(JAVA_LONG, 40),
        statfs.get(JAVA_LONG, 48),
        (statfs.get(JAVA_LONG, 80) & ST_RDONLY) != 0);
  }
}

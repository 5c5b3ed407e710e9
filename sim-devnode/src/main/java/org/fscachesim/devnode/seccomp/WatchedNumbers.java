package org.fscachesim.devnode.seccomp;

/// The numbers of descriptors on which calls are stopped. Calls on all others go at full speed.
///
/// @param low one small number, which daemons like to have the device at
/// @param first the first of a range
/// @param end behind the last of the range; at most 1024, so that select(2) takes them all
public record WatchedNumbers(int low, int first, int end) {
  private static final int SELECT_LIMIT = 1024;
  private static final int LOW = 3;

  public WatchedNumbers {
    if (low < 0 || low >= first || first >= end || end > SELECT_LIMIT) {
      throw new IllegalArgumentException("watched: " + low + ", " + first + " to " + end);
    }
  }

  /// The upper half of what a program may have open, and 3.
  ///
  /// @param descriptorLimit the soft limit of RLIMIT_NOFILE
  public static WatchedNumbers below(long descriptorLimit) {
    int end = (int) Math.min(SELECT_LIMIT, descriptorLimit);
    return new WatchedNumbers(LOW, Math.max(LOW + 1, end / 2), end);
  }

  /// Whether calls on a descriptor are stopped.
  public boolean contains(int fd) {
    return fd == low || fd >= first && fd < end;
  }
}

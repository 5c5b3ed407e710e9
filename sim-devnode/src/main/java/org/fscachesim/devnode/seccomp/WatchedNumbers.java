package org.fscachesim.devnode.seccomp;

/// The numbers of descriptors on which calls are stopped. Calls on all others go at full speed.
///
/// ```
/// low                 one small number, which daemons like to have the device at
/// spare               for processes that may not have as high numbers as those below
/// first ... end - 1   all that the program opens itself is, in most programs, below
/// ```
///
/// @param spare the first of a short range; none when it is also its end
/// @param spareEnd behind the last of that range
public record WatchedNumbers(int low, int spare, int spareEnd, int first, int end) {
  /// select(2) takes no higher ones: those below are used first.
  private static final int SELECT_LIMIT = 1024;

  private static final int LOW = 3;
  private static final int SPARE = 48;
  private static final int SPARE_END = 64;
  private static final int END = 1 << 16;

  public WatchedNumbers {
    if (low < 0 || low >= spare || spare > spareEnd || spareEnd > first || first >= end) {
      throw new IllegalArgumentException(
          "watched: " + low + ", " + spare + " to " + spareEnd + ", " + first + " to " + end);
    }
  }

  /// For a program that may have so many descriptors; what it starts may have fewer.
  ///
  /// @param descriptorLimit the soft limit of RLIMIT_NOFILE
  public static WatchedNumbers below(long descriptorLimit) {
    int end = (int) Math.min(END, descriptorLimit);
    int first = Math.max(LOW + 1, Math.min(SELECT_LIMIT, end) / 2);
    return first < SPARE_END
        ? new WatchedNumbers(LOW, first, first, first, end)
        : new WatchedNumbers(LOW, SPARE, SPARE_END, first, end);
  }

  /// Whether calls on a descriptor are stopped.
  public boolean contains(int fd) {
    return fd == low || fd >= spare && fd < spareEnd || fd >= first && fd < end;
  }
}

package org.fscachesim.scenario.explore;

import java.time.Duration;

/// How long an exploration goes on. It ends with the batch in which this is used up.
///
/// @param schedules most runs
/// @param time longest time
public record Budget(long schedules, Duration time) {
  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  /// So many runs.
  ///
  /// @param n at least 1
  public static Budget ofSchedules(long n) {
    if (n < 1) {
      throw new IllegalArgumentException("budget (" + n + ") must be at least 1 schedule");
    }
    return new Budget(n, FOR_EVER);
  }

  /// So much time.
  public static Budget ofTime(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("budget (" + time + ") must be longer than nothing");
    }
    return new Budget(Long.MAX_VALUE, time);
  }

  /// Reads `10000` as schedules; `500ms`, `30s`, `10m` and `2h` as time.
  ///
  /// @throws IllegalArgumentException when it is none of these
  public static Budget parse(String text) {
    try {
      if (text.endsWith("ms")) {
        return ofTime(Duration.ofMillis(number(text, 2)));
      }
      return switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
        case 's' -> ofTime(Duration.ofSeconds(number(text, 1)));
        case 'm' -> ofTime(Duration.ofMinutes(number(text, 1)));
        case 'h' -> ofTime(Duration.ofHours(number(text, 1)));
        default -> ofSchedules(number(text, 0));
      };
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "budget '"
              + text
              + "': expected schedules, as in 10000, or time, as in 500ms, 30s, 10m, 2h",
          e);
    }
  }

  private static long number(String text, int suffix) {
    return Long.parseLong(text.substring(0, text.length() - suffix));
  }
}

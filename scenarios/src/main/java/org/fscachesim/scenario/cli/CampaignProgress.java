package org.fscachesim.scenario.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Places;

/// Tells of one pair of a campaign: now and then while it runs, and at its end.
final class CampaignProgress {
  /// Places that no pair reached, by name.
  static final int MOST_NAMES = 8;

  private static final Duration EVERY = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final String title;
  private final int left;
  private Duration told = Duration.ZERO;

  /// @param left how many pairs are not done yet
  CampaignProgress(PrintWriter out, String title, int left) {
    this.out = out;
    this.title = title;
    this.left = left;
  }

  /// So far.
  void tell(Exploration so) {
    if (so.took().minus(told).compareTo(EVERY) >= 0) {
      told = so.took();
      line(so, "so far; " + left + " pairs to do");
    }
  }

  /// All of it.
  void end(Exploration found) {
    line(
        found,
        (found.exhausted() ? "exhausted" : "")
            + (found.failure() == null ? "" : (found.exhausted() ? ", " : "") + "1 FAILED"));
  }

  private void line(Exploration so, String more) {
    out.printf(
        Locale.ROOT,
        "%s %8d passed, %5.0f a second, %6d situations, %s%s%n",
        title,
        so.schedules() - (so.failure() == null ? 0 : 1),
        so.perSecond(),
        so.situations(),
        Places.describe(so.unreached(), 0),
        more.isEmpty() ? "" : ", " + more);
    out.flush();
  }
}

package org.fscachesim.scenario.picture;

import org.fscachesim.kernel.check.Recording;

/// A line of a picture, from above.
sealed interface Row {
  /// A step that matters.
  ///
  /// @param fails whether the run failed in it
  /// @param call whether of all that it did only the call that it ended matters
  record Shown(Recording.Step step, boolean fails, boolean call) implements Row {}

  /// Another task goes on.
  ///
  /// @param reason why the one before did not
  record Switch(int to, String reason) implements Row {}

  /// So many steps that do not matter.
  record Gap(long steps) implements Row {}

  /// The clock jumped, because nobody could run.
  record Clock(String time) implements Row {}
}

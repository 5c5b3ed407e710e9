package org.fscachesim.scenario.conformance;

import java.util.List;

/// A recorded outcome that another one stands for here, and why. The aim is to have none.
///
/// @param recording directory and case, as in `6.12.117/od-restore`
/// @param line of the step in the transcript
/// @param reason why this is no fault, in words
public record KnownDifference(String recording, int line, String reason) {
  /// All that are known.
  public static final List<KnownDifference> ALL =
      List.of(
          new KnownDifference(
              "6.7-profile/od-x-kill-noflush",
              51,
              "the recorder looked at /proc between the queueing of a cookie's worker and its run;"
                  + " here the worker has run"));

  /// The lines of a recording that are known to differ.
  public static List<Integer> lines(String recording) {
    return ALL.stream()
        .filter(d -> d.recording.equals(recording))
        .map(KnownDifference::line)
        .toList();
  }
}

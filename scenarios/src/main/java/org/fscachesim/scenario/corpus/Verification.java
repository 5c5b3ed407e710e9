package org.fscachesim.scenario.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether a search finds a bug, and finds nothing where it is mended.
///
/// @param seeds from which it was searched
/// @param found from how many of them it was found
/// @param schedules until it was found: the median; 0 when it was not
/// @param passed schedules with the fix in
/// @param complaints what is not as it should be; empty when the bug is verified
public record Verification(
    Twin twin, int seeds, int found, int schedules, int passed, List<String> complaints) {

  /// Verifies one twin.
  ///
  /// @param seeds from how many seeds the bug is searched, each time in as many schedules as the
  ///   twin's budget says
  /// @param schedules to run with the fix in
  public static Verification of(Twin twin, int seeds, int schedules) {
    List<String> complaints = new ArrayList<>();
    List<Integer> needed = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      long first = 1 + (long) i * twin.budget();
      Optional<Hunt.Found> found = Hunt.hunt(twin, twin.broken(), first, twin.budget());
      if (found.isEmpty()) {
        complaints.add(
            "not found by the seeds from " + first + " on, " + twin.budget() + " of them");
        continue;
      }
      needed.add(found.get().schedules());
      if (!twin.bug().explains(found.get().run().verdict())) {
        complaints.add(
            "seed " + found.get().seed() + ": " + found.get().run().verdict().describe());
      }
    }
    Optional<Hunt.Found> failed = Hunt.hunt(twin, twin.fixed(), 1, schedules);
    failed.ifPresent(
        f ->
            complaints.add("with the fix, seed " + f.seed() + ": " + f.run().verdict().describe()));
    needed.sort(null);
    return new Verification(
        twin,
        seeds,
        needed.size(),
        needed.isEmpty() ? 0 : needed.get(needed.size() / 2),
        failed.map(f -> f.schedules() - 1).orElse(schedules),
        List.copyOf(complaints));
  }
}

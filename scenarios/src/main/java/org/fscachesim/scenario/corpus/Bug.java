package org.fscachesim.scenario.corpus;

import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.Optional;
import org.fscachesim.kernel.Switch;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.explore.Verdict;

/// A bug of the past.
///
/// @param fix the switch that mends it
/// @param commit upstream id of the fix, 12 hexadecimal digits; empty when it is not known
/// @param cve the number under which it was published
/// @param symptoms how it shows; mostly in one way
/// @param sign what the verdict says of it, at least
public record Bug(
    Switch fix, String commit, Optional<String> cve, ImmutableSet<Symptom> symptoms, String sign) {

  /// A bug that shows in one way, with no number.
  static Bug of(Switch fix, String commit, Symptom symptom, String sign) {
    return new Bug(fix, commit, Optional.empty(), ImmutableSet.of(symptom), sign);
  }

  /// The same, with a number.
  Bug cve(String number) {
    return new Bug(fix, commit, Optional.of(number), symptoms, sign);
  }

  /// The same, which under other schedules shows in another way.
  Bug or(Symptom other) {
    ImmutableSet<Symptom> all = ImmutableSet.<Symptom>builder().addAll(symptoms).add(other).build();
    return new Bug(fix, commit, cve, all, sign);
  }

  /// The name of the fix in lower case with hyphens.
  public String name() {
    return fix.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether that is how this bug shows.
  public boolean explains(Verdict verdict) {
    Symptom seen = verdict.symptom();
    return seen != null && symptoms.contains(seen) && verdict.describe().contains(sign);
  }
}

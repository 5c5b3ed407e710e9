package org.fscachesim.scenario.corpus;

import com.google.common.collect.ImmutableMap;
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
/// @param signs how it shows, mostly in one way: for each symptom, what the verdict says of it at
///   least
public record Bug(
    Switch fix, String commit, Optional<String> cve, ImmutableMap<Symptom, String> signs) {

  /// A bug that shows in one way, with no number.
  static Bug of(Switch fix, String commit, Symptom symptom, String sign) {
    return new Bug(fix, commit, Optional.empty(), ImmutableMap.of(symptom, sign));
  }

  /// The same, with a number.
  Bug cve(String number) {
    return new Bug(fix, commit, Optional.of(number), signs);
  }

  /// The same, which under other schedules shows in another way.
  Bug or(Symptom other, String sign) {
    return new Bug(
        fix,
        commit,
        cve,
        ImmutableMap.<Symptom, String>builder().putAll(signs).put(other, sign).buildOrThrow());
  }

  /// How it shows; how it shows first of all comes first.
  public ImmutableSet<Symptom> symptoms() {
    return signs.keySet();
  }

  /// The name of the fix in lower case with hyphens.
  public String name() {
    return fix.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether that is how this bug shows.
  public boolean explains(Verdict verdict) {
    String sign = signs.get(verdict.symptom());
    return sign != null && verdict.describe().contains(sign);
  }
}

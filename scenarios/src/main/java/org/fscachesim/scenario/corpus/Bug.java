package org.fscachesim.scenario.corpus;

import java.util.Locale;
import java.util.Optional;
import org.fscachesim.kernel.Switch;
import org.fscachesim.scenario.explore.Verdict;

/// A bug of the past.
///
/// @param fix the switch that mends it
/// @param commit upstream id of the fix, 12 hexadecimal digits; empty when it is not known
/// @param cve the number under which it was published
/// @param symptom how it shows
/// @param sign what the verdict says of it, at least
public record Bug(Switch fix, String commit, Optional<String> cve, Symptom symptom, String sign) {

  /// A bug with no number.
  static Bug of(Switch fix, String commit, Symptom symptom, String sign) {
    return new Bug(fix, commit, Optional.empty(), symptom, sign);
  }

  Bug cve(String number) {
    return new Bug(fix, commit, Optional.of(number), symptom, sign);
  }

  /// The name of the fix in lower case with hyphens.
  public String name() {
    return fix.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether that is how this bug shows.
  public boolean explains(Verdict verdict) {
    return symptom.shows(verdict, sign);
  }
}

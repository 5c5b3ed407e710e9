package org.fscachesim.kernel.invariant;

import org.fscachesim.kernel.Symptom;

/// A rule that holds whatever happens; an enum constant of the module that it is about.
///
/// The letter of a number says where the rule belongs: `K` the kernel below the models, `F`
/// fscache, `C` the cache of cachefiles, `O` its on-demand mode, `N` network filesystems and EROFS,
/// `H` what only the history of fixes taught.
public interface Invariant {
  /// The constant's name.
  String name();

  /// Letter and number, such as `F16`.
  String number();

  /// What holds, in a few words.
  String sentence();

  /// How it shows when it does not hold.
  default Symptom symptom() {
    return Symptom.RULE;
  }
}

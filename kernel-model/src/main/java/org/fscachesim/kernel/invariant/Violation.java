package org.fscachesim.kernel.invariant;

/// A rule that should hold and does not.
///
/// @param what the object, and the values that do not fit
public record Violation(Invariant invariant, String what) {
  @Override
  public String toString() {
    return "invariant " + invariant.number() + " (" + invariant.sentence() + "): " + what;
  }
}

package org.fscachesim.scenario.transcript;

/// What a `pwrite` writes.
public sealed interface Content {

  /// One byte over and over, 0 to 255.
  record Fill(int value) implements Content {}

  /// The bytes of a file, from the offset that is written to.
  record Image(String file) implements Content {}

  /// Nothing was given: right only for a length of 0.
  record None() implements Content {}
}

package org.fscachesim.scenario.transcript;

/// A number of a step: written down, or a field of a message. Decimal, 0x hexadecimal or 0 octal.
public sealed interface Amount permits Amount.Literal, Reference {

  /// A number that is written in the transcript.
  record Literal(long value) implements Amount {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  static Amount of(long value) {
    return new Literal(value);
  }
}

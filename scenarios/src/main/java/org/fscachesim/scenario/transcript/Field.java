package org.fscachesim.scenario.transcript;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A field of a message that an actor has read, as `${M.id}` names it.
public enum Field {
  /// Id of the message.
  ID,
  /// Id of the object.
  OBJECT,
  /// Offset of a READ, in bytes.
  OFF,
  /// Length of a READ, in bytes.
  LEN;

  /// As it is written in a transcript.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Field> of(String word) {
    return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
  }

  static String words() {
    return Arrays.stream(values()).map(Field::word).collect(Collectors.joining(", "));
  }
}

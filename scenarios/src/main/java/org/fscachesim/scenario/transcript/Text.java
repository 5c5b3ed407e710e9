package org.fscachesim.scenario.transcript;

import java.util.ArrayList;
import java.util.List;

/// A text of a step, in which fields of messages may be named.
///
/// @param parts in order; neighbouring literals are joined, empty ones dropped
public record Text(List<Text.Part> parts) {

  /// A piece of a text.
  public sealed interface Part permits Literal, Reference {}

  /// Characters (bytes) that stand for themselves.
  public record Literal(String value) implements Part {}

  public Text(List<Part> parts) {
    this.parts = join(parts);
  }

  /// A text without references.
  public static Text of(String value) {
    return new Text(List.of(new Literal(value)));
  }

  private static List<Part> join(List<Part> parts) {
    List<Part> joined = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Literal(String value) -> run.append(value);
        case Reference reference -> {
          flush(run, joined);
          joined.add(reference);
        }
      }
    }
    flush(run, joined);
    return List.copyOf(joined);
  }

  private static void flush(StringBuilder run, List<Part> to) {
    if (!run.isEmpty()) {
      to.add(new Literal(run.toString()));
      run.setLength(0);
    }
  }
}

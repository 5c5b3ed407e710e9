package org.fscachesim.scenario.transcript;

import java.util.List;
import java.util.stream.Collectors;

/// What a step gave.
public sealed interface Outcome {

  /// A result on the step's own line.
  record Line(String text) implements Outcome {}

  /// A result on the lines below the step, each indented by two blanks in the file and not here. It
  /// may have no line at all.
  record Block(List<String> lines) implements Outcome {
    public Block {
      lines = List.copyOf(lines);
    }
  }

  /// Nobody has recorded what the step gives: it is a step of a script.
  record NotRecorded() implements Outcome {}

  /// A result on one line.
  static Line of(String text) {
    return new Line(text);
  }

  /// A result on lines of its own.
  static Outcome of(List<String> lines) {
    return new Block(lines);
  }

  /// As it stands in a transcript behind the step and one blank: `=> ok`, or `=>` and the lines;
  /// empty when nothing was recorded.
  default String print() {
    return switch (this) {
      case Line(String text) -> text.isEmpty() ? "=>" : "=> " + text;
      case NotRecorded() -> "";
      case Block(List<String> lines) ->
          "=>" + lines.stream().map(l -> "\n  " + l).collect(Collectors.joining());
    };
  }
}

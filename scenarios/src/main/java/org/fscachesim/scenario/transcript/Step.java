package org.fscachesim.scenario.transcript;

/// What a line of a transcript does.
public sealed interface Step permits ActorStep, Directive {
  /// The step that a line is, without an outcome.
  ///
  /// @param line one character a byte
  /// @throws TranscriptSyntaxException when it is none
  static Step parse(String line) throws TranscriptSyntaxException {
    Place place = new Place("step", 1, line);
    WordScanner.Scanned scanned = WordScanner.scan(place);
    if (scanned.words().isEmpty() || scanned.outcome() != null) {
      throw place.missing("a step, and no outcome");
    }
    return TranscriptParser.step(place, scanned.words());
  }
}

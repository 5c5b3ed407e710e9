package org.fscachesim.scenario.replay;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// How long a recorded run stood still, as far as its transcript tells: it took at least as long.
///
/// Counted are `sleep`, and what waited in vain until its time was over: a `join` or a step that
/// came out as `blocked`, a `poll` that found nothing, the idle time of a `serve`. What an actor
/// did in the background is not, because the script went on meanwhile.
public final class RecordedWaits {
  private static final Outcome BLOCKED = Outcome.of("blocked");
  private static final Outcome NOTHING = Outcome.of("none");
  private static final Pattern COUNT = Pattern.compile("(?:opens|reads|closes)=([0-9]+)");

  private RecordedWaits() {}

  /// Milliseconds, all steps together.
  public static long millis(Transcript transcript) {
    return transcript.steps().stream().mapToLong(RecordedWaits::millis).sum();
  }

  private static long millis(TranscriptStep step) {
    return switch (step.step()) {
      case Directive.Sleep(long millis) -> millis;
      case Directive.Join(_, long millis) -> step.expected().equals(BLOCKED) ? millis : 0;
      case ActorStep(_, boolean background, Operation operation) ->
          background ? 0 : millis(operation, step.expected());
      case Directive _ -> 0;
    };
  }

  private static long millis(Operation operation, Outcome outcome) {
    if (outcome.equals(BLOCKED)) {
      return Directive.Join.MILLIS;
    }
    if (operation instanceof Operation.Poll(_, long millis, _)) {
      return outcome.equals(NOTHING) ? millis : 0;
    }
    if (operation instanceof Operation.Serve(_, _, long idle, Long count)) {
      return count != null && handled(outcome) >= count ? 0 : idle;
    }
    return 0;
  }

  private static long handled(Outcome outcome) {
    return outcome instanceof Outcome.Line(String text)
        ? Stream.of(text.split(" ", -1))
            .map(COUNT::matcher)
            .filter(m -> m.matches())
            .mapToLong(m -> Long.parseLong(m.group(1)))
            .sum()
        : 0;
  }
}

package org.fscachesim.scenario.replay;

import java.util.List;
import java.util.Optional;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.Steps;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// Does the steps of a transcript, one after the other, and notes what each gives.
///
/// A script does not say whether its look at `/proc` comes before or after the kernel's workers
/// have done what the step before left them to do; so the player looks both at once and a moment
/// later, and the later look counts unless the first is what was recorded.
///
/// Runs in a task of the stage's machine.
public final class Player {
  private final SimulatedScene scene;
  private final ReplayListener listener;
  private final Steps steps;
  private final Haste haste;

  public Player(Stage stage, GuestFiles guest, ReplayListener listener) {
    this(stage, guest, listener, new Haste.None());
  }

  Player(Stage stage, GuestFiles guest, ReplayListener listener, Haste haste) {
    this.haste = haste;
    this.scene = new SimulatedScene(stage, guest);
    this.listener = listener;
    this.steps = new Steps(scene, guest);
  }

  /// Plays all steps. Each result goes to the listener.
  ///
  /// @throws UnsupportedStep when a step cannot be done on this stage
  public void play(Transcript transcript) {
    List<TranscriptStep> all = transcript.steps();
    Optional<Outcome> atOnce = Optional.empty();
    for (int i = 0; i < all.size(); i++) {
      TranscriptStep step = all.get(i);
      scene.follow(all.subList(i, all.size()));
      List<TranscriptStep> next = all.subList(i + 1, all.size());
      scene.hasten(haste.hasten(isLookComing(next)));
      listener.begins(step);
      listener.done(
          atOnce
              .map(outcome -> new StepResult(step, outcome))
              .filter(StepResult::matches)
              .orElseGet(() -> new StepResult(step, steps.perform(step.step()))));
      atOnce = lookAtOnce(next);
      if (isLook(next)) {
        scene.hasten(haste.hasten(false));
      }
    }
  }

  /// Kills all actors.
  void end() {
    steps.end();
  }

  /// What a look at /proc gives before the kernel has come to rest, if that is the next step.
  private Optional<Outcome> lookAtOnce(List<TranscriptStep> next) {
    if (!isLook(next) || !(next.getFirst().step() instanceof Directive.Proc(String name))) {
      return Optional.empty();
    }
    TranscriptStep look = next.getFirst();
    return Optional.of(scene.glance(name, outcome -> new StepResult(look, outcome).matches()));
  }

  /// Whether the script looks at /proc next, and it is known what was seen there.
  private static boolean isLook(List<TranscriptStep> next) {
    return !next.isEmpty()
        && next.getFirst().step() instanceof Directive.Proc
        && !(next.getFirst().expected() instanceof Outcome.NotRecorded);
  }

  /// Whether it does so after it has joined whom the present step let go on.
  private static boolean isLookComing(List<TranscriptStep> next) {
    return isLook(next.stream().dropWhile(step -> step.step() instanceof Directive.Join).toList());
  }
}

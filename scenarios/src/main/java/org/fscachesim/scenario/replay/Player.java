package org.fscachesim.scenario.replay;

import java.util.List;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.Steps;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// Does the steps of a transcript, one after the other, and notes what each gives.
///
/// A step waits for its actor up to four seconds. After each step the player sleeps a moment (see
/// [Pace]): what a step set off in the kernel has mostly come to rest before the next one looks. A
/// script does not say whether its look at `/proc` comes before or after the kernel's workers have
/// done what the step before left them to do; so the player looks both at once and a moment later,
/// and the later look counts unless the first is what was recorded.
///
/// Runs in a task of the stage's machine.
public final class Player {
  private static final Outcome NOTHING = Outcome.of("");

  private final SimulatedScene scene;
  private final Kernel kernel;
  private final ReplayListener listener;
  private final Steps steps;
  private final Pace pace;

  public Player(Stage stage, GuestFiles guest, ReplayListener listener) {
    this.scene = new SimulatedScene(stage, guest);
    this.kernel = stage.kernel();
    this.listener = listener;
    this.steps = new Steps(scene, guest);
    this.pace = Pace.of(kernel.machine());
  }

  /// Plays all steps. Each result goes to the listener.
  ///
  /// @throws UnsupportedStep when a step cannot be done on this stage
  public void play(Transcript transcript) {
    List<TranscriptStep> all = transcript.steps();
    Outcome atOnce = NOTHING;
    for (int i = 0; i < all.size(); i++) {
      TranscriptStep step = all.get(i);
      scene.follow(all.subList(i, all.size()));
      StepResult early = new StepResult(step, atOnce);
      listener.done(early.matches() ? early : new StepResult(step, steps.perform(step.step())));
      atOnce = lookAtOnce(all.subList(i + 1, all.size()));
      kernel.sleepMillis(pace.stepMillis());
    }
  }

  /// What a look at /proc gives before the kernel has come to rest, if that is the next step.
  private Outcome lookAtOnce(List<TranscriptStep> next) {
    if (next.isEmpty() || !(next.getFirst().step() instanceof Directive.Proc look)) {
      return NOTHING;
    }
    return steps.perform(look);
  }
}

package org.fscachesim.scenario.record;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.Scene;
import org.fscachesim.scenario.script.Steps;
import org.fscachesim.scenario.transcript.Header;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// Plays a script and writes down what comes out.
///
/// It does not know what answers: a real kernel, or a simulated one.
///
/// @param scene where it is played
/// @param guest the images that the script takes for granted
public record Recorder(Scene scene, GuestFiles guest) {
  /// Plays all steps.
  ///
  /// @param script outcomes that it has are not looked at
  /// @param kernel the release that answers
  /// @param listener told of each step with its outcome, as it is done
  /// @return the transcript
  /// @throws org.fscachesim.scenario.script.UnsupportedStep when a step cannot be done on this
  ///   scene
  public Transcript record(Transcript script, String kernel, Consumer<TranscriptStep> listener) {
    Steps steps = new Steps(scene, guest);
    List<TranscriptStep> done = new ArrayList<>();
    List<TranscriptStep> all = script.steps();
    for (int i = 0; i < all.size(); i++) {
      scene.follow(all.subList(i, all.size()));
      TranscriptStep asked = all.get(i);
      TranscriptStep step =
          new TranscriptStep(asked.line(), asked.step(), steps.perform(asked.step()));
      done.add(step);
      listener.accept(step);
    }
    Header asked = script.header();
    Header header =
        new Header(
            kernel, asked.cacheFs(), asked.diskMebibytes(), asked.serverFiles(), asked.about());
    return new Transcript(script.file(), header, done);
  }
}

package org.fscachesim.scenario.picture;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.check.Recorder;
import org.fscachesim.kernel.check.Recording;
import org.fscachesim.kernel.check.Recording.Effect;
import org.fscachesim.kernel.check.Recording.Step;
import org.fscachesim.kernel.task.Replay;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;

/// One run, reduced to what explains its end.
///
/// @param title what ran
/// @param schedule its choices, as text
public record Picture(
    String title,
    Verdict verdict,
    String schedule,
    Recording recording,
    Set<Integer> focus,
    List<Row> rows) {
  public Picture {
    rows = ImmutableList.copyOf(rows);
  }

  /// Runs a schedule once more, and writes down what happens.
  ///
  /// @param title what ran, for the heading
  /// @param run what came out when it ran first
  public static Picture of(String title, Scenario scenario, KernelConfig config, ScenarioRun run) {
    Recorder recorder = new Recorder();
    ScenarioRun again =
        ScenarioRun.of(scenario, config, new Replay(run.schedule()), false, recorder);
    return of(title, again.verdict(), run.schedule().toString(), recorder.recording());
  }

  /// The picture of a recording.
  public static Picture of(String title, Verdict verdict, String schedule, Recording recording) {
    Relevance relevance = Relevance.of(recording, verdict);
    boolean failed = verdict.symptom() != null;
    return new Picture(
        title, verdict, schedule, recording, relevance.focus(), rows(recording, relevance, failed));
  }

  private static List<Row> rows(Recording recording, Relevance relevance, boolean failed) {
    List<Row> out = new ArrayList<>();
    List<Step> steps = recording.steps();
    int last = -1;
    int lastActor = 0;
    if (recording.dropped() > 0) {
      out.add(new Row.Gap(recording.dropped()));
    }
    for (int i : relevance.steps()) {
      Step step = steps.get(i);
      if (i - last > 1) {
        out.add(new Row.Gap(i - last - 1));
      }
      if (last >= 0) {
        clock(steps, last, i, out);
      }
      if (lastActor != 0 && step.actor() != lastActor) {
        out.add(new Row.Switch(step.actor(), reason(steps, last, i)));
      }
      boolean fails = failed && i == steps.size() - 1;
      out.add(
          new Row.Shown(fails ? withoutItsEnd(step) : step, fails, relevance.calls().contains(i)));
      last = i;
      lastActor = step.actor();
    }
    return out;
  }

  /// That the failing task lets go of its locks and ends, and who hears of that, is no doing of the
  /// modelled kernel.
  private static Step withoutItsEnd(Step step) {
    return new Step(
        step.number(),
        step.nanos(),
        step.actor(),
        step.act(),
        step.thing(),
        step.again(),
        step.what(),
        step.before(),
        step.after(),
        step.effects().stream().filter(e -> !isEnd(e)).toList(),
        step.holds(),
        step.switched());
  }

  private static boolean isEnd(Effect effect) {
    return switch (effect.kind()) {
      case END, UNPARK, UNLOCK -> true;
      case ALLOCATE, FREE, TOUCH, SPAWN, PARK, DRAW, NOTE, TIME -> false;
    };
  }

  private static void clock(List<Step> steps, int from, int to, List<Row> out) {
    for (int i = to - 1; i >= from; i--) {
      for (Effect effect : steps.get(i).effects()) {
        if (effect.kind() == Effect.Kind.TIME) {
          out.add(new Row.Clock(effect.text()));
          return;
        }
      }
    }
  }

  /// Why the last switch before a step happened.
  private static String reason(List<Step> steps, int from, int to) {
    for (int i = to; i > from; i--) {
      String reason = steps.get(i).switched();
      if (reason != null) {
        return reason;
      }
    }
    return "";
  }

  /// The tasks that have a part, by id.
  List<Recording.Actor> columns() {
    Set<Integer> ids = new TreeSet<>();
    for (Row row : rows) {
      if (row instanceof Row.Shown(Step step, boolean _, boolean _)) {
        ids.add(step.actor());
      }
    }
    return ids.stream().map(recording::actor).toList();
  }

  /// Tasks without a part, by name.
  List<String> bystanders() {
    List<Recording.Actor> shown = columns();
    return recording.actors().stream()
        .filter(a -> !shown.contains(a))
        .map(Recording.Actor::label)
        .toList();
  }

  /// What became of the objects that the failure is about.
  List<Life> lives() {
    return focus.stream()
        .filter(id -> recording.thing(id).isObject())
        .map(id -> Life.of(recording, id))
        .toList();
  }
}

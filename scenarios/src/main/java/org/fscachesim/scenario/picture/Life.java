package org.fscachesim.scenario.picture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.check.Recording;
import org.fscachesim.kernel.check.Recording.Effect;
import org.fscachesim.kernel.check.Recording.Step;

/// What became of an object that a failure is about.
///
/// @param name of the object
/// @param events one line each, in the order of the run
record Life(String name, List<String> events) {
  static Life of(Recording recording, int thing) {
    List<String> events = new ArrayList<>();
    Map<String, Integer> touches = new LinkedHashMap<>();
    boolean freed = false;
    for (Step step : recording.steps()) {
      String who = recording.actor(step.actor()).label();
      for (Effect effect : step.effects()) {
        if (effect.thing() != thing) {
          continue;
        }
        if (effect.kind() == Effect.Kind.ALLOCATE) {
          events.add(at(step) + "allocated by " + who);
        } else if (effect.kind() == Effect.Kind.FREE) {
          summarize(touches, events);
          events.add(at(step) + (freed ? "freed again by " : "freed by ") + who);
          freed = true;
        }
      }
      if (step.thing() == thing) {
        if (freed) {
          events.add(at(step) + "touched by " + who + ", after it was freed");
        } else {
          touches.merge(who, 1, Integer::sum);
        }
      }
    }
    summarize(touches, events);
    if (!freed) {
      events.add("never freed");
    }
    return new Life(recording.thing(thing).name(), events);
  }

  private static String at(Step step) {
    return "step " + step.number() + ": ";
  }

  private static void summarize(Map<String, Integer> touches, List<String> events) {
    if (!touches.isEmpty()) {
      List<String> parts = new ArrayList<>();
      touches.forEach((who, n) -> parts.add(who + (n == 1 ? "" : " (" + n + " times)")));
      events.add("touched by " + String.join(", ", parts));
      touches.clear();
    }
  }
}

package org.fscachesim.scenario.picture;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.check.Recording;
import org.fscachesim.kernel.check.Recording.Effect;
import org.fscachesim.kernel.check.Recording.Step;
import org.jspecify.annotations.Nullable;

/// A step in words: what it does, and below it what else happened.
record StepText(Recording recording) {
  /// The act first, then one line for each effect.
  ///
  /// @param call whether only the call matters that the step ended
  List<String> lines(Step step, boolean call) {
    List<String> out = new ArrayList<>();
    if (call) {
      for (Effect effect : step.effects()) {
        if (effect.kind() == Effect.Kind.NOTE) {
          out.add(effect.text());
        }
      }
      return out;
    }
    out.add(act(step));
    for (Effect effect : step.effects()) {
      String text = effect(effect);
      if (!text.isEmpty() && !out.contains("  " + text)) {
        out.add("  " + text);
      }
    }
    return out;
  }

  /// What the step does, in one line.
  String act(Step step) {
    String name = recording.thing(step.thing()).name();
    boolean sleeps = step.has(Effect.Kind.PARK);
    return switch (step.act()) {
      case START -> "starts";
      case READ ->
          recording.thing(step.thing()).isObject()
              ? "touches " + name
              : "reads " + name + (step.after() == null ? "" : " = " + step.after());
      case WRITE -> write(step, name);
      case LOCK -> sleeps ? "wants " + name + ", and waits" : "locks " + name;
      case WAIT ->
          (step.again() ? "looks again: " : "waits: ")
              + step.what()
              + " on "
              + name
              + (sleeps ? ", sleeps" : "");
      case WAKE -> "wakes " + name;
      case SLEEP -> step.again() ? "sleep is over" : "sleeps";
    };
  }

  private static String write(Step step, String name) {
    String after = step.after();
    if (after == null) {
      return "writes " + name;
    }
    return step.changes()
        ? name + ": " + quoted(step.before()) + " -> " + quoted(after)
        : name + ": " + quoted(after) + ", as it was";
  }

  private static String quoted(@Nullable String value) {
    return value == null || value.isEmpty() ? "nothing" : value;
  }

  private String effect(Effect effect) {
    String name = effect.thing() < 0 ? "" : recording.thing(effect.thing()).name();
    return switch (effect.kind()) {
      case ALLOCATE -> "allocates " + name;
      case FREE -> "frees " + name;
      case UNLOCK -> "unlocks " + name;
      case SPAWN -> "spawns " + name;
      case UNPARK -> "wakes " + name;
      case DRAW -> "draws " + effect.text();
      case NOTE -> effect.text();
      case END -> "ends";
      case TOUCH, PARK, TIME -> "";
    };
  }
}

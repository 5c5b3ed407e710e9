package org.fscachesim.scenario.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.check.Recording;
import org.fscachesim.kernel.check.Recording.Act;
import org.fscachesim.kernel.check.Recording.Effect;
import org.fscachesim.kernel.check.Recording.Step;
import org.fscachesim.kernel.check.Recording.Thing;

/// Which steps of a recording explain its end.
///
/// What the failure is about stands in the middle: the object that was freed, the locks and queues
/// that are waited for. All steps that touch it matter, the last ones of whoever failed (or, in a
/// standstill, of whoever never ended), and whoever wrote last what these read.
///
/// @param focus things that the failure is about
/// @param steps indices into the recording's steps
record Relevance(Set<Integer> focus, NavigableSet<Integer> steps) {
  /// A recording of no more steps is shown whole.
  private static final int SHORT = 40;

  /// Steps that touch the focus, at either end.
  private static final int FIRST = 15;

  private static final int LAST = 25;

  /// Steps of the task that failed.
  private static final int BEFORE_FAILURE = 4;

  private static final int MAX_FOCUS = 6;

  static Relevance of(Recording recording, Symptom symptom) {
    Set<Integer> focus = focus(recording, symptom);
    NavigableSet<Integer> chosen = new TreeSet<>();
    List<Step> steps = recording.steps();
    if (steps.size() <= SHORT) {
      for (int i = 0; i < steps.size(); i++) {
        chosen.add(i);
      }
      return new Relevance(focus, chosen);
    }
    List<Integer> touching = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (focus.stream().anyMatch(step::touches)) {
        touching.add(i);
      }
    }
    chosen.addAll(touching.subList(0, Math.min(FIRST, touching.size())));
    chosen.addAll(touching.subList(Math.max(0, touching.size() - LAST), touching.size()));
    addEnds(recording, symptom, chosen);
    addSources(steps, chosen);
    return new Relevance(focus, chosen);
  }

  private static Set<Integer> focus(Recording recording, Symptom symptom) {
    Set<Integer> out = new LinkedHashSet<>();
    if (recording.steps().isEmpty()) {
      return out;
    }
    Step last = recording.steps().getLast();
    switch (symptom) {
      case LEAK ->
          recording.things().stream()
              .filter(t -> t.kind() == Thing.Sort.LIVE_OBJECT)
              .limit(MAX_FOCUS)
              .forEach(t -> out.add(t.id()));
      case DEADLOCK, HUNG_TASK, LOST_WAKEUP, LIVELOCK -> {
        for (Recording.Actor actor : recording.actors()) {
          Integer waitsFor = actor.waitsFor();
          if (waitsFor != null
              && recording.thing(waitsFor).kind() != Thing.Sort.TASK
              && out.size() < MAX_FOCUS) {
            out.add(waitsFor);
          }
        }
      }
      case DOUBLE_FREE ->
          last.effects().stream()
              .filter(e -> e.kind() == Effect.Kind.FREE)
              .forEach(e -> out.add(e.thing()));
      case USE_AFTER_FREE,
          REFCOUNT,
          STARVATION,
          DATA_RACE,
          LOCK_ORDER,
          LOCKING,
          NULL_POINTER,
          OUT_OF_BOUNDS,
          WARNING,
          BUG,
          CONTENT,
          PROTOCOL,
          RULE ->
          out.add(last.thing());
    }
    return out;
  }

  private static void addEnds(Recording recording, Symptom symptom, NavigableSet<Integer> chosen) {
    List<Step> steps = recording.steps();
    if (isStandstill(symptom)) {
      Map<Integer, Integer> lastOf = new HashMap<>();
      for (int i = 0; i < steps.size(); i++) {
        lastOf.put(steps.get(i).actor(), i);
      }
      for (Recording.Actor actor : recording.actors()) {
        Integer last = lastOf.get(actor.id());
        if (last != null && actor.state() != null) {
          chosen.add(last);
        }
      }
    }
    boolean stuck = symptom == Symptom.LIVELOCK;
    int failing = steps.getLast().actor();
    int left = stuck ? LAST : BEFORE_FAILURE;
    for (int i = steps.size() - 1; i >= 0 && left > 0; i--) {
      if (stuck || steps.get(i).actor() == failing) {
        chosen.add(i);
        left--;
      }
    }
  }

  private static boolean isStandstill(Symptom symptom) {
    return symptom == Symptom.DEADLOCK
        || symptom == Symptom.HUNG_TASK
        || symptom == Symptom.LOST_WAKEUP
        || symptom == Symptom.LIVELOCK;
  }

  /// Who wrote last, in another task, what a chosen step reads or waits for.
  private static void addSources(List<Step> steps, NavigableSet<Integer> chosen) {
    Set<Integer> sources = new TreeSet<>();
    for (int i : chosen) {
      Step reader = steps.get(i);
      if (reader.act() != Act.READ && reader.act() != Act.WAIT) {
        continue;
      }
      for (int j = i - 1; j >= 0; j--) {
        Step writer = steps.get(j);
        if (writer.thing() == reader.thing() && writer.act() == Act.WRITE && writer.changes()) {
          if (writer.actor() != reader.actor()) {
            sources.add(j);
          }
          break;
        }
      }
    }
    chosen.addAll(sources);
  }
}

package org.fscachesim.scenario.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.check.Recording;
import org.fscachesim.kernel.check.Recording.Act;
import org.fscachesim.kernel.check.Recording.Effect;
import org.fscachesim.kernel.check.Recording.Step;
import org.fscachesim.kernel.check.Recording.Thing;
import org.fscachesim.scenario.explore.Verdict;

/// Which steps of a recording explain its end.
///
/// What the failure is about stands in the middle: the object that was freed, the locks and queues
/// that are waited for. All steps that touch it matter, the last ones of whoever failed (or, in a
/// standstill, of whoever never ended), and whoever wrote last what these read. What processes
/// called, and what they got, comes with it; where a scenario found the failure, such as a wrong
/// byte, that is what it is about.
///
/// @param focus things that the failure is about
/// @param steps indices into the recording's steps
/// @param calls those of them that only matter for the call that ends in them
record Relevance(Set<Integer> focus, NavigableSet<Integer> steps, Set<Integer> calls) {
  /// A recording of no more steps is shown whole.
  private static final int SHORT = 40;

  /// Steps that touch the focus, at either end.
  private static final int FIRST = 10;

  private static final int LAST = 15;

  private static final int LAST_BESIDE_CALLS = 5;

  /// Steps of the task that failed.
  private static final int BEFORE_FAILURE = 4;

  private static final int MAX_FOCUS = 6;

  private static final String QUEUE = "queue of ";

  /// Calls of processes that are shown, the last ones: where they are what the failure is about,
  /// and else.
  private static final int CALLS = 24;

  private static final int CALLS_BESIDE = 6;

  static Relevance of(Recording recording, Verdict verdict) {
    Symptom shown = verdict.symptom();
    Symptom symptom = shown == null ? Symptom.RULE : shown;
    List<Integer> calls = calls(recording);
    // The scenario saw it, not the kernel: what was called and answered tells most.
    boolean told =
        verdict instanceof Verdict.Violated && symptom != Symptom.LEAK && !calls.isEmpty();
    Set<Integer> focus = focus(recording, symptom);
    NavigableSet<Integer> chosen = new TreeSet<>();
    List<Step> steps = recording.steps();
    if (steps.size() <= SHORT) {
      for (int i = 0; i < steps.size(); i++) {
        chosen.add(i);
      }
      return new Relevance(focus, chosen, Set.of());
    }
    List<Integer> touching = touching(steps, focus);
    int last = told ? LAST_BESIDE_CALLS : LAST;
    if (!told) {
      chosen.addAll(touching.subList(0, Math.min(FIRST, touching.size())));
    }
    chosen.addAll(touching.subList(Math.max(0, touching.size() - last), touching.size()));
    addEnds(recording, symptom, chosen);
    addSources(steps, chosen);
    Set<Integer> beside =
        new TreeSet<>(
            calls.subList(Math.max(0, calls.size() - (told ? CALLS : CALLS_BESIDE)), calls.size()));
    beside.removeAll(chosen);
    chosen.addAll(beside);
    return new Relevance(focus, chosen, beside);
  }

  private static List<Integer> calls(Recording recording) {
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < recording.steps().size(); i++) {
      if (recording.steps().get(i).has(Effect.Kind.NOTE)) {
        out.add(i);
      }
    }
    return out;
  }

  /// The steps that touch the focus; of several looks in a row that one task has at one thing, the
  /// first and the last.
  private static List<Integer> touching(List<Step> steps, Set<Integer> focus) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      if (focus.stream().anyMatch(steps.get(i)::touches)) {
        all.add(i);
      }
    }
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean between =
          i > 0
              && i + 1 < all.size()
              && isSameLook(steps.get(all.get(i - 1)), steps.get(all.get(i)))
              && isSameLook(steps.get(all.get(i)), steps.get(all.get(i + 1)));
      if (!between) {
        out.add(all.get(i));
      }
    }
    return out;
  }

  private static boolean isSameLook(Step a, Step b) {
    return a.actor() == b.actor()
        && a.thing() == b.thing()
        && a.act() == Act.READ
        && b.act() == Act.READ
        && Objects.equals(a.after(), b.after());
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
            addWaitedFor(recording, waitsFor, out);
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

  /// Who sleeps in the queue of a counter or flag word waits for its value.
  private static void addWaitedFor(Recording recording, int queue, Set<Integer> out) {
    String name = recording.thing(queue).name();
    if (name.startsWith(QUEUE)) {
      recording.things().stream()
          .filter(t -> t.name().equals(name.substring(QUEUE.length())))
          .forEach(t -> out.add(t.id()));
    }
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

package org.fscachesim.scenario.strategy;

import java.util.Arrays;

/// One step of one task in a run, as [Causality] sees it.
final class Event {
  final int task;

  /// Counts the task's own events, from 1.
  final int own;

  /// The depth of the node at which it was chosen.
  final int depth;

  /// For each task, how many of its events come before this one in every order that differs in
  /// nothing; with this one itself.
  int[] clock = {};

  /// A hash of what was drawn in it.
  int answers;

  Event(int task, int own, int depth) {
    this.task = task;
    this.own = own;
    this.depth = depth;
  }

  /// Whether this comes before `later` in every such order.
  boolean isBefore(Event later) {
    return reaches(later.clock, this);
  }

  /// Whether a clock has seen `event`.
  static boolean reaches(int[] clock, Event event) {
    return event.task < clock.length && clock[event.task] >= event.own;
  }

  /// The larger of each; one of the arguments, where that suffices.
  static int[] join(int[] a, int[] b) {
    int[] out = Arrays.copyOf(a, Math.max(a.length, b.length));
    for (int i = 0; i < b.length; i++) {
      out[i] = Math.max(out[i], b[i]);
    }
    return out;
  }
}

package org.fscachesim.scenario.strategy;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A choice on the path of a [DepthFirst] search: who goes on, or what is drawn.
final class Node {
  /// A task that need not go on from here, as all that begins with its step was seen; until a step
  /// comes that its own step depends on.
  ///
  /// @param known the number of resources that were known where the step was seen
  record Sleeper(Footprint step, int known) {}

  // Of a draw; of is 0 for a choice of a task.
  int value;
  int of;

  // In the top of the tree: whether it branches here or has since parts could begin last, and how
  // many more times it has to before they can again.
  boolean branched;
  int levels;

  // Of a task: who could go on, and of those who was or is to be tried.
  final BitSet candidates = new BitSet();
  final BitSet wanted = new BitSet();
  final BitSet done = new BitSet();
  final Map<Integer, Sleeper> asleep = new TreeMap<>();
  // What the step of the chosen task touched, with all answers that were drawn in it.
  final Footprint step = new Footprint();
  int chosen;
  int known;
  // The task that reached a scheduling point here and could go on; 0 when it could not.
  int current;
  // How often a task was left for another that it could have gone on before, up to here.
  int preemptions;

  static Node draw(int n) {
    Node node = new Node();
    node.of = n;
    return node;
  }

  boolean isDraw() {
    return of > 0;
  }

  /// How many tasks were left for another up to and with this choice, if `task` is chosen.
  int preemptionsWith(int task) {
    return preemptions + (current != 0 && task != current ? 1 : 0);
  }

  /// Turns to what is to be tried next.
  ///
  /// @param bound most preemptions
  /// @return false when nothing is left to try here
  boolean advance(int bound) {
    if (isDraw()) {
      value++;
      return value < of;
    }
    done.set(chosen);
    asleep.put(chosen, new Sleeper(step.copy(), known));
    step.clear();
    for (int task = wanted.nextSetBit(0); task >= 0; task = wanted.nextSetBit(task + 1)) {
      if (!done.get(task) && !isAsleep(task) && preemptionsWith(task) <= bound) {
        chosen = task;
        return true;
      }
    }
    return false;
  }

  boolean isAsleep(int task) {
    return asleep.containsKey(task);
  }

  /// How many of the candidates are awake and within the bound.
  int countAwake(int bound) {
    return (int)
        candidates.stream()
            .filter(task -> !isAsleep(task) && preemptionsWith(task) <= bound)
            .count();
  }

  /// The first of the candidates that is awake and within the bound, the current task before
  /// others; null when there is none.
  @Nullable Integer firstAwake(int bound) {
    if (current != 0 && candidates.get(current) && !isAsleep(current)) {
      return current;
    }
    for (int task = candidates.nextSetBit(0); task >= 0; task = candidates.nextSetBit(task + 1)) {
      if (!isAsleep(task) && preemptionsWith(task) <= bound) {
        return task;
      }
    }
    return null;
  }
}

package org.fscachesim.scenario.explore;

import java.util.Arrays;
import org.fscachesim.kernel.task.Observer;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Task;

/// The situations that a run meets: what each task did last, by the names of tasks and resources.
///
/// It is a measure of how much there was to see, and of what is new; two states that differ in
/// values only are one situation.
final class Situations implements Observer {
  private final LongSet known;
  private final LongSet met = new LongSet(4);
  private long[] last = new long[16];
  private long now;

  /// @param known hashes of situations that need not be told, which do not change meanwhile
  Situations(LongSet known) {
    this.known = known;
  }

  /// Hashes of the situations that were not known.
  LongSet met() {
    return met;
  }

  @Override
  public void performs(Task task, Operation operation) {
    become(task, mix(31L * task.name().hashCode() + Digest.kind(operation), operation));
    if (!known.contains(now)) {
      met.add(now);
    }
  }

  @Override
  public void ends(Task task) {
    become(task, 0);
  }

  private void become(Task task, long hash) {
    int id = task.id();
    if (id >= last.length) {
      last = Arrays.copyOf(last, 2 * id);
    }
    now += hash - last[id];
    last[id] = hash;
  }

  private static long mix(long a, Operation operation) {
    long z = (a << 32 ^ operation.resource().label().hashCode()) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

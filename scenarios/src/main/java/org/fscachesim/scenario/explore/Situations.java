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
  private final LongSet met = new LongSet(256);
  private long[] last = new long[16];
  private long now;

  /// Hashes of the situations.
  LongSet met() {
    return met;
  }

  @Override
  public void performs(Task task, Operation operation) {
    int kind =
        switch (operation) {
          case Operation.Touch t -> t.access().ordinal();
          case Operation.Acquire _ -> 3;
          case Operation.Wait _ -> 4;
          case Operation.Wake _ -> 5;
          case Operation.Sleep _ -> 6;
          case Operation.Start _ -> 7;
        };
    become(task, mix(31L * task.name().hashCode() + kind, operation.resource().label()));
    met.add(now);
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

  private static long mix(long a, String label) {
    long z = (a << 32 ^ label.hashCode()) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

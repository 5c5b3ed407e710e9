package org.fscachesim.scenario.explore;

import java.util.function.Supplier;
import org.fscachesim.kernel.task.Observer;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// Tells two what one hears.
record BothObservers(Observer first, Observer second) implements Observer {
  /// Of two that may be missing.
  static @Nullable Observer of(@Nullable Observer first, @Nullable Observer second) {
    if (first == null) {
      return second;
    }
    return second == null ? first : new BothObservers(first, second);
  }

  @Override
  public void performs(Task task, Operation operation) {
    first.performs(task, operation);
    second.performs(task, operation);
  }

  @Override
  public void touches(Task task, Resource resource, Operation.Access access) {
    first.touches(task, resource, access);
    second.touches(task, resource, access);
  }

  @Override
  public void spawns(@Nullable Task by, Task task) {
    first.spawns(by, task);
    second.spawns(by, task);
  }

  @Override
  public void parks(Task task, Operation reason, boolean sleeps) {
    first.parks(task, reason, sleeps);
    second.parks(task, reason, sleeps);
  }

  @Override
  public void unparks(@Nullable Task by, Task task) {
    first.unparks(by, task);
    second.unparks(by, task);
  }

  @Override
  public void timePasses(long nanos) {
    first.timePasses(nanos);
    second.timePasses(nanos);
  }

  @Override
  public void draws(Task task, String question, int n, int value) {
    first.draws(task, question, n, value);
    second.draws(task, question, n, value);
  }

  @Override
  public void notes(Task task, Supplier<String> what) {
    first.notes(task, what);
    second.notes(task, what);
  }

  @Override
  public void ends(Task task) {
    first.ends(task);
    second.ends(task);
  }
}

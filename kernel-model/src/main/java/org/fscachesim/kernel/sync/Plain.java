package org.fscachesim.kernel.sync;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.RaceDetector;
import org.fscachesim.kernel.task.Resource;
import org.jspecify.annotations.Nullable;

/// A field that is neither atomic nor looked at from elsewhere: it belongs to a lock, or to whoever
/// is ordered otherwise.
///
/// To touch it is no scheduling point: nobody may come in between, and whether that holds is what
/// the kernel's [RaceDetector] looks after.
public final class Plain<T extends @Nullable Object> implements RaceDetector.Unordered {
  private final Kernel kernel;
  private final String name;
  private final @Nullable Resource lock;
  private final RaceDetector.@Nullable Field watched;
  private T value;

  /// @param lock what guards it: a [SpinLock] or [Mutex]; null when it is ordered otherwise
  public Plain(Kernel kernel, String name, T initial, @Nullable Resource lock) {
    this.kernel = kernel;
    this.name = name;
    this.lock = lock;
    this.value = initial;
    RaceDetector races = kernel.checkers().areOn() ? kernel.machine().races() : null;
    this.watched = races == null ? null : races.new Field(name);
  }

  public T get() {
    touch(Operation.Access.READ);
    return value;
  }

  public void set(T v) {
    touch(Operation.Access.WRITE);
    value = v;
  }

  /// The value, of which the caller changes what is inside.
  public T change() {
    touch(Operation.Access.WRITE);
    return value;
  }

  /// The value, unseen: for reports and checkers only.
  public T peek() {
    return value;
  }

  private void touch(Operation.Access access) {
    kernel.machine().touch(this, access);
    RaceDetector.Field field = watched;
    if (field != null) {
      var me = kernel.current();
      boolean locked = lock != null && lock.holder() == me;
      field.touch(me, access != Operation.Access.READ, locked);
    }
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public String describe() {
    return name + " (" + Told.value(value) + ")";
  }

  @Override
  public String toString() {
    return describe();
  }
}

package org.fscachesim.kernel.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.HeldLock;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// The one exclusive lock that [SpinLock] and [Mutex] are thin pages over.
///
/// A waiter queues itself before it looks at the owner again, and an unlock clears the owner before
/// it looks at the queue, so one of the two always notices the other.
abstract sealed class BlockingLock implements HeldLock, Resource permits SpinLock, Mutex {
  private final Kernel kernel;
  private final String lockClass;
  private final boolean spinning;
  private final AtomicReference<@Nullable Task> owner = new AtomicReference<>();
  // Made when somebody first has to wait. Guarded by this object's monitor.
  private @Nullable Deque<Task> waiters;
  private final Operation acquire = new Operation.Acquire(this);
  private final Operation attempt = new Operation.Touch(this, Operation.Access.WRITE);
  private final Held held = this::unlock;

  BlockingLock(Kernel kernel, String lockClass, boolean spinning) {
    this.kernel = kernel;
    this.lockClass = lockClass;
    this.spinning = spinning;
  }

  /// Takes the lock; waits while another task has it.
  public final void lock() {
    lock(this);
  }

  /// Takes the lock as an inner one of its class, while the task holds another lock of that class.
  ///
  /// @param subclass the part it plays, such as `child`
  public final void lockNested(String subclass) {
    lock(Nested.of(this, subclass));
  }

  /// As [#lockNested(String)], for the lock of something that nobody else can have found yet, such
  /// as a new file in a directory that the task has locked. No scheduling point: nobody could come
  /// first.
  public final void lockUnseen(String subclass) {
    kernel.machine().touch(this, Operation.Access.WRITE);
    take(kernel.current(), Nested.of(this, subclass));
  }

  private void lock(HeldLock as) {
    Task me = kernel.current();
    if (!spinning) {
      Sleeping.mightSleep(me, lockClass);
    }
    kernel.machine().reach(acquire);
    take(me, as);
  }

  private void take(Task me, HeldLock as) {
    if (owner.get() == me) {
      throw new KernelBug(Symptom.LOCKING, me + " takes " + lockClass + ", which it holds already");
    }
    kernel.lockOrder().acquiring(me, as);
    if (!owner.compareAndSet(null, me)) {
      lockSlowly(me);
    }
    me.heldLocks().add(as);
  }

  /// A lock that was taken under a class of its own.
  private record Nested(BlockingLock lock, String lockClass) implements HeldLock {
    static Nested of(BlockingLock lock, String subclass) {
      return new Nested(lock, lock.lockClass + "/" + subclass);
    }

    @Override
    public boolean isSpinning() {
      return lock.spinning;
    }
  }

  private void lockSlowly(Task me) {
    synchronized (this) {
      if (waiters == null) {
        waiters = new ArrayDeque<>(2);
      }
      waiters.addLast(me);
    }
    try {
      while (!owner.compareAndSet(null, me)) {
        kernel.machine().park(acquire);
      }
    } finally {
      synchronized (this) {
        if (waiters != null) {
          waiters.remove(me);
        }
      }
    }
  }

  /// Takes the lock if it is free; whether it did.
  public final boolean tryLock() {
    Task me = kernel.current();
    kernel.machine().reach(attempt);
    if (owner.compareAndSet(null, me)) {
      me.heldLocks().add(this);
      return true;
    }
    return false;
  }

  /// Gives the lock back.
  ///
  /// @throws KernelBug when the current task does not hold it
  public final void unlock() {
    Task me = kernel.current();
    if (owner.get() != me) {
      throw new KernelBug(
          Symptom.LOCKING, me + " unlocks " + lockClass + ", which " + who() + " holds");
    }
    Barriers.full(kernel);
    forget(me.heldLocks());
    owner.set(null);
    kernel.machine().touch(this, Operation.Access.RELEASE);
    Task first;
    synchronized (this) {
      first = waiters == null ? null : waiters.peekFirst();
    }
    if (first != null) {
      kernel.machine().unpark(first);
    }
  }

  /// The innermost locks are given back first as a rule.
  private void forget(List<HeldLock> held) {
    for (int i = held.size() - 1; i >= 0; i--) {
      HeldLock lock = held.get(i);
      if (lock == this || lock instanceof Nested nested && nested.lock == this) {
        held.remove(i);
        return;
      }
    }
  }

  private String who() {
    Task task = owner.get();
    return task == null ? "nobody" : task.toString();
  }

  /// Takes the lock for a try block.
  public final Held hold() {
    lock();
    return held;
  }

  /// @throws KernelBug unless the current task holds the lock
  public final void assertHeld() {
    if (owner.get() != kernel.current()) {
      throw new KernelBug(
          Symptom.LOCKING,
          kernel.current() + " needs " + lockClass + ", which " + who() + " holds");
    }
  }

  @Override
  public final String lockClass() {
    return lockClass;
  }

  @Override
  public final boolean isSpinning() {
    return spinning;
  }

  @Override
  public final String label() {
    return lockClass;
  }

  @Override
  public final String describe() {
    return lockClass;
  }

  @Override
  public final boolean isReady() {
    return owner.get() == null;
  }

  @Override
  public final @Nullable Task holder() {
    return owner.get();
  }

  @Override
  public final String toString() {
    return lockClass + (owner.get() == null ? "" : " held by " + owner.get());
  }
}

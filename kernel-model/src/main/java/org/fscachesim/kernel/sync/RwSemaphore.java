package org.fscachesim.kernel.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.HeldLock;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/// A sleeping lock with many readers or one writer.
///
/// Kernel: kernel/locking/rwsem.c
public final class RwSemaphore implements HeldLock, Resource {
  private final Kernel kernel;
  private final String lockClass;
  private final WaitQueue queue;
  private final Operation acquire = new Operation.Acquire(this);
  private final Object guard = new Object();
  // Guarded by `guard`.
  private final List<Task> readers = new ArrayList<>(2);
  private @Nullable Task writer;
  private final Held heldRead = this::unlockRead;
  private final Held heldWrite = this::unlockWrite;

  public RwSemaphore(Kernel kernel, String lockClass) {
    this.kernel = kernel;
    this.lockClass = lockClass;
    this.queue = new WaitQueue(kernel, lockClass, this);
  }

  /// Takes it for reading.
  public void lockRead() {
    Task me = begin();
    queue.awaitQuietly(acquire, this::takeRead);
    me.heldLocks().add(this);
  }

  /// Takes it for writing.
  public void lockWrite() {
    Task me = begin();
    queue.awaitQuietly(acquire, this::takeWrite);
    me.heldLocks().add(this);
  }

  private Task begin() {
    Task me = kernel.current();
    Sleeping.mightSleep(me, lockClass);
    kernel.machine().reach(acquire);
    kernel.lockOrder().acquiring(me, this);
    return me;
  }

  private boolean takeRead() {
    synchronized (guard) {
      return writer == null && readers.add(kernel.current());
    }
  }

  private boolean takeWrite() {
    synchronized (guard) {
      if (writer != null || !readers.isEmpty()) {
        return false;
      }
      writer = kernel.current();
      return true;
    }
  }

  public void unlockRead() {
    Task me = kernel.current();
    Barriers.full(kernel);
    synchronized (guard) {
      KernelBug.check(
          readers.remove(me),
          Symptom.LOCKING,
          () -> me + " does not hold " + lockClass + " for reading");
    }
    me.heldLocks().remove(this);
    kernel.machine().touch(this, Operation.Access.RELEASE);
    queue.wakeQuietly();
  }

  public void unlockWrite() {
    Task me = kernel.current();
    Barriers.full(kernel);
    synchronized (guard) {
      KernelBug.check(
          writer == me, Symptom.LOCKING, () -> me + " does not hold " + lockClass + " for writing");
      writer = null;
    }
    me.heldLocks().remove(this);
    kernel.machine().touch(this, Operation.Access.RELEASE);
    queue.wakeQuietly();
  }

  /// Takes it for reading, for a try block.
  public Held holdRead() {
    lockRead();
    return heldRead;
  }

  /// Takes it for writing, for a try block.
  public Held holdWrite() {
    lockWrite();
    return heldWrite;
  }

  /// @throws KernelBug unless the current task holds it for writing
  public void assertHeldWrite() {
    synchronized (guard) {
      Task me = kernel.current();
      KernelBug.check(
          writer == me, Symptom.LOCKING, () -> me + " does not hold " + lockClass + " for writing");
    }
  }

  @Override
  public String lockClass() {
    return lockClass;
  }

  @Override
  public boolean isSpinning() {
    return false;
  }

  @Override
  public String label() {
    return lockClass;
  }

  @Override
  public String describe() {
    synchronized (guard) {
      return lockClass + (readers.isEmpty() ? "" : " (read by " + join(readers) + ")");
    }
  }

  private static String join(List<Task> tasks) {
    return tasks.stream().map(Task::toString).collect(Collectors.joining(", "));
  }

  @Override
  public boolean isReady() {
    return holder() == null;
  }

  @Override
  public @Nullable Task holder() {
    synchronized (guard) {
      return writer != null || readers.isEmpty() ? writer : readers.getFirst();
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}

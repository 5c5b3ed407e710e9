package org.fscachesim.kernel.sync;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
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
  // Guarded by `guard`: -1 while written, else the number of readers.
  private int holders;
  private @Nullable Task writer;

  public RwSemaphore(Kernel kernel, String lockClass) {
    this.kernel = kernel;
    this.lockClass = lockClass;
    this.queue = new WaitQueue(kernel, lockClass);
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
      if (holders < 0) {
        return false;
      }
      holders++;
      return true;
    }
  }

  private boolean takeWrite() {
    synchronized (guard) {
      if (holders != 0) {
        return false;
      }
      holders = -1;
      writer = kernel.current();
      return true;
    }
  }

  public void unlockRead() {
    KernelBug.check(kernel.current().heldLocks().remove(this), lockClass + " is not held");
    synchronized (guard) {
      holders--;
    }
    queue.wakeQuietly();
  }

  public void unlockWrite() {
    KernelBug.check(kernel.current().heldLocks().remove(this), lockClass + " is not held");
    synchronized (guard) {
      holders = 0;
      writer = null;
    }
    queue.wakeQuietly();
  }

  /// Takes it for reading, for a try block.
  public Held holdRead() {
    lockRead();
    return this::unlockRead;
  }

  /// Takes it for writing, for a try block.
  public Held holdWrite() {
    lockWrite();
    return this::unlockWrite;
  }

  /// @throws KernelBug unless the current task holds it for writing
  public void assertHeldWrite() {
    synchronized (guard) {
      KernelBug.check(writer == kernel.current(), lockClass + " is not held for writing");
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
  public String describe() {
    synchronized (guard) {
      return lockClass + (holders > 0 ? " (" + holders + " readers)" : "");
    }
  }

  @Override
  public @Nullable Task holder() {
    synchronized (guard) {
      return writer;
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}

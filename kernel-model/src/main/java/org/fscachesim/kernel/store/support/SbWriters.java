package org.fscachesim.kernel.store.support;

import static java.util.Objects.requireNonNull;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.Freezer;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.task.Operation.Access;
import org.fscachesim.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/// Who may change a filesystem: writers that asked for it, unless it is frozen.
///
/// A freeze first keeps new writers out, then waits for those inside, and only then is done. So
/// nobody who asked is inside of a frozen filesystem, and whoever changes one has not asked.
///
/// Nobody hears of writers before somebody has a [Freezer]; from then on the machine is told which
/// steps a freeze may come before or behind. Asking is a scheduling point only while it has to
/// wait.
///
/// Kernel: include/linux/fs.h (struct sb_writers)
public final class SbWriters {
  /// @param queue where writers wait for the thaw, and who freezes for the writers
  private record Gate(Kernel kernel, WaitQueue queue) {}

  private final Held held = this::end;
  private volatile @Nullable Gate gate;
  private volatile boolean complete;
  // Both guarded by this object's monitor: writers inside, and whether more may come.
  private int inside;
  private boolean closed;

  /// Waits until nobody freezes, and keeps the filesystem from being frozen until it is given back.
  ///
  /// Kernel: include/linux/fs.h (sb_start_write, sb_end_write)
  public Held start() {
    while (!enter()) {
      requireNonNull(gate).queue.await(() -> !isClosed(), "the filesystem is thawed");
    }
    return held;
  }

  private boolean enter() {
    look();
    synchronized (this) {
      if (!closed) {
        inside++;
      }
      return !closed;
    }
  }

  private void look() {
    Gate gate = this.gate;
    if (gate != null) {
      gate.kernel.machine().touch(gate.queue, Access.READ);
    }
  }

  private void end() {
    look();
    if (leave()) {
      requireNonNull(gate).queue.wakeQuietly();
    }
  }

  private synchronized boolean leave() {
    inside--;
    return closed;
  }

  /// Who may freeze it from now on. To be called before the tasks that this is about run.
  public synchronized Freezer freezer(Kernel kernel) {
    Gate gate = new Gate(kernel, new WaitQueue(kernel, "sb_writers"));
    this.gate = gate;
    return new Freezer() {
      @Override
      public void freeze() throws ErrnoException {
        SbWriters.this.freeze(gate);
      }

      @Override
      public void thaw() throws ErrnoException {
        SbWriters.this.thaw(gate);
      }
    };
  }

  private void freeze(Gate gate) throws ErrnoException {
    gate.kernel.machine().reach(gate.queue, Access.WRITE);
    close();
    gate.queue.await(this::isEmpty, "no writer is left");
    gate.kernel.machine().touch(gate.queue, Access.WRITE);
    complete = true;
  }

  private synchronized void close() throws ErrnoException {
    if (closed) {
      throw Errno.EBUSY.exception();
    }
    closed = true;
  }

  private void thaw(Gate gate) throws ErrnoException {
    gate.kernel.machine().reach(gate.queue, Access.WRITE);
    open();
    gate.queue.wakeQuietly();
  }

  private synchronized void open() throws ErrnoException {
    if (!complete) {
      throw Errno.EINVAL.exception();
    }
    complete = false;
    closed = false;
  }

  /// Whether writers are kept out.
  public boolean isFrozen() {
    look();
    return isClosed();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized boolean isEmpty() {
    return inside == 0;
  }

  /// For changes that leave it to their callers to ask.
  ///
  /// @throws KernelBug when the filesystem is frozen: nobody has asked
  public void checkAsked(StoreOperation operation, Inode inode) {
    look();
    if (complete) {
      throw new KernelBug(
          Symptom.RULE,
          "%s changes %s on a frozen filesystem, without write access".formatted(operation, inode));
    }
  }
}

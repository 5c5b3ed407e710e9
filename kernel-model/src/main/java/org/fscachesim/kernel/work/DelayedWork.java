package org.fscachesim.kernel.work;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.time.Timer;

/// [Work] that is queued when a timer expires.
///
/// Kernel: kernel/workqueue.c (struct delayed_work)
public final class DelayedWork {
  private final Kernel kernel;
  private final Work work;
  private final Timer timer;

  public DelayedWork(Kernel kernel, WorkQueue queue, String name, Runnable body) {
    this.kernel = kernel;
    this.work = new Work(kernel, name, body);
    this.timer = new Timer(kernel, name, () -> queue.queue(work));
  }

  /// Queues the work after a delay; false when it waits or is pending already.
  public boolean queueAfter(long delayNanos) {
    if (timer.isPending() || work.isPending()) {
      return false;
    }
    timer.modify(kernel.nanos() + delayNanos);
    return true;
  }

  /// Takes it back and waits for a run under way; whether it was waiting or pending.
  public boolean cancelSync() {
    boolean waited = timer.cancel();
    return work.cancelSync() || waited;
  }
}

package org.fscachesim.kernel.work;

import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.time.Timer;

/// [Work] that is queued when a timer expires.
///
/// It counts as pending from when it is asked for, so that there is no moment between the timer and
/// the queue in which a canceller would miss it.
///
/// Kernel: kernel/workqueue.c (struct delayed_work)
public final class DelayedWork {
  private final Kernel kernel;
  private final Work work;
  private final Timer timer;

  public DelayedWork(Kernel kernel, WorkQueue queue, String name, Runnable body) {
    this.kernel = kernel;
    this.work = new Work(kernel, name, body);
    this.timer = new Timer(kernel, name, () -> queue.expire(work));
  }

  /// Queues the work after a delay; false when it waits or is pending already.
  ///
  /// @param delayNanos not negative
  public boolean queueAfter(long delayNanos) {
    return work.delay(kernel.nanosAfter(delayNanos), timer);
  }

  /// Whether it waits for its delay or its run.
  public boolean isPending() {
    return work.isPending();
  }

  /// Takes it back and waits for a run under way; whether it was waiting or pending.
  public boolean cancelSync() {
    timer.cancel();
    return work.cancelSync();
  }
}

package org.fscachesim.kernel.work;

import org.fscachesim.kernel.Kernel;

/// Runs [Work] in kernel tasks, any number at a time.
///
/// Kernel: kernel/workqueue.c
public final class WorkQueue {
  private final Kernel kernel;
  private final String name;

  public WorkQueue(Kernel kernel, String name) {
    this.kernel = kernel;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /// Queues work; false when it was pending already.
  public boolean queue(Work work) {
    return start(work, work.queue());
  }

  /// Queues work whose delay is over, if it still wants that.
  void expire(Work work) {
    start(work, work.expire());
  }

  private boolean start(Work work, Work.Queued queued) {
    return switch (queued) {
      case NO -> false;
      case BEHIND_RUN -> true;
      case NEEDS_WORKER -> {
        kernel.spawn("kworker/" + name + ":" + work.name(), work::runPending);
        yield true;
      }
    };
  }
}

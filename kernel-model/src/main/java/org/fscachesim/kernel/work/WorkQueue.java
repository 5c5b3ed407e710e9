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
    return switch (work.queue()) {
      case NO -> false;
      case BEHIND_RUN -> true;
      case NEEDS_WORKER -> {
        kernel.spawn("kworker/" + name + ":" + work.name(), work::runPending);
        yield true;
      }
    };
  }
}

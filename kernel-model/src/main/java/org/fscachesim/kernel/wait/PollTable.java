package org.fscachesim.kernel.wait;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.Task;

/// The queues that a poll(2) waits on: files register theirs while they are asked for their events.
///
/// Kernel: fs/select.c (poll_table)
public final class PollTable implements AutoCloseable, Resource {
  private final Kernel kernel;
  private final Task poller;
  private final List<WaitQueue.Registration> registrations = new ArrayList<>(1);

  /// A table for the current task.
  public PollTable(Kernel kernel) {
    this.kernel = kernel;
    this.poller = kernel.current();
  }

  /// Called by a file's poll operation, before it looks at its state.
  public void register(WaitQueue queue) {
    registrations.add(queue.register(() -> kernel.machine().unpark(poller)));
  }

  /// Sleeps until a registered queue is woken, the task is killed, or the deadline. May return
  /// early.
  public void sleepUntil(long deadlineNanos) {
    Operation wait = new Operation.Wait(this, "events");
    if (deadlineNanos == Long.MAX_VALUE) {
      kernel.machine().park(wait);
    } else {
      kernel.machine().parkUntil(wait, deadlineNanos);
    }
  }

  @Override
  public void close() {
    registrations.forEach(WaitQueue.Registration::close);
    registrations.clear();
  }

  @Override
  public String describe() {
    return "poll";
  }
}

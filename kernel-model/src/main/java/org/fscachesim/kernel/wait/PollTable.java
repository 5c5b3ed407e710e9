package org.fscachesim.kernel.wait;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Sleeping;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.RaceDetector;
import org.fscachesim.kernel.task.Task;

/// The queues that a poll(2) waits on: files register theirs while they are asked for their events.
///
/// Kernel: fs/select.c (poll_table)
public final class PollTable implements AutoCloseable, RaceDetector.Unordered {
  private final Kernel kernel;
  private final Task poller;
  private final List<WaitQueue.Registration> registrations = new ArrayList<>(1);
  // Between two sleeps the poller asks files for their state, and may wait for a lock there; so a
  // wake-up is kept here.
  private volatile boolean triggered;

  /// A table for the current task.
  public PollTable(Kernel kernel) {
    this.kernel = kernel;
    this.poller = kernel.current();
  }

  /// Called by a file's poll operation, before it looks at its state.
  public void register(WaitQueue queue) {
    registrations.add(
        queue.register(
            () -> {
              kernel.machine().touch(this, Operation.Access.WRITE);
              triggered = true;
              kernel.machine().unpark(poller);
            }));
  }

  /// Sleeps until a registered queue is woken (since the last sleep, too), the task is killed, or
  /// the deadline. May return early.
  public void sleepUntil(long deadlineNanos) {
    Sleeping.mightSleep(poller, "poll");
    kernel.machine().touch(this, Operation.Access.WRITE);
    if (!triggered && !poller.isKilled()) {
      kernel.machine().parkUntil(new Operation.Wait(this, "events", true), deadlineNanos);
    }
    triggered = false;
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

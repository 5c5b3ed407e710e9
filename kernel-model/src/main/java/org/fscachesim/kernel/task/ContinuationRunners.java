package org.fscachesim.kernel.task;

import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runners on the thread that runs the machine: it resumes whoever has the baton, until nobody has.
final class ContinuationRunners extends Runners {
  /// Runners without a task, of machines that ran on this thread.
  @SuppressWarnings("ThreadLocalUsage") // for all machines of a thread, one after another
  private static final ThreadLocal<ArrayDeque<ContinuationRunner>> IDLE =
      ThreadLocal.withInitial(ArrayDeque::new);

  /// Runners kept with a thread.
  private static final int MAX_IDLE = 64;

  private final Thread thread = Thread.currentThread();
  private final ArrayDeque<ContinuationRunner> idle = Objects.requireNonNull(IDLE.get());
  private @Nullable ContinuationRunner holder;

  @Override
  Runner take() {
    ContinuationRunner runner = idle.poll();
    return runner == null ? new ContinuationRunner() : runner;
  }

  @Override
  void giveBack(Runner runner) {
    if (idle.size() < MAX_IDLE && runner instanceof ContinuationRunner mine) {
      idle.push(mine);
    }
  }

  @Override
  boolean isCurrent(Runner runner) {
    return thread == Thread.currentThread();
  }

  @Override
  void pass(Runner runner) {
    holder = (ContinuationRunner) runner;
  }

  @Override
  boolean keeps(Runner runner) {
    if (holder != runner) {
      return false;
    }
    holder = null;
    return true;
  }

  @Override
  void passToMachine() {
    holder = null;
  }

  @Override
  void awaitMachine() {
    ContinuationRunner next = holder;
    while (next != null) {
      holder = null;
      next.resume();
      next = holder;
    }
  }

  @Override
  void close() {}
}

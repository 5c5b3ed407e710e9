package org.fscachesim.kernel.task;

import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;

/// Runners on virtual threads, which hand the baton to each other directly.
final class ThreadRunners extends Runners {
  private final ArrayDeque<ThreadRunner> idle = new ArrayDeque<>();
  private final Semaphore over = new Semaphore(0);

  @Override
  Runner take() {
    return idle.isEmpty() ? ThreadRunner.take() : idle.pop();
  }

  @Override
  void giveBack(Runner runner) {
    idle.push((ThreadRunner) runner);
  }

  @Override
  boolean isCurrent(Runner runner) {
    return runner instanceof ThreadRunner mine && mine.isCurrent();
  }

  @Override
  void pass(Runner runner) {
    ((ThreadRunner) runner).passBaton();
  }

  @Override
  boolean keeps(Runner runner) {
    // Its own wait sees the baton at once.
    return false;
  }

  @Override
  void passToMachine() {
    over.release();
  }

  @Override
  void awaitMachine() {
    over.acquireUninterruptibly();
  }

  @Override
  void close() {
    idle.forEach(ThreadRunner::giveBack);
    idle.clear();
  }
}

package org.fscachesim.kernel.task;

import org.jspecify.annotations.Nullable;

/// A [Runner] that is a continuation: [ContinuationRunners] runs it, and it yields to wait.
final class ContinuationRunner extends Runner {
  private final Object continuation = Continuations.make(this);

  /// Runs until it waits. Called by whoever runs the machine.
  void resume() {
    Continuations.run(continuation);
  }

  @Override
  void awaitBaton() {
    Continuations.putAside();
  }

  @Override
  public void run() {
    while (true) {
      @Nullable SimMachine ran = runAssigned();
      if (ran == null || !ran.keepsBaton(this)) {
        Continuations.putAside();
      }
    }
  }
}

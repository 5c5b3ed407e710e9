package org.fscachesim.kernel.task;

/// The runners of one machine, and who of them has the baton: the right to run.
abstract sealed class Runners permits ContinuationRunners, ThreadRunners {
  /// Continuations where the JVM gives them to us, else virtual threads. A virtual thread that runs
  /// a machine gets virtual threads too, as it is a continuation itself.
  static Runners ofCurrentThread() {
    return Continuations.areAvailable() && !Thread.currentThread().isVirtual()
        ? new ContinuationRunners()
        : new ThreadRunners();
  }

  /// A runner that runs nothing.
  abstract Runner take();

  /// Takes back a runner whose task has ended.
  abstract void giveBack(Runner runner);

  /// Whether this code runs on `runner`.
  abstract boolean isCurrent(Runner runner);

  /// Lets `runner` go on. The caller does not touch the machine any more, and then waits for the
  /// baton or ends.
  abstract void pass(Runner runner);

  /// Takes the baton back from whom it was passed to just now, if that is `runner` itself.
  abstract boolean keeps(Runner runner);

  /// Lets the thread that runs the machine go on: the end of the run. As [#pass(Runner)].
  abstract void passToMachine();

  /// Waits until the baton comes to the thread that runs the machine.
  abstract void awaitMachine();

  /// The machine needs no runner any more.
  abstract void close();
}

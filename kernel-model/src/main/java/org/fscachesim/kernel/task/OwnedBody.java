package org.fscachesim.kernel.task;

/// A task body that says what the task belongs to, in place of what its creator belongs to.
///
/// @param owner a process, for user tasks
public record OwnedBody(Object owner, Runnable body) implements Runnable {
  @Override
  public void run() {
    body.run();
  }
}

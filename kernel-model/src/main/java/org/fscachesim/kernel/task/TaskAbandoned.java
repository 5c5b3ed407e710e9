package org.fscachesim.kernel.task;

/// Unwinds a task that will never run again because its machine stopped. Never caught by models.
final class TaskAbandoned extends Error {
  private static final long serialVersionUID = 1L;

  TaskAbandoned() {
    super("the machine stopped", null, false, false);
  }
}

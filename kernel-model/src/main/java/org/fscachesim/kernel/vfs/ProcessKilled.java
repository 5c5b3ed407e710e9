package org.fscachesim.kernel.vfs;

/// Ends a user task on its way out of a system call, because a fatal signal is pending. User code
/// does not catch it; [UserProcess] does.
public final class ProcessKilled extends Error {
  private static final long serialVersionUID = 1L;

  public ProcessKilled() {
    super("killed", null, false, false);
  }
}

package org.fscachesim.scenario.run;

/// Something that was to be done has not ended in time, and goes on. The message names the tasks of
/// the kernel and what each waits for.
public final class NotEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotEndedException(String message) {
    super(message);
  }
}

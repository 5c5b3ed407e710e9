package org.fscachesim.devnode.seccomp;

/// A program cannot be run under a filter here, or what it does cannot be served; the message says
/// why in one line.
public final class RunRefused extends Exception {
  private static final long serialVersionUID = 1L;

  public RunRefused(String message) {
    super(message);
  }
}

package org.fscachesim.kernel.invariant;

/// What holds of every kernel at a quiet point, whatever is loaded into it.
public enum KernelInvariant implements Invariant {
  WAITERS_HOLD_NO_LOCK("K1", "nobody holds a lock while waiting for something that may never come"),
  NOBODY_HANGS("K2", "nobody waits for ever, unless it can be killed");

  private final String number;
  private final String sentence;

  KernelInvariant(String number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  @Override
  public String number() {
    return number;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}

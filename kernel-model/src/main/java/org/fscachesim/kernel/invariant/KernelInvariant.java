package org.fscachesim.kernel.invariant;

import org.fscachesim.kernel.Symptom;

/// What holds of every kernel at a quiet point, whatever is loaded into it.
public enum KernelInvariant implements Invariant {
  WAITERS_HOLD_NO_LOCK("K1", "nobody holds a lock while waiting for something that may never come"),
  NOBODY_HANGS("K2", "nobody waits for ever, unless it can be killed"),
  WAKEUPS_ARRIVE("K4", "nobody needs a timer to find what is there", Symptom.LOST_WAKEUP),
  NO_DATA_RACE("K3", "tasks that touch a plain field are ordered", Symptom.DATA_RACE);

  private final String number;
  private final String sentence;
  private final Symptom symptom;

  KernelInvariant(String number, String sentence) {
    this(number, sentence, Symptom.RULE);
  }

  KernelInvariant(String number, String sentence, Symptom symptom) {
    this.number = number;
    this.sentence = sentence;
    this.symptom = symptom;
  }

  @Override
  public Symptom symptom() {
    return symptom;
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

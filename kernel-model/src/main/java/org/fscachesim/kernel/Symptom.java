package org.fscachesim.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a bug shows itself as: the word for a verdict, and what a regression test asserts.
public enum Symptom {
  /// A freed object was touched.
  USE_AFTER_FREE,
  /// An object was freed twice.
  DOUBLE_FREE,
  /// A reference was taken from nothing, or one more was dropped than there were.
  REFCOUNT,
  /// Something was left over at the end: an object, a descriptor, a mount.
  LEAK,
  /// Tasks wait for each other in a circle.
  DEADLOCK,
  /// A task waits for something that nobody will do.
  HUNG_TASK,
  /// A task sleeps although what it waits for is there: it was not woken.
  LOST_WAKEUP,
  /// Tasks run and run, and nothing changes.
  LIVELOCK,
  /// Others are served again and again before one that came earlier.
  STARVATION,
  /// Two tasks touch one plain field, one of them writes, and nothing orders them.
  DATA_RACE,
  /// Two locks were taken in both orders.
  LOCK_ORDER,
  /// A lock was misused: taken twice, given back by another, slept with while it spins.
  LOCKING,
  /// A pointer to nothing was followed.
  NULL_POINTER,
  /// An index was outside of its array.
  OUT_OF_BOUNDS,
  /// A warning of the kernel.
  WARNING,
  /// An assertion of the kernel.
  BUG,
  /// A reader got a byte that no version of the data had.
  CONTENT,
  /// A message, an answer or an id that the interface forbids.
  PROTOCOL,
  /// A rule of the models is broken: an invariant, or what a scenario promises.
  RULE;

  /// In lower case with blanks, as reports print it.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// Finds one by its name or its text, in whatever case.
  public static Optional<Symptom> byName(String name) {
    String wanted = name.strip().toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    return Arrays.stream(values()).filter(s -> s.name().equals(wanted)).findFirst();
  }
}

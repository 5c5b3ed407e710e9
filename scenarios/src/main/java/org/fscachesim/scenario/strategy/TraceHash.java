package org.fscachesim.scenario.strategy;

import java.util.ArrayList;
import java.util.List;

/// A number for the class of a run's schedule: equal for two runs that differ only in the order of
/// steps that do not depend on each other.
///
/// Each step is hashed with the clocks of all that comes before it; the sum of these does not
/// depend on their order.
final class TraceHash {
  private TraceHash() {}

  static long of(List<Event> events) {
    long sum = 0;
    for (Event event : events) {
      long hash = Seeds.mix((long) event.answers << 32 | event.task);
      for (int i = 0; i < event.clock.length; i++) {
        if (event.clock[i] != 0) {
          hash = Seeds.mix(hash * 31 + (long) i * 1_000_003 + event.clock[i]);
        }
      }
      sum += hash;
    }
    return sum;
  }

  static long of(Causality causality) {
    return of(new ArrayList<>(causality.events()));
  }
}

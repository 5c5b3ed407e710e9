package org.fscachesim.kernel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.fscachesim.kernel.task.Machine;

/// Named points at which the world may misbehave: an allocation fails, a copy faults.
///
/// A point that is not armed never fires. An armed one is a choice of the machine, so that a
/// strategy decides, and a schedule replays it.
public final class Faults {
  private final Set<String> armed = ConcurrentHashMap.newKeySet();

  Faults() {}

  /// Lets the point of that name fire.
  public void arm(String point) {
    armed.add(point);
  }

  public void disarm(String point) {
    armed.remove(point);
  }

  boolean happens(Machine machine, String point) {
    return !armed.isEmpty() && armed.contains(point) && machine.choose("fault " + point, 2) == 1;
  }
}

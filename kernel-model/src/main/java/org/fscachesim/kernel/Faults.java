package org.fscachesim.kernel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.fscachesim.kernel.task.Machine;

/// Named points at which the world may misbehave: an allocation fails, a copy faults.
///
/// A point that is not armed never fires. An armed one is a choice of the machine, so that a
/// strategy decides, and a schedule replays it. A forced one is no choice.
public final class Faults {
  private final Set<String> armed = ConcurrentHashMap.newKeySet();
  private final Set<String> forced = ConcurrentHashMap.newKeySet();

  Faults() {}

  /// Lets the point of that name fire.
  public void arm(String point) {
    armed.add(point);
  }

  /// Has the point of that name fire every time, whatever the strategy.
  public void force(String point) {
    forced.add(point);
  }

  public void disarm(String point) {
    armed.remove(point);
    forced.remove(point);
  }

  boolean happens(Machine machine, String point) {
    if (!forced.isEmpty() && forced.contains(point)) {
      return true;
    }
    return !armed.isEmpty() && armed.contains(point) && machine.choose("fault " + point, 2) == 1;
  }
}

package org.fscachesim.kernel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.task.Operation.Access;
import org.fscachesim.kernel.task.RaceDetector;

/// Named points at which the world may misbehave: an allocation fails, a copy faults.
///
/// A point that is not armed never fires. An armed one is a choice of the machine, so that a
/// strategy decides, and a schedule replays it. A forced one is no choice.
public final class Faults implements RaceDetector.Unordered {
  private final Machine machine;
  private final Set<String> armed = ConcurrentHashMap.newKeySet();
  private final Set<String> forced = ConcurrentHashMap.newKeySet();

  Faults(Machine machine) {
    this.machine = machine;
  }

  /// Lets the point of that name fire.
  public void arm(String point) {
    machine.touch(this, Access.WRITE);
    armed.add(point);
  }

  /// Has the point of that name fire every time, whatever the strategy.
  public void force(String point) {
    machine.touch(this, Access.WRITE);
    forced.add(point);
  }

  public void disarm(String point) {
    machine.touch(this, Access.WRITE);
    armed.remove(point);
    forced.remove(point);
  }

  boolean happens(String point) {
    machine.touch(this, Access.READ);
    if (!forced.isEmpty() && forced.contains(point)) {
      return true;
    }
    return !armed.isEmpty() && armed.contains(point) && machine.choose("fault " + point, 2) == 1;
  }

  @Override
  public String describe() {
    return "faults";
  }
}

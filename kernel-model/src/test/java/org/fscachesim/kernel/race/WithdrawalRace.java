package org.fscachesim.kernel.race;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.wait.WaitQueue;

/// A resource is taken away while others use it; only few of its points race.
///
/// Buggy: an accessor does not look again whether the resource is live after it has counted itself.
final class WithdrawalRace {
  private static final class Backing extends KernelObject {
    Backing(Kernel kernel) {
      super(kernel, "resource");
    }

    void withdraw() {
      free("withdrawn");
    }

    @Override
    protected String objectName() {
      return "backing";
    }
  }

  private final boolean fixed;
  private final Shared<Boolean> live;
  private final AtomicCounter accesses;
  private final WaitQueue idle;
  private final Backing backing;

  private WithdrawalRace(Kernel kernel, boolean fixed) {
    this.fixed = fixed;
    this.live = new Shared<>(kernel, "live", true);
    this.accesses = new AtomicCounter(kernel, "accesses", 1);
    this.idle = new WaitQueue(kernel, "idle");
    this.backing = new Backing(kernel);
  }

  /// Runs two accessors and a withdrawer to their end.
  static void run(Kernel kernel, boolean fixed) {
    WithdrawalRace race = new WithdrawalRace(kernel, fixed);
    List<Task> tasks = new ArrayList<>(3);
    tasks.add(kernel.spawn("accessor1", race::access));
    tasks.add(kernel.spawn("accessor2", race::access));
    tasks.add(kernel.spawn("withdrawer", race::withdraw));
    tasks.forEach(Task::join);
  }

  private void access() {
    if (!live.get()) {
      return;
    }
    accesses.incrementAndGet();
    if (!fixed || live.get()) {
      for (int i = 0; i < 3; i++) {
        backing.checkAlive();
      }
    }
    end();
  }

  private void end() {
    if (accesses.decrementAndTest()) {
      idle.wakeAll();
    }
  }

  private void withdraw() {
    live.set(false);
    accesses.decrementAndGet();
    idle.await(() -> accesses.get() == 0, "no access");
    backing.withdraw();
  }
}

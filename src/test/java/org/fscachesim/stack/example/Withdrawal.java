package org.fscachesim.stack.example;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.wait.WaitQueue;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.World;

/// Something is withdrawn while others have access to it: how fscache guards a cache, and nothing
/// else.
///
/// `accesses` counts who is inside, and one more as long as nobody withdraws. An accessor looks at
/// `live`, counts itself, and must look again: the withdrawal may have come in between.
///
/// @param uses one accessor each, and how often it uses the resource
/// @param looksAgain whether accessors do so
record Withdrawal(List<Integer> uses, boolean looksAgain) implements Scenario {
  @Override
  public String name() {
    return "withdrawal";
  }

  @Override
  public String about() {
    return "A resource is withdrawn while others have access to it.";
  }

  @Override
  public void run(World world) {
    Kernel kernel = world.kernel();
    Guarded guarded = new Guarded(kernel);
    List<Task> tasks = new ArrayList<>();
    for (int times : uses) {
      tasks.add(kernel.spawn("accessor", () -> access(guarded, times)));
    }
    tasks.add(kernel.spawn("withdrawer", guarded::withdraw));
    tasks.forEach(Task::join);
  }

  private void access(Guarded guarded, int times) {
    if (!guarded.live.get()) {
      return;
    }
    guarded.accesses.incrementAndGet();
    if (!looksAgain || guarded.live.get()) {
      for (int i = 0; i < times; i++) {
        guarded.checkAlive();
      }
    }
    if (guarded.accesses.decrementAndTest()) {
      guarded.idle.wakeAll();
    }
  }

  /// A kernel object: touching it after it was freed ends the run.
  private static final class Guarded extends KernelObject {
    final Shared<Boolean> live;
    final AtomicCounter accesses;
    final WaitQueue idle;

    Guarded(Kernel kernel) {
      super(kernel, "guarded resource");
      live = new Shared<>(kernel, "live", true);
      accesses = new AtomicCounter(kernel, "accesses", 1);
      idle = new WaitQueue(kernel, "idle");
    }

    void withdraw() {
      live.set(false);
      accesses.decrementAndGet();
      idle.await(() -> accesses.get() == 0, "no access");
      free("withdrawn");
    }

    @Override
    protected String objectName() {
      return "1";
    }
  }
}

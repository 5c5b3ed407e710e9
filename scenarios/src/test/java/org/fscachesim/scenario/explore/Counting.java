package org.fscachesim.scenario.explore;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;

/// Tasks add to a counter, a drawn number of times each, rightly or with a read and a write.
///
/// @param tasks that add
/// @param most times that each adds
record Counting(int tasks, int most, boolean rightly) implements Scenario {
  @Override
  public String name() {
    return "counting";
  }

  @Override
  public String about() {
    return "Tasks add to a counter.";
  }

  @Override
  public void run(World world) {
    Kernel kernel = world.kernel();
    AtomicCounter counter = new AtomicCounter(kernel, "counter", 0);
    AtomicCounter noise = new AtomicCounter(kernel, "noise", 0);
    List<Task> all = new ArrayList<>();
    long expected = 0;
    for (int i = 0; i < tasks; i++) {
      int times = 1 + kernel.machine().choose("how often", most);
      expected += times;
      all.add(
          kernel.spawn(
              "adder" + i,
              () -> {
                for (int n = 0; n < times; n++) {
                  noise.incrementAndGet();
                  if (rightly) {
                    counter.incrementAndGet();
                  } else {
                    counter.set(counter.get() + 1);
                  }
                }
              }));
    }
    all.forEach(Task::join);
    if (counter.get() != expected) {
      throw new ScenarioFailure("counted " + counter.peek() + " of " + expected);
    }
  }
}

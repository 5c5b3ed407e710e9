package org.fscachesim.scenario.picture;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.Flags;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// Small programs with one bug each, for pictures of them.
enum FaultyPrograms implements Scenario {
  /// A closer completes a request and leaves it in the table; a daemon finds it there when its
  /// waiter has freed it.
  REQUEST_LEFT_IN_THE_TABLE {
    @Override
    void run(Kernel kernel, List<Task> tasks) {
      Table table = new Table(kernel);
      tasks.add(kernel.spawn("reader", table::read));
      tasks.add(kernel.spawn("daemon", table::serve));
      tasks.add(kernel.spawn("closer", table::flush));
    }
  },

  /// The bit is cleared behind the wake-up.
  WOKEN_TOO_EARLY {
    @Override
    void run(Kernel kernel, List<Task> tasks) {
      Flags<Flag> flags = new Flags<>(kernel, "volume flags", Flag.class);
      flags.set(Flag.CREATING);
      tasks.add(kernel.spawn("cookie worker", () -> flags.awaitClear(Flag.CREATING)));
      tasks.add(
          kernel.spawn(
              "volume worker",
              () -> {
                flags.wake();
                flags.clear(Flag.CREATING);
              }));
    }
  },

  /// Whoever drops the last reference forgets the object.
  FORGOTTEN {
    @Override
    void run(Kernel kernel, List<Task> tasks) {
      for (int i = 1; i <= 2; i++) {
        tasks.add(
            kernel.spawn(
                "user" + i,
                () -> {
                  Request request = new Request(kernel);
                  if (request.references.get() > 1) {
                    request.put();
                  }
                }));
      }
    }
  };

  private enum Flag {
    CREATING
  }

  private static final class Request extends KernelObject {
    final Completion done;
    final Refcount references;

    Request(Kernel kernel) {
      super(kernel, "request");
      done = new Completion(kernel, "answer");
      references = new Refcount(kernel, "references of the request", 1);
    }

    void put() {
      if (references.decAndTest()) {
        free("last put");
      }
    }

    @Override
    protected String objectName() {
      return "READ";
    }
  }

  private static final class Table {
    final Kernel kernel;
    final SpinLock lock;
    final List<Request> requests = new ArrayList<>();

    Table(Kernel kernel) {
      this.kernel = kernel;
      this.lock = new SpinLock(kernel, "table lock");
    }

    void read() {
      Request request = new Request(kernel);
      try (var _ = lock.hold()) {
        requests.add(request);
      }
      request.done.await();
      request.put();
    }

    void serve() {
      @Nullable Request found = first();
      if (found != null) {
        found.checkAlive();
        found.done.complete();
      }
    }

    void flush() {
      @Nullable Request found = first();
      while (found == null) {
        kernel.sleepMillis(1);
        found = first();
      }
      found.done.complete();
    }

    @Nullable Request first() {
      try (var _ = lock.hold()) {
        return requests.isEmpty() ? null : requests.getFirst();
      }
    }
  }

  abstract void run(Kernel kernel, List<Task> tasks);

  @Override
  public String about() {
    return "A program with one bug.";
  }

  @Override
  public void run(World world) {
    List<Task> tasks = new ArrayList<>();
    run(world.kernel(), tasks);
    tasks.forEach(Task::join);
  }
}

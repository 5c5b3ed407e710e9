package org.fscachesim.kernel.race;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.wait.Completion;
import org.jspecify.annotations.Nullable;

/// A table of requests that readers fill, daemons serve and a closer flushes; most of its points
/// race with each other.
///
/// Buggy: the closer leaves what it completes in the table, and a daemon holds no reference on what
/// it takes out; so the reader may free the request that a daemon is about to touch.
final class RequestTableRace {
  private final class Request extends KernelObject {
    final Completion done = new Completion(kernel, "request done");
    final Refcount references = new Refcount(kernel, "request", 1);
    boolean isNew = true;
    int error = -1;

    Request() {
      super(kernel, "request");
    }

    void put() {
      if (references.decAndTest()) {
        free("last put");
      }
    }

    void freeByReader() {
      free("reader is done");
    }

    @Override
    protected String objectName() {
      return "READ";
    }
  }

  private final Kernel kernel;
  private final boolean fixed;
  private final SpinLock lock;
  private final Shared<Boolean> dead;
  // Guarded by `lock`.
  private final Map<Integer, Request> table = new LinkedHashMap<>();
  private int nextId;

  private RequestTableRace(Kernel kernel, boolean fixed) {
    this.kernel = kernel;
    this.fixed = fixed;
    this.lock = new SpinLock(kernel, "request table");
    this.dead = new Shared<>(kernel, "dead", false);
  }

  /// Runs two readers, two daemons and a closer to their end.
  static void run(Kernel kernel, boolean fixed) {
    RequestTableRace race = new RequestTableRace(kernel, fixed);
    List<Task> tasks = new ArrayList<>(5);
    tasks.add(kernel.spawn("reader1", race::read));
    tasks.add(kernel.spawn("reader2", race::read));
    tasks.add(kernel.spawn("daemon1", race::serve));
    tasks.add(kernel.spawn("daemon2", race::serve));
    tasks.add(kernel.spawn("closer", race::close));
    tasks.forEach(Task::join);
  }

  private void read() {
    Request request;
    try (var _ = lock.hold()) {
      if (dead.get()) {
        return;
      }
      request = new Request();
      table.put(nextId++, request);
    }
    request.done.await();
    KernelBug.check(
        request.error == 0 || request.error == Errno.EIO.code(), "error " + request.error);
    if (fixed) {
      request.put();
    } else {
      request.freeByReader();
    }
  }

  private void serve() {
    int id = -1;
    @Nullable Request taken = null;
    try (var _ = lock.hold()) {
      for (Map.Entry<Integer, Request> entry : table.entrySet()) {
        if (entry.getValue().isNew) {
          id = entry.getKey();
          taken = entry.getValue();
          taken.isNew = false;
          if (fixed) {
            taken.references.incAndGet();
          }
          break;
        }
      }
    }
    if (taken == null) {
      return;
    }
    taken.checkAlive();
    complete(id, taken, 0);
    if (fixed) {
      taken.put();
    }
  }

  private void complete(int id, Request request, int error) {
    boolean mine;
    try (var _ = lock.hold()) {
      mine = table.remove(id, request);
    }
    if (mine) {
      request.error = error;
      request.done.complete();
    }
  }

  private void close() {
    dead.set(true);
    try (var _ = lock.hold()) {
      for (Request request : table.values()) {
        request.error = Errno.EIO.code();
        request.done.complete();
      }
      if (fixed) {
        table.clear();
      }
    }
    // A reader that looked at `dead` before it was set inserts before this task gets the lock.
  }
}

package org.fscachesim.scenario.demo;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.daemon.DaemonListener;
import org.fscachesim.scenario.daemon.ImageSource;
import org.fscachesim.scenario.daemon.OnDemandDaemon;

/// A process that serves a device which its supervisor opened and bound, with several tasks.
final class WorkerProcess {
  private final UserProcess process;
  private final OnDemandDaemon daemon;
  private final List<Task> tasks = new ArrayList<>();

  private WorkerProcess(UserProcess process, OnDemandDaemon daemon) {
    this.process = process;
    this.daemon = daemon;
  }

  /// Starts a worker process, which gets the supervisor's device passed.
  ///
  /// @param restoring whether it takes over from a dead one
  static WorkerProcess start(
      Supervised from,
      String name,
      int workers,
      ImageSource images,
      DaemonListener listener,
      boolean restoring)
      throws ErrnoException {
    UserProcess process = from.world().process(name);
    int device = from.supervisor().give(from.device(), process);
    OnDemandDaemon daemon = new OnDemandDaemon(new SimulatedSystem(process), images, listener);
    daemon.adopt(device);
    WorkerProcess worker = new WorkerProcess(process, daemon);
    Task opening =
        process.start(
            "start",
            () -> {
              if (restoring) {
                worker.restore();
              }
            });
    opening.join();
    for (int i = 1; i <= workers; i++) {
      String task = name + "." + i;
      worker.tasks.add(process.start("worker-" + i, () -> worker.work(task)));
    }
    return worker;
  }

  private void restore() {
    try {
      daemon.restore();
    } catch (ErrnoException e) {
      throw new ScenarioFailure("restore: " + e.errno());
    }
  }

  private void work(String name) {
    try {
      daemon.work(name);
    } catch (ErrnoException e) {
      throw new ScenarioFailure(name + ": the device failed with " + e.errno());
    }
  }

  OnDemandDaemon.Counts counts() {
    return daemon.counts();
  }

  /// kill -9.
  void kill() {
    process.kill();
    daemon.forgetBlobs();
  }

  /// Lets the tasks finish what they do, and closes everything.
  void stop() {
    daemon.stop();
    tasks.forEach(Task::join);
    Task closing =
        process.start(
            "stop",
            () -> {
              try {
                daemon.shutDown();
              } catch (ErrnoException e) {
                throw new ScenarioFailure("closing the device: " + e.errno());
              }
            });
    closing.join();
    process.exit();
  }
}

package org.fscachesim.scenario.demo;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;
import org.fscachesim.scenario.daemon.DaemonListener;
import org.fscachesim.scenario.daemon.ImageSource;
import org.fscachesim.scenario.daemon.OnDemandDaemon;
import org.jspecify.annotations.Nullable;

/// A daemon of two processes: a supervisor that holds the device and never dies, and a worker
/// process that serves it and may.
///
/// When a worker is killed its anonymous descriptors are closed with it. Requests that it had taken
/// stay in the kernel; its successor writes `restore`, is asked to open each object again, and then
/// gets the requests again.
final class Supervised {
  private final World world;
  private final UserProcess supervisor;
  private final OnDemandDaemon opener;
  private final int workers;
  private final ImageSource images;
  private final DaemonListener listener;
  private final List<WorkerProcess> all = new ArrayList<>();
  private @Nullable WorkerProcess current;

  Supervised(World world, int workers, ImageSource images, DaemonListener listener) {
    this.world = world;
    this.workers = workers;
    this.images = images;
    this.listener = listener;
    this.supervisor = world.process("supervisor");
    this.opener = new OnDemandDaemon(new SimulatedSystem(supervisor), images, DaemonListener.NONE);
  }

  World world() {
    return world;
  }

  UserProcess supervisor() {
    return supervisor;
  }

  int device() {
    return opener.device();
  }

  /// Binds the cache and starts the first worker process.
  void start() throws ErrnoException {
    Task binding =
        supervisor.start(
            "bind",
            () -> {
              try {
                opener.bind("/cache", "demo");
              } catch (ErrnoException e) {
                throw new ScenarioFailure("binding the cache: " + e.errno());
              }
            });
    binding.join();
    if (binding.failure() instanceof ScenarioFailure failure) {
      throw failure;
    }
    startWorker(false);
  }

  private void startWorker(boolean restoring) throws ErrnoException {
    String name = "daemon-" + (all.size() + 1);
    WorkerProcess worker = WorkerProcess.start(this, name, workers, images, listener, restoring);
    all.add(worker);
    current = worker;
  }

  /// kill -9 of the worker process, and a new one.
  void replaceWorker() throws ErrnoException {
    WorkerProcess dying = current;
    if (dying != null) {
      dying.kill();
    }
    startWorker(true);
  }

  /// Stops the worker and closes the device: the cache is unbound.
  void stop() throws ErrnoException {
    if (current != null) {
      current.stop();
    }
    Task closing =
        supervisor.start(
            "close",
            () -> {
              try {
                opener.shutDown();
              } catch (ErrnoException e) {
                throw new ScenarioFailure("closing the device: " + e.errno());
              }
            });
    closing.join();
    supervisor.exit();
  }

  /// What all worker processes did together.
  OnDemandDaemon.Counts counts() {
    long opens = 0;
    long reads = 0;
    long closes = 0;
    long bytes = 0;
    for (WorkerProcess worker : all) {
      OnDemandDaemon.Counts c = worker.counts();
      opens += c.opens();
      reads += c.reads();
      closes += c.closes();
      bytes += c.bytes();
    }
    return new OnDemandDaemon.Counts(opens, reads, closes, bytes);
  }
}

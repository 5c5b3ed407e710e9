package org.fscachesim.scenario.replay;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.task.HeldLock;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.SimMachine;

/// How slow the recorded machines were, where that decided what came out.
///
/// A model takes no time but where it waits. On the recorded machines three things took long enough
/// for other tasks to act meanwhile, and the transcripts show what they did:
///
/// - *from one step to the next*: the script and its actors talk over pipes;
/// - *giving a cache file its name*, when its object is withdrawn: the disk's journal. Until then a
///   daemon can still write through its descriptor (`od-keep-fd-after-close`);
/// - *a line of the kernel's log*: it went over a serial line. A reader whose request fails when
///   the daemon dies tries again before the cache, which logs that it goes, is gone
///   (`od-x-daemon-dies-all`).
///
/// @param stepMillis after each step
/// @param linkMillis to link a file
/// @param logMillis to log a line
record Pace(long stepMillis, long linkMillis, long logMillis) {
  /// Real time is not exact, so the live machine has everything slower, and further apart.
  static Pace of(Machine machine) {
    return switch (machine) {
      case SimMachine _ -> new Pace(2, 3, 1);
      case LiveMachine _ -> new Pace(5, 20, 10);
    };
  }

  /// A store that takes its time to link.
  BackingStore over(BackingStore store, Machine machine) {
    return (BackingStore)
        Proxy.newProxyInstance(
            BackingStore.class.getClassLoader(),
            new Class<?>[] {BackingStore.class},
            (_, method, args) -> {
              if (method.getName().equals("link")) {
                sleep(machine, linkMillis, "disk");
              }
              try {
                return method.invoke(store, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /// Lets each line of the log take its time, except where the kernel may not sleep.
  void slowDownLog(Kernel kernel) {
    kernel
        .log()
        .listen(
            _ -> {
              if (kernel.current().heldLocks().stream().noneMatch(HeldLock::isSpinning)) {
                sleep(kernel.machine(), logMillis, "console");
              }
            });
  }

  private static void sleep(Machine machine, long millis, String what) {
    long until = machine.nanos() + millis * 1_000_000L;
    Operation sleep = new Operation.Sleep(() -> what, until);
    while (machine.nanos() < until) {
      machine.parkUntil(sleep, until);
    }
  }
}

package org.fscachesim.scenario.replay;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.task.HeldLock;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.kernel.task.Operation;
import org.fscachesim.kernel.task.Resource;
import org.fscachesim.kernel.task.SimMachine;

/// How slow the recorded machines were, where that decided what came out.
///
/// A model takes no time but where it waits. On the recorded machines some things took long enough
/// for other tasks to act meanwhile, and the transcripts show what they did:
///
/// - *from one step to the next*: the script and its actors talk over pipes;
/// - *from open to write*: an actor fills its buffer. The cache file of what it opened is there
///   before the first page is written (`orig-9p-write`);
/// - *making a directory*: there are 256 below a new volume, and scripts look while they are made
///   (`orig-9p-basic`);
/// - *opening a cache file*: the disk. A reader that finds all in the page cache is through before
///   the lookup is (`orig-9p-lru`);
/// - *giving a cache file its name*, when its object is withdrawn: the disk's journal. Until then a
///   daemon can still write through its descriptor (`od-keep-fd-after-close`);
/// - *a line of the kernel's log*: it went over a serial line. A reader whose request fails when
///   the daemon dies tries again before the cache, which logs that it goes, is gone
///   (`od-x-daemon-dies-all`).
///
/// @param stepMillis after each step
/// @param lookMillis more than that, before the script looks at what the kernel shows of itself
/// @param writeMillis from opening a file to writing to it
/// @param mkdirMicros to make a directory
/// @param openMicros to open a file
/// @param linkMillis to link a file
/// @param logMillis to log a line
record Pace(
    long stepMillis,
    long lookMillis,
    long writeMillis,
    long mkdirMicros,
    long openMicros,
    long linkMillis,
    long logMillis) {
  private static final String DISK = "disk";
  private static final String CONSOLE = "console";
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final long NANOS_PER_MICRO = 1_000L;

  /// A step takes less time than a link, and a look more. Real time is not exact, so the live
  /// machine has everything slower, and further apart.
  static Pace of(Machine machine) {
    return switch (machine) {
      case SimMachine _ -> new Pace(2, 0, 1, 100, 500, 3, 1);
      case LiveMachine _ -> new Pace(5, 80, 5, 50, 0, 40, 10);
    };
  }

  /// A store that takes its time.
  BackingStore over(BackingStore store, Machine machine) {
    return (BackingStore)
        Proxy.newProxyInstance(
            BackingStore.class.getClassLoader(),
            new Class<?>[] {BackingStore.class},
            (proxy, method, args) -> {
              switch (method.getName()) {
                // Whoever compares stores has this one, not the one below.
                case "equals" -> {
                  return args[0] == proxy;
                }
                case "link" -> sleep(machine, linkMillis * NANOS_PER_MILLI, DISK);
                case "open", "openForReading" -> sleep(machine, openMicros * NANOS_PER_MICRO, DISK);
                case "mkdir" -> sleep(machine, mkdirMicros * NANOS_PER_MICRO, DISK);
                default -> {}
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
                sleep(kernel.machine(), logMillis * NANOS_PER_MILLI, CONSOLE);
              }
            });
  }

  /// Whether a task that does this is at work: what it waits for is a part of its own work.
  static boolean isWork(Operation pending) {
    return pending instanceof Operation.Sleep(Resource resource, _)
        && (resource.describe().equals(DISK) || resource.describe().equals(CONSOLE));
  }

  private static void sleep(Machine machine, long nanos, String what) {
    long until = machine.nanos() + nanos;
    Operation sleep = new Operation.Sleep(() -> what, until);
    while (machine.nanos() < until) {
      machine.parkUntil(sleep, until);
    }
  }
}

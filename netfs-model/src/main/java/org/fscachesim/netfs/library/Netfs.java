package org.fscachesim.netfs.library;

import java.util.function.Supplier;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.StatCounter;
import org.fscachesim.kernel.work.Work;
import org.fscachesim.netfs.event.NetfsEvent;

/// The netfs library of one kernel.
///
/// Filesystems make inodes with it; the rest happens at [NetfsInode].
///
/// Kernel: fs/netfs/main.c
public final class Netfs {
  private final Kernel kernel;
  private final NetfsStats stats = new NetfsStats();
  private final StatCounter requestIds = new StatCounter();
  private final ReadHelpers reads;

  /// Loads the library into a kernel; its counters appear among the statistics of fscache.
  public Netfs(Fscache fscache) {
    kernel = fscache.kernel();
    reads = new ReadHelpers(this);
    fscache.proc().addNetfsStats(stats::helpers);
  }

  /// The kernel that it is loaded in.
  public Kernel kernel() {
    return kernel;
  }

  NetfsStats stats() {
    return stats;
  }

  ReadHelpers reads() {
    return reads;
  }

  NetfsEvent.Style style() {
    return NetfsEvent.Style.HELPERS;
  }

  int nextRequestId() {
    return requestIds.incrementAndGet();
  }

  void trace(Supplier<NetfsEvent> event) {
    kernel.trace(event);
  }

  /// Has a worker do what may sleep.
  void queue(String name, Runnable body) {
    kernel.workQueue("events_unbound").queue(new Work(kernel, name, body));
  }
}

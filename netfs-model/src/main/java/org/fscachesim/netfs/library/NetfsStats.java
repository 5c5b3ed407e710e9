package org.fscachesim.netfs.library;

import org.fscachesim.kernel.sync.StatCounter;

/// The counters of the library.
///
/// Kernel: fs/netfs/stats.c
final class NetfsStats {
  final StatCounter directReads = new StatCounter();
  final StatCounter readaheads = new StatCounter();
  final StatCounter readpages = new StatCounter();
  final StatCounter writeBegins = new StatCounter();
  final StatCounter writeBeginsSkipped = new StatCounter();
  final StatCounter zeroes = new StatCounter();
  final StatCounter shortReads = new StatCounter();
  final StatCounter downloads = new StatCounter();
  final StatCounter downloadsDone = new StatCounter();
  final StatCounter downloadsFailed = new StatCounter();
  final StatCounter downloadsInstead = new StatCounter();
  final StatCounter reads = new StatCounter();
  final StatCounter readsDone = new StatCounter();
  final StatCounter readsFailed = new StatCounter();
  final StatCounter writes = new StatCounter();
  final StatCounter writesDone = new StatCounter();
  final StatCounter writesFailed = new StatCounter();
  final StatCounter bufferedWrites = new StatCounter();
  final StatCounter directWrites = new StatCounter();
  final StatCounter writepages = new StatCounter();
  final StatCounter copies = new StatCounter();
  final StatCounter uploads = new StatCounter();
  final StatCounter uploadsDone = new StatCounter();
  final StatCounter uploadsFailed = new StatCounter();
  final StatCounter writebackLockSkips = new StatCounter();
  final StatCounter writebackLockWaits = new StatCounter();
  // Current numbers.
  final StatCounter requests = new StatCounter();
  final StatCounter subrequests = new StatCounter();
  final StatCounter folioQueues = new StatCounter();

  /// The lines of kernels whose library only reads.
  String helpers() {
    return ("RdHelp : RA=%s RP=%s WB=%s WBZ=%s rr=%s sr=%s\n"
            + "RdHelp : ZR=%s sh=%s sk=%s\n"
            + "RdHelp : DL=%s ds=%s df=%s di=%s\n"
            + "RdHelp : RD=%s rs=%s rf=%s\n"
            + "RdHelp : WR=%s ws=%s wf=%s\n")
        .formatted(
            readaheads,
            readpages,
            writeBegins,
            writeBeginsSkipped,
            requests,
            subrequests,
            zeroes,
            shortReads,
            writeBeginsSkipped,
            downloads,
            downloadsDone,
            downloadsFailed,
            downloadsInstead,
            reads,
            readsDone,
            readsFailed,
            writes,
            writesDone,
            writesFailed);
  }

  /// The lines of kernels whose library writes, too. Writes through the page cache and write
  /// streaming are not modelled: their counters stay 0.
  String byKind() {
    return ("Reads  : DR=%s RA=%s RF=%s WB=%s WBZ=%s\n"
            + "Writes : BW=%s WT=0 DW=%s WP=%s 2C=%s\n"
            + "ZeroOps: ZR=%s sh=%s sk=%s\n"
            + "DownOps: DL=%s ds=%s df=%s di=%s\n"
            + "CaRdOps: RD=%s rs=%s rf=%s\n"
            + "UpldOps: UL=%s us=%s uf=%s\n"
            + "CaWrOps: WR=%s ws=%s wf=%s\n"
            + "Objs   : rr=%s sr=%s foq=%s wsc=0\n"
            + "WbLock : skip=%s wait=%s\n")
        .formatted(
            directReads,
            readaheads,
            readpages,
            writeBegins,
            writeBeginsSkipped,
            bufferedWrites,
            directWrites,
            writepages,
            copies,
            zeroes,
            shortReads,
            writeBeginsSkipped,
            downloads,
            downloadsDone,
            downloadsFailed,
            downloadsInstead,
            reads,
            readsDone,
            readsFailed,
            uploads,
            uploadsDone,
            uploadsFailed,
            writes,
            writesDone,
            writesFailed,
            requests,
            subrequests,
            folioQueues,
            writebackLockSkips,
            writebackLockWaits);
  }
}

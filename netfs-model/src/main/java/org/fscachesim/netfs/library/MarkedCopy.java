package org.fscachesim.netfs.library;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Plain;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.netfs.NetfsFix;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.event.WriteTrace;
import org.fscachesim.netfs.pagecache.Folio;

/// What one read has to store in the cache for a client that does its writeback itself: under the
/// marks of the pages, when the read is over.
///
/// Kernel: fs/netfs/read_pgpriv2.c
final class MarkedCopy {
  private final Netfs netfs;
  private final NetfsRequest read;
  private final SpinLock lock;
  private final Plain<List<Folio>> marked;

  MarkedCopy(Netfs netfs, NetfsRequest read) {
    this.netfs = netfs;
    this.read = read;
    this.lock = new SpinLock(netfs.kernel(), "netfs_io_request.lock");
    this.marked = new Plain<>(netfs.kernel(), "marked pages", new ArrayList<>(), lock);
  }

  /// Marks a page, which is locked.
  void mark(Folio folio) {
    folio.startStoring();
    if (netfs.kernel().has(NetfsFix.PGPRIV2_KEEP_FOLIO_SLOT)) {
      try (Held _ = lock.hold()) {
        marked.change().add(folio);
      }
    }
  }

  /// Begins to write the marked pages; each mark ends when its page has been written or could not
  /// be.
  ///
  /// Kernel: fs/netfs/read_pgpriv2.c (netfs_pgpriv2_write_to_the_cache)
  void write() {
    List<Folio> pages;
    try (Held _ = lock.hold()) {
      marked.change().sort((a, b) -> Long.compare(a.index(), b.index()));
      pages = List.copyOf(marked.get());
    }
    if (pages.isEmpty()) {
      return;
    }
    NetfsRequest request;
    try {
      long start = pages.getFirst().position();
      long end = pages.getLast().position() + Folio.SIZE;
      request =
          NetfsRequest.allocate(
              read.inode(), null, RequestOrigin.COPY_TO_CACHE, new FileRange(start, end - start));
    } catch (ErrnoException _) {
      pages.forEach(Folio::endStoring);
      return;
    }
    Writeback.attachCache(request);
    request.openQueue();
    request.trace(WriteTrace.COPY_TO_CACHE);
    netfs.stats().copies.increment();
    WriteCollector collector =
        new WriteCollector(request, false, request.resources().ops() != null, Folio::endStoring);
    boolean cancels = netfs.kernel().has(NetfsFix.PGPRIV2_CANCEL_NO_CACHE);
    if (collector.cache().isAvailable() || cancels) {
      for (Folio folio : pages) {
        collector.expect(folio);
        collector.cache().advance(new FileRange(folio.position(), Folio.SIZE));
        collector.handled(folio.position() + Folio.SIZE);
      }
    }
    collector.allQueued();
    request.put(RequestRefTrace.PUT_RETURN, false);
  }
}

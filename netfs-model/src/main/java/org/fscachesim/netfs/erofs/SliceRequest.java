package org.fscachesim.netfs.erofs;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoTerminated;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.netfs.pagecache.Folio;

/// Pages of one slice, each of which becomes uptodate if all reads of its bytes succeed.
///
/// Kernel: fs/erofs/fscache.c before 6.2 (erofs_fscache_rreq_unlock_folios)
final class SliceRequest extends KernelObject {
  private final List<Folio> folios;
  private final CacheResources resources = new CacheResources();
  private final AtomicCounter outstanding;
  private final List<Subrequest> subrequests = new ArrayList<>();

  private record Subrequest(int start, int end, Shared<Boolean> failed) {}

  /// @param folios consecutive and locked
  SliceRequest(Kernel kernel, List<Folio> folios) {
    super(kernel, "erofs request");
    this.folios = List.copyOf(folios);
    // The one is for the task that issues the reads.
    this.outstanding = new AtomicCounter(kernel, "reads of request " + objectName(), 1);
  }

  CacheResources resources() {
    return resources;
  }

  List<Folio> folios() {
    return folios;
  }

  /// Notes a read that is about to be issued.
  IoTerminated issue(int offset, int length) {
    Subrequest subrequest =
        new Subrequest(
            offset,
            offset + length,
            new Shared<>(kernel(), "failure of a read of request " + objectName(), false));
    subrequests.add(subrequest);
    outstanding.incrementAndGet();
    return (outcome, _) -> {
      if (outcome instanceof IoOutcome.Failed) {
        subrequest.failed().set(true);
      }
      end();
    };
  }

  /// One of those who keep the request under way is done; the last one unlocks the pages.
  void end() {
    if (outstanding.decrementAndTest()) {
      for (int i = 0; i < folios.size(); i++) {
        if (isRead(i * Folio.SIZE, (i + 1) * Folio.SIZE)) {
          folios.get(i).markUptodate();
        }
        folios.get(i).unlock();
      }
      resources.endOperation();
      free("complete");
    }
  }

  /// Whether successful reads cover a page. Reads are in order and leave no gaps.
  private boolean isRead(int start, int end) {
    int covered = start;
    for (Subrequest subrequest : subrequests) {
      if (subrequest.start() < end && subrequest.end() > start) {
        if (subrequest.failed().get()) {
          return false;
        }
        covered = subrequest.end();
      }
    }
    return covered >= end;
  }

  @Override
  protected String objectName() {
    return folios.size() + " pages from " + folios.getFirst().index();
  }
}

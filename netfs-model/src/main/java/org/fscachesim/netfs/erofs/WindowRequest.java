package org.fscachesim.netfs.erofs;

import java.util.List;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoTerminated;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.netfs.pagecache.Folio;
import org.jspecify.annotations.Nullable;

/// Pages that become uptodate together or not at all.
///
/// The task that builds the request holds a reference, and so does each read that is under way,
/// through the [Io] of its slice. When the last is gone, all pages are unlocked, and marked
/// uptodate unless an error was noted.
///
/// Kernel: fs/erofs/fscache.c (struct erofs_fscache_rq)
final class WindowRequest extends KernelObject {
  private final List<Folio> folios;
  private final Refcount references;
  private final Shared<@Nullable Errno> error;

  /// @param folios consecutive and locked
  WindowRequest(Kernel kernel, List<Folio> folios) {
    super(kernel, "erofs request");
    this.folios = folios;
    this.references = new Refcount(kernel, "request " + objectName(), 1);
    this.error = new Shared<>(kernel, "error of request " + objectName(), null);
  }

  List<Folio> folios() {
    return folios;
  }

  void fail(Errno why) {
    error.set(why);
  }

  void put() {
    if (references.decAndTest()) {
      boolean whole = error.get() == null;
      for (Folio folio : folios) {
        if (whole) {
          folio.markUptodate();
        }
        ErofsInvariants.tell(kernel(), c -> c.complete(folio, !whole));
        folio.unlock();
      }
      free("complete");
    }
  }

  /// The reads of one slice, with a cache operation of their own.
  ///
  /// Kernel: fs/erofs/fscache.c (struct erofs_fscache_io)
  final class Io {
    private final CacheResources resources = new CacheResources();
    private final Refcount users = new Refcount(kernel(), "slice of request " + objectName(), 1);

    Io() {
      references.incAndGet();
    }

    CacheResources resources() {
      return resources;
    }

    /// Takes a reference for a read.
    ///
    /// Kernel: fs/erofs/fscache.c (erofs_fscache_req_io_end, erofs_fscache_req_end_io)
    IoTerminated issue() {
      users.incAndGet();
      return (outcome, _) -> {
        if (outcome instanceof IoOutcome.Failed(Errno why)) {
          fail(why);
        }
        put();
      };
    }

    void put() {
      if (users.decAndTest()) {
        resources.endOperation();
        WindowRequest.this.put();
      }
    }
  }

  @Override
  protected String objectName() {
    return folios.size() + " pages from " + folios.getFirst().index();
  }
}

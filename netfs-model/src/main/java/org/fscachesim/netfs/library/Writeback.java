package org.fscachesim.netfs.library;

import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.netfs.NetfsFix;
import org.fscachesim.netfs.event.FolioTrace;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.event.WriteTrace;
import org.fscachesim.netfs.pagecache.Folio;
import org.jspecify.annotations.Nullable;

/// Writes dirty pages back: to the server and to the cache, or those that were only read to the
/// cache alone.
///
/// Kernel: fs/netfs/write_issue.c (netfs_writepages, netfs_write_folio)
final class Writeback {
  private final Netfs netfs;

  Writeback(Netfs netfs) {
    this.netfs = netfs;
  }

  void writepages(NetfsInode inode, FileRange range, boolean wait) throws ErrnoException {
    Mutex lock = inode.writebackLock();
    if (!lock.tryLock()) {
      if (!wait) {
        netfs.stats().writebackLockSkips.increment();
        return;
      }
      netfs.stats().writebackLockWaits.increment();
      lock.lock();
    }
    @Nullable WriteCollector collector = null;
    @Nullable NetfsRequest request = null;
    try {
      for (Folio folio : inode.mapping().present(range)) {
        if (!take(folio, wait)) {
          continue;
        }
        if (request == null) {
          try {
            request = begin(inode, folio);
          } catch (ErrnoException e) {
            inode.mapping().markDirty(folio);
            folio.unlock();
            throw e;
          }
          collector = collector(request);
        }
        if (collector != null) {
          write(request, collector, folio);
        }
      }
    } finally {
      if (collector != null) {
        collector.allQueued();
      }
      lock.unlock();
      if (request != null) {
        request.put(RequestRefTrace.PUT_RETURN, false);
      }
    }
  }

  /// Locks a page and takes its dirty mark; false if there is nothing to do about it.
  ///
  /// Kernel: mm/page-writeback.c (writeback_iter)
  private static boolean take(Folio folio, boolean wait) {
    if (!folio.isDirty()) {
      return false;
    }
    folio.lock();
    if (folio.isAttached() && folio.isDirty() && (wait || !folio.isWriteback())) {
      folio.awaitWriteback();
      folio.awaitStored();
      if (folio.clearDirty()) {
        return true;
      }
    }
    folio.unlock();
    return false;
  }

  /// Kernel: fs/netfs/write_issue.c (netfs_create_write_req)
  private NetfsRequest begin(NetfsInode inode, Folio first) throws ErrnoException {
    NetfsRequest request =
        NetfsRequest.allocate(
            inode, null, RequestOrigin.WRITEBACK, new FileRange(first.position(), 0));
    attachCache(request);
    request.openQueue();
    request.trace(WriteTrace.WRITEBACK);
    netfs.stats().writepages.increment();
    return request;
  }

  /// Without a cache, only the server gets the bytes. A file that is being looked up is waited for.
  static void attachCache(NetfsRequest request) {
    boolean waits = request.netfs().kernel().has(NetfsFix.WRITE_REQ_ASYNC_LOOKUP);
    if (!waits && !request.inode().isCacheEnabled()) {
      return;
    }
    try {
      request.resources().beginWriteOperation(request.inode().cookie());
    } catch (ErrnoException _) {
      // There is no cache to write to.
    }
  }

  private static WriteCollector collector(NetfsRequest request) {
    return new WriteCollector(
        request, true, request.resources().ops() != null, folio -> written(request, folio));
  }

  private static void written(NetfsRequest request, Folio folio) {
    if (folio.privateData() == PageMark.COPY_TO_CACHE) {
      folio.setPrivateData(null);
      request.trace(FolioTrace.CLEAR_COPY, folio);
    } else {
      request.trace(FolioTrace.CLEAR, folio);
    }
    folio.endWriteback();
  }

  /// Issues one page, which is locked, and unlocks it. The cache gets whole blocks: what lies
  /// behind the end of the file is zeros.
  private static void write(NetfsRequest request, WriteCollector collector, Folio folio) {
    NetfsInode inode = request.inode();
    long left = inode.fileSize() - folio.position();
    boolean copyOnly = folio.privateData() == PageMark.COPY_TO_CACHE;
    boolean toCache = collector.cache().isAvailable();
    folio.startWriteback();
    folio.unlock();
    if (left <= 0 || copyOnly && !toCache) {
      written(request, folio);
      return;
    }
    long toServer = copyOnly ? 0 : Math.min(Folio.SIZE, left);
    if (copyOnly) {
      request.trace(FolioTrace.STORE_COPY, folio);
    } else {
      request.flags.set(RequestFlag.UPLOAD_TO_SERVER);
      boolean more = collector.upload().isUnderConstruction();
      request.trace(more ? FolioTrace.STORE_PLUS : FolioTrace.STORE, folio);
    }
    collector.expect(folio);
    if (toServer > 0) {
      collector.upload().advance(new FileRange(folio.position(), toServer));
    }
    if (toCache) {
      collector.cache().advance(new FileRange(folio.position(), Folio.SIZE));
    }
    collector.handled(folio.position() + Folio.SIZE);
    if (toServer > 0) {
      inode.raiseZeroPoint(folio.position() + toServer);
    }
  }
}

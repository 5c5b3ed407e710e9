package org.fscachesim.netfs.library;

import java.util.Optional;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.event.ReadTrace;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;
import org.jspecify.annotations.Nullable;

/// How pages are read: all at once or one by one; see [NetfsInode] for the three ways in.
interface ReadEngine {
  void readahead(NetfsInode inode, ReadaheadBatch batch);

  void readFolio(NetfsInode inode, @Nullable Object file, Folio folio) throws ErrnoException;

  Folio writeBegin(NetfsInode inode, @Nullable Object file, long position, int length)
      throws ErrnoException;

  /// Fills a locked page, which stays locked.
  void readForWrite(NetfsInode inode, @Nullable Object file, Folio folio, ReadTrace why)
      throws ErrnoException;

  /// Lets the cache and the client read more; then the page cache says how much of that it can
  /// hold.
  ///
  /// Kernel: fs/netfs/buffered_read.c (netfs_rreq_expand)
  static void expand(NetfsRequest request, ReadaheadBatch batch) {
    FileRange asked = request.range();
    ResourceOperations cache = request.resources().ops();
    if (cache != null) {
      request.expand(cache.expandReadahead(request.resources(), asked, request.fileSize()));
    }
    request.inode().operations().expandReadahead(request);
    if (!request.range().equals(asked)) {
      batch.expand(request.start(), request.length());
      request.setRange(new FileRange(batch.position(), batch.length()));
      request.inode().netfs().observer().expanded(request, asked);
      request.trace(ReadTrace.EXPANDED, request.range());
    }
  }

  /// Finds or adds the page of a buffered write and asks the client about it.
  ///
  /// @return locked
  /// @throws ErrnoException no page is locked
  static Folio grabForWrite(NetfsInode inode, @Nullable Object file, long position, int length)
      throws ErrnoException {
    while (true) {
      Folio folio = inode.mapping().grab(position / Folio.SIZE);
      try {
        Optional<Folio> checked =
            inode.operations().checkWriteBegin(file, inode, position, length, folio);
        if (checked.isPresent()) {
          return checked.get();
        }
      } catch (ErrnoException e) {
        inode.netfs().traceWriteBeginFailure(e.errno());
        folio.unlock();
        throw e;
      }
    }
  }
}

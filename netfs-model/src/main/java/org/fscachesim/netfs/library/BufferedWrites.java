package org.fscachesim.netfs.library;

import java.nio.ByteBuffer;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.event.ReadTrace;
import org.fscachesim.netfs.pagecache.Folio;
import org.jspecify.annotations.Nullable;

/// Writes into pages.
///
/// Kernel: fs/netfs/buffered_write.c
final class BufferedWrites {
  private final Netfs netfs;

  BufferedWrites(Netfs netfs) {
    this.netfs = netfs;
  }

  int write(NetfsInode inode, @Nullable Object file, long position, ByteBuffer from)
      throws ErrnoException {
    netfs.stats().bufferedWrites.increment();
    int written = 0;
    try {
      while (from.hasRemaining()) {
        if (netfs.kernel().current().isKilled()) {
          throw Errno.EINTR.exception();
        }
        written += writeOnePage(inode, file, position + written, from);
      }
    } catch (ErrnoException e) {
      if (written == 0) {
        throw e;
      }
    }
    return written;
  }

  private int writeOnePage(NetfsInode inode, @Nullable Object file, long position, ByteBuffer from)
      throws ErrnoException {
    int inPage = (int) (position % Folio.SIZE);
    int count = Math.min(Folio.SIZE - inPage, from.remaining());
    Folio folio = inode.mapping().grab(position / Folio.SIZE);
    try {
      prepare(inode, file, folio, count);
      folio.data().slice(inPage, count).put(from.slice(from.position(), count));
      folio.markUptodate();
      // What was to be stored in the cache only goes to the server as well now.
      folio.setPrivateData(null);
      grow(inode, position + count);
      inode.mapping().markDirty(folio);
    } finally {
      folio.unlock();
    }
    from.position(from.position() + count);
    return count;
  }

  /// Waits until the page is not on its way anywhere, and sees to the bytes that are not written.
  ///
  /// Kernel: fs/netfs/buffered_write.c (netfs_perform_write)
  private void prepare(NetfsInode inode, @Nullable Object file, Folio folio, int count)
      throws ErrnoException {
    if (!folio.awaitWritebackKillable() || !folio.awaitStoredKillable()) {
      throw Errno.EINTR.exception();
    }
    if (folio.isUptodate() || count == Folio.SIZE) {
      return;
    }
    if (folio.position() >= inode.zeroPoint()) {
      folio.data().put(new byte[Folio.SIZE]);
    } else {
      netfs.reads().readForWrite(inode, file, folio, ReadTrace.PREFETCH_FOR_WRITE);
    }
  }

  /// Kernel: fs/netfs/buffered_write.c (netfs_update_i_size)
  static void grow(NetfsInode inode, long end) {
    if (end > inode.fileSize()) {
      inode.setFileSize(end);
      Cookie cookie = inode.cookie();
      if (cookie != null) {
        cookie.update(null, end);
      }
    }
  }
}

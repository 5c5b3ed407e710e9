package org.fscachesim.netfs.ninep;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.library.NetfsInode;
import org.fscachesim.netfs.library.NetfsMapping;
import org.fscachesim.netfs.pagecache.Folio;
import org.jspecify.annotations.Nullable;

/// The dirty pages of a 9p file, on kernels whose netfs library only reads: they are written to the
/// server one by one, and what the server has taken is given to the cache.
///
/// Kernel: fs/9p/vfs_addr.c (v9fs_addr_operations)
final class NinepMapping extends NetfsMapping {
  private final NinepInode file;

  NinepMapping(NetfsInode inode, NinepInode file) {
    super(inode);
    this.file = file;
  }

  @Override
  public boolean dirtyFolio(Folio folio) {
    boolean newly = super.dirtyFolio(folio);
    if (newly) {
      file.mount().flusher().dirtied(file);
    }
    return newly;
  }

  /// Kernel: fs/9p/vfs_addr.c (v9fs_write_end)
  @Override
  public int writeEnd(@Nullable Object opened, long position, int length, int copied, Folio folio) {
    try {
      if (!folio.isUptodate()) {
        if (copied < length) {
          return 0;
        }
        folio.markUptodate();
      }
      long end = position + copied;
      if (end > inode().fileSize()) {
        inode().setFileSize(end);
        Cookie cookie = inode().cookie();
        if (cookie != null) {
          cookie.update(null, end);
        }
      }
      dirtyFolio(folio);
      return copied;
    } finally {
      folio.unlock();
    }
  }

  /// Kernel: mm/page-writeback.c (write_cache_pages)
  @Override
  public void writepages(FileRange range, boolean wait) throws ErrnoException {
    Errno failed = null;
    for (Folio folio : inode().mapping().present(range)) {
      if (!folio.isDirty()) {
        continue;
      }
      folio.lock();
      try {
        if (folio.isAttached() && folio.isDirty()) {
          if (folio.isWriteback()) {
            if (!wait) {
              continue;
            }
            folio.awaitWriteback();
          }
          if (folio.clearDirty()) {
            writePage(folio);
          }
        }
      } catch (ErrnoException e) {
        failed = e.errno();
      } finally {
        folio.unlock();
      }
    }
    if (failed != null) {
      throw failed.exception();
    }
  }

  /// Writes a locked page to the server, then to the cache. What the server refuses is lost.
  ///
  /// Kernel: fs/9p/vfs_addr.c (v9fs_vfs_write_folio_locked)
  private void writePage(Folio folio) throws ErrnoException {
    long start = folio.position();
    long fileSize = inode().fileSize();
    if (start >= fileSize) {
      return;
    }
    int length = (int) Math.min(Folio.SIZE, fileSize - start);
    folio.awaitStored();
    folio.startWriteback();
    try {
      file.mount().session().write(file.id(), start, inode().mapping().buffer(start, length));
      store(folio, length, fileSize);
    } finally {
      folio.endWriteback();
    }
  }

  private void store(Folio folio, int length, long fileSize) {
    Cookie cookie = inode().cookie();
    if (cookie != null && cookie.isEnabled() && cookie.has(CookieFlag.IS_CACHING)) {
      folio.startStoring();
      file.mount()
          .fscache()
          .writeToCache(
              cookie,
              inode().mapping(),
              new FileRange(folio.position(), length),
              fileSize,
              (outcome, _) -> stored(cookie, outcome),
              true);
    }
  }

  /// The cache now has the old bytes where it should have the new ones: it must not be used.
  ///
  /// Kernel: fs/9p/vfs_addr.c (v9fs_write_to_cache_done)
  private void stored(Cookie cookie, IoOutcome outcome) {
    if (outcome instanceof IoOutcome.Failed(Errno error) && error != Errno.ENOBUFS) {
      cookie.invalidate(file.coherency(), inode().fileSize());
    }
  }
}

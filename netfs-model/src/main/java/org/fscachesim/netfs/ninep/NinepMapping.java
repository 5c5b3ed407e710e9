package org.fscachesim.netfs.ninep;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.library.NetfsInode;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.writeback.PagewiseMapping;

/// The dirty pages of a 9p file, on kernels whose netfs library only reads: they are written to the
/// server one by one, and what the server has taken is given to the cache.
///
/// Kernel: fs/9p/vfs_addr.c (v9fs_addr_operations)
final class NinepMapping extends PagewiseMapping {
  private final NinepInode file;

  NinepMapping(NetfsInode inode, NinepInode file) {
    super(inode, file.mount().flusher(), file);
    this.file = file;
  }

  /// Kernel: fs/9p/vfs_addr.c (v9fs_vfs_write_folio_locked)
  @Override
  protected void upload(long start, IoBuffer bytes) throws ErrnoException {
    file.mount().session().write(file.id(), start, bytes);
  }

  @Override
  protected void uploaded(Folio folio, int length, long fileSize) {
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

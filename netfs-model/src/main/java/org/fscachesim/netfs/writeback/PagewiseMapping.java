package org.fscachesim.netfs.writeback;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.library.NetfsInode;
import org.fscachesim.netfs.library.NetfsMapping;
import org.fscachesim.netfs.pagecache.Folio;
import org.jspecify.annotations.Nullable;

/// The pages of a file of a network filesystem that writes them back itself, one by one.
///
/// Kernel: mm/page-writeback.c (write_cache_pages), fs/9p/vfs_addr.c, fs/nfs/write.c
public abstract class PagewiseMapping extends NetfsMapping {
  private final Flusher flusher;
  private final DirtyFile file;

  /// @param file what the flusher is to know of the file
  protected PagewiseMapping(NetfsInode inode, Flusher flusher, DirtyFile file) {
    super(inode);
    this.flusher = flusher;
    this.file = file;
  }

  /// Writes bytes of the page to the server.
  ///
  /// @throws ErrnoException they are lost
  protected abstract void upload(long start, IoBuffer bytes) throws ErrnoException;

  /// The server has the page, which is still locked and being written back.
  ///
  /// @param length bytes of it that belong to the file
  /// @param fileSize bytes in the file
  protected void uploaded(Folio folio, int length, long fileSize) {}

  @Override
  public boolean dirtyFolio(Folio folio) {
    boolean newly = super.dirtyFolio(folio);
    if (newly) {
      flusher.dirtied(file);
    }
    return newly;
  }

  /// Makes the file longer if need be, and the page dirty.
  ///
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
      inode().mapping().markDirty(folio);
      return copied;
    } finally {
      folio.unlock();
    }
  }

  @Override
  public void writepages(FileRange range, boolean wait) throws ErrnoException {
    Errno failed = null;
    for (Folio folio : inode().mapping().present(range)) {
      if (!folio.isDirty()) {
        continue;
      }
      folio.lock();
      try {
        writeIfDirty(folio, wait);
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

  private void writeIfDirty(Folio folio, boolean wait) throws ErrnoException {
    if (!folio.isAttached() || folio.isWriteback() && !wait) {
      return;
    }
    folio.awaitWriteback();
    if (folio.clearDirty()) {
      write(folio);
    }
  }

  private void write(Folio folio) throws ErrnoException {
    long start = folio.position();
    long fileSize = inode().fileSize();
    if (start >= fileSize) {
      return;
    }
    int length = (int) Math.min(Folio.SIZE, fileSize - start);
    folio.awaitStored();
    folio.startWriteback();
    try {
      upload(start, inode().mapping().buffer(start, length));
      uploaded(folio, length, fileSize);
    } finally {
      folio.endWriteback();
    }
  }
}

package org.fscachesim.netfs.library;

import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.pagecache.AddressSpaceOperations;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;
import org.jspecify.annotations.Nullable;

/// What the page cache calls for a file of a network filesystem, by means of the library. A client
/// that does some of it itself extends this.
///
/// Kernel: fs/netfs/misc.c, and what filesystems have in common
public class NetfsMapping implements AddressSpaceOperations {
  private final NetfsInode inode;

  /// For the pages of that inode.
  public NetfsMapping(NetfsInode inode) {
    this.inode = inode;
  }

  /// Whose pages.
  protected final NetfsInode inode() {
    return inode;
  }

  @Override
  public void readFolio(@Nullable Object file, Folio folio) throws ErrnoException {
    inode.readFolio(file, folio);
  }

  @Override
  public void readahead(ReadaheadBatch batch) {
    inode.readahead(batch);
  }

  @Override
  public Folio writeBegin(@Nullable Object file, long position, int length) throws ErrnoException {
    return inode.writeBegin(file, position, length);
  }

  /// Marks the page dirty, and keeps the cookie in use meanwhile.
  ///
  /// Kernel: fs/netfs/misc.c (netfs_dirty_folio), fs/fscache/io.c (fscache_dirty_folio)
  @Override
  public boolean dirtyFolio(Folio folio) {
    return inode.writebackPin().dirtied(folio.markDirty(), inode.cookie());
  }

  /// Refuses a page that has something attached, or that is being stored unless it may wait; from
  /// then on data in the cache may be read back.
  ///
  /// Kernel: fs/netfs/misc.c (netfs_release_folio)
  @Override
  public boolean releaseFolio(Folio folio, boolean mayWait) {
    if (folio.isDirty() || folio.privateData() != null) {
      return false;
    }
    inode.raiseZeroPoint(folio.position() + Folio.SIZE);
    if (folio.isStoring()) {
      if (!mayWait) {
        return false;
      }
      folio.awaitStored();
    }
    Cookie cookie = inode.cookie();
    if (cookie != null) {
      cookie.notePageRelease();
    }
    return true;
  }

  @Override
  public void writepages(FileRange range, boolean wait) throws ErrnoException {
    inode.writepages(range, wait);
  }

  /// Waits until the page is stored, and forgets what was to be stored if all of it goes.
  ///
  /// Kernel: fs/netfs/misc.c (netfs_invalidate_folio)
  @Override
  public void invalidateFolio(Folio folio, int offset, int length) {
    folio.awaitStored();
    if (length == Folio.SIZE) {
      folio.setPrivateData(null);
    }
  }
}

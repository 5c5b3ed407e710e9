package org.fscachesim.netfs.erofs;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.erofs.format.DeviceTable;
import org.fscachesim.netfs.erofs.format.DiskInode;
import org.fscachesim.netfs.erofs.format.Extent;
import org.fscachesim.netfs.erofs.format.PageSource;
import org.fscachesim.netfs.pagecache.AddressSpace;
import org.fscachesim.netfs.pagecache.AddressSpaceOperations;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;
import org.jspecify.annotations.Nullable;

/// An inode in memory: what the image says of it, and its cached pages.
///
/// Kernel: fs/erofs/internal.h (struct erofs_inode)
final class ErofsInode {
  private final Image image;
  private final DiskInode disk;
  private final AddressSpace mapping;

  ErofsInode(Kernel kernel, Image image, DiskInode disk) {
    this.image = image;
    this.disk = disk;
    this.mapping =
        new AddressSpace(
            kernel,
            "inode " + disk.nid() + " of " + image.primary().name(),
            disk.size(),
            new DataOperations());
  }

  /// Kernel: fs/erofs/fscache.c (erofs_fscache_access_aops)
  private final class DataOperations implements AddressSpaceOperations {
    @Override
    public void readFolio(@Nullable Object file, Folio folio) throws ErrnoException {
      image.requests().readFilePage(folio, ErofsInode.this);
    }

    @Override
    public void readahead(ReadaheadBatch batch) {
      image.requests().readahead(batch, ErofsInode.this);
    }
  }

  DiskInode disk() {
    return disk;
  }

  AddressSpace mapping() {
    return mapping;
  }

  /// The pages of a directory or a symbolic link, one at a time.
  PageSource pages() {
    return offset -> mapping.readPage(offset / PageSource.PAGE_SIZE);
  }

  Extent map(long offset) throws ErrnoException {
    return image.reader().map(disk, offset);
  }

  DeviceTable.Location locate(Extent.Mapped mapped) throws ErrnoException {
    return image.devices().resolve(mapped.deviceId(), mapped.address());
  }

  Blob blob(DeviceTable.Location at) {
    return image.blob(at.blob());
  }

  /// Fills a page with the inline tail and zeroes behind it; reads the tail's metadata page.
  void copyTail(Extent.Tail tail, Folio to) throws ErrnoException {
    to.data().put(tailPage(tail));
  }

  byte[] tailPage(Extent.Tail tail) throws ErrnoException {
    int length = (int) tail.length();
    int inPage = (int) (tail.address() % PageSource.PAGE_SIZE);
    if (length > PageSource.PAGE_SIZE - inPage) {
      throw Errno.EUCLEAN.exception();
    }
    byte[] page = new byte[PageSource.PAGE_SIZE];
    ByteBuffer metadata = image.metadata().page(tail.address() - inPage);
    metadata.get(inPage, page, 0, length);
    return page;
  }
}

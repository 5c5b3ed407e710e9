package org.fscachesim.netfs.erofs;

import static org.fscachesim.netfs.pagecache.Folio.SIZE;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.erofs.format.DeviceTable;
import org.fscachesim.netfs.erofs.format.Extent;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.FolioRange;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;
import org.jspecify.annotations.Nullable;

/// How it was before [NetfsBehaviour#ONE_REQUEST_PER_WINDOW]: each slice of a window is a request
/// of its own, and its error stays with its pages.
///
/// Kernel: fs/erofs/fscache.c before 6.2 (erofs_fscache_data_read)
final class SliceRequests implements Requests {
  private final Kernel kernel;
  private final BlobReader reader;

  SliceRequests(Kernel kernel) {
    this.kernel = kernel;
    this.reader = new BlobReader(kernel);
  }

  /// Pages of which the next slice is taken.
  private interface Pages {
    /// The next page; its taker unlocks it.
    @Nullable Folio next();
  }

  @Override
  public void readBlobPage(Folio folio, Blob blob, long address) throws ErrnoException {
    if (RequestMemory.isShort(kernel)) {
      RequestMemory.giveUp(kernel, folio);
      return;
    }
    issue(List.of(folio), blob, address);
  }

  @Override
  public void readFilePage(Folio folio, ErofsInode inode) throws ErrnoException {
    List<Folio> untaken = new ArrayList<>(List.of(folio));
    try {
      if (needsRequest(inode, folio.position()) && RequestMemory.isShort(kernel)) {
        RequestMemory.giveUp(kernel, untaken.removeFirst());
        return;
      }
      readSlice(
          folio.position(), SIZE, inode, () -> untaken.isEmpty() ? null : untaken.removeFirst());
    } finally {
      untaken.forEach(Folio::unlock);
    }
  }

  private static boolean needsRequest(ErofsInode inode, long position) throws ErrnoException {
    return inode.map(position) instanceof Extent.Mapped;
  }

  @Override
  public void readahead(ReadaheadBatch batch, ErofsInode inode) {
    try {
      while (batch.length() > 0) {
        if (needsRequest(inode, batch.position()) && RequestMemory.isShort(kernel)) {
          return;
        }
        readSlice(batch.position(), batch.length(), inode, batch::take);
      }
    } catch (ErrnoException _) {
      // The page cache takes back what was not taken.
    }
  }

  /// Reads, or issues reads of, pages as far as one extent goes. Errors of reads are dropped: the
  /// pages tell.
  ///
  /// @throws ErrnoException nothing was taken, because nobody knows where the bytes are
  private void readSlice(long position, int length, ErofsInode inode, Pages pages)
      throws ErrnoException {
    Extent extent = inode.map(position);
    switch (extent) {
      case Extent.Tail tail -> {
        // The tail is copied first: when that fails the page is still the caller's.
        byte[] page = inode.tailPage(tail);
        for (Folio folio : take(pages, 1)) {
          folio.data().put(page);
          folio.markUptodate();
          folio.unlock();
        }
      }
      case Extent.Hole hole -> {
        boolean all = kernel.has(NetfsBehaviour.HOLE_ZEROES_REST_OF_REQUEST);
        List<Folio> folios = take(pages, all ? length / SIZE : pagesOf(hole, length));
        Requests.zero(folios);
        folios.forEach(Folio::markUptodate);
        folios.forEach(Folio::unlock);
      }
      case Extent.Mapped mapped -> {
        DeviceTable.Location at = inode.locate(mapped);
        Blob blob = inode.blob(at);
        try {
          issue(take(pages, pagesOf(mapped, length)), blob, at.offset());
        } catch (ErrnoException _) {
          // The pages are unlocked and not uptodate; their reader makes EIO of that.
        }
      }
    }
  }

  private static int pagesOf(Extent extent, int length) {
    return (int) Math.min((extent.length() - 1) / SIZE + 1, length / SIZE);
  }

  private static List<Folio> take(Pages pages, int count) {
    List<Folio> taken = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Folio folio = pages.next();
      if (folio != null) {
        taken.add(folio);
      }
    }
    return taken;
  }

  private void issue(List<Folio> folios, Blob blob, long address) throws ErrnoException {
    SliceRequest request = new SliceRequest(kernel, folios);
    try {
      reader.read(request.resources(), blob, address, new FolioRange(folios), request::issue);
    } finally {
      request.end();
    }
  }
}

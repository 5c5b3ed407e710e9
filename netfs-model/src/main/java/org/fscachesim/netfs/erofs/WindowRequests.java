package org.fscachesim.netfs.erofs;

import static org.fscachesim.netfs.pagecache.Folio.SIZE;

import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.erofs.format.DeviceTable;
import org.fscachesim.netfs.erofs.format.Extent;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.FolioRange;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;

/// One request for each window ([NetfsBehaviour#ONE_REQUEST_PER_WINDOW]): its pages are cut into
/// slices where extents end, one slice after the other until one fails.
///
/// Kernel: fs/erofs/fscache.c (erofs_fscache_data_read)
final class WindowRequests implements Requests {
  private final Kernel kernel;
  private final BlobReader reader;

  WindowRequests(Kernel kernel) {
    this.kernel = kernel;
    this.reader = new BlobReader(kernel);
  }

  @Override
  public void readBlobPage(Folio folio, Blob blob, long address) throws ErrnoException {
    if (RequestMemory.isShort(kernel)) {
      RequestMemory.giveUp(kernel, folio);
      return;
    }
    WindowRequest request = new WindowRequest(kernel, List.of(folio));
    try {
      readBlob(request, request.folios(), blob, address);
    } catch (ErrnoException e) {
      request.fail(e.errno());
      throw e;
    } finally {
      request.put();
    }
  }

  @Override
  public void readFilePage(Folio folio, ErofsInode inode) throws ErrnoException {
    if (RequestMemory.isShort(kernel)) {
      RequestMemory.giveUp(kernel, folio);
      return;
    }
    readFile(new WindowRequest(kernel, List.of(folio)), inode);
  }

  @Override
  public void readahead(ReadaheadBatch batch, ErofsInode inode) {
    if (RequestMemory.isShort(kernel)) {
      return;
    }
    try {
      readFile(new WindowRequest(kernel, batch.takeAll()), inode);
    } catch (ErrnoException _) {
      // Whoever needs a page of the window reads it singly, and hears of the error then.
    }
  }

  private void readFile(WindowRequest request, ErofsInode inode) throws ErrnoException {
    int done = 0;
    try {
      while (done < request.folios().size()) {
        done += readSlice(request, done, inode);
      }
    } catch (ErrnoException e) {
      request.fail(e.errno());
      throw e;
    } finally {
      request.put();
    }
  }

  /// Reads, or issues reads of, the pages from `first` on as far as one extent goes.
  ///
  /// @return how many pages
  ///
  ///   Kernel: fs/erofs/fscache.c (erofs_fscache_data_read_slice)
  private int readSlice(WindowRequest request, int first, ErofsInode inode) throws ErrnoException {
    List<Folio> rest = request.folios().subList(first, request.folios().size());
    return switch (inode.map(rest.getFirst().position())) {
      case Extent.Tail tail -> {
        inode.copyTail(tail, rest.getFirst());
        yield 1;
      }
      case Extent.Hole hole -> {
        int pages =
            kernel.has(NetfsBehaviour.HOLE_ZEROES_REST_OF_REQUEST)
                ? rest.size()
                : pages(hole, rest);
        Requests.zero(rest.subList(0, pages));
        yield pages;
      }
      case Extent.Mapped mapped -> {
        List<Folio> slice = rest.subList(0, pages(mapped, rest));
        DeviceTable.Location at = inode.locate(mapped);
        readBlob(request, slice, inode.blob(at), at.offset());
        yield slice.size();
      }
    };
  }

  private static int pages(Extent extent, List<Folio> rest) {
    return (int) Math.min((extent.length() - 1) / SIZE + 1, rest.size());
  }

  private void readBlob(WindowRequest request, List<Folio> folios, Blob blob, long address)
      throws ErrnoException {
    WindowRequest.Io io = request.new Io();
    try {
      reader.read(io.resources(), blob, address, new FolioRange(folios), (_, _) -> io.issue());
    } finally {
      io.put();
    }
  }
}

package org.fscachesim.netfs.erofs;

import java.util.EnumSet;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.IoTerminated;
import org.fscachesim.fscache.ReadHole;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.netfs.NetfsBehaviour;

/// Reads one range of one blob: what the daemon has written already directly, the rest after asking
/// it.
///
/// The cache cuts the range where data and holes meet, and for each hole the daemon is asked, and
/// waited for, in the reading task. The reads themselves may go on after this returns.
///
/// Kernel: fs/erofs/fscache.c (erofs_fscache_read_io_async)
final class BlobReader {
  private final Kernel kernel;

  BlobReader(Kernel kernel) {
    this.kernel = kernel;
  }

  /// Who hears of the reads.
  interface Issuer {
    /// Called before each read is issued.
    ///
    /// @param offset of the read within the buffer, bytes
    /// @param length bytes
    /// @return told once how that read ended, also when issuing it fails
    IoTerminated issue(int offset, int length);
  }

  /// Issues the reads that fill `to`.
  ///
  /// @param resources unused so far; the caller ends the operation, also after an error
  /// @param start in the blob, bytes
  /// @throws ErrnoException `ENOBUFS` the cookie cannot be read, `EIO` the daemon did not provide
  ///   the range, or the error of a read that failed at once; nothing more is issued then
  void read(CacheResources resources, Blob blob, long start, IoBuffer to, Issuer issuer)
      throws ErrnoException {
    resources.beginReadOperation(blob.cookie());
    int done = 0;
    while (done < to.length()) {
      ReadSlice slice =
          new ReadSlice(
              0, 0, start + done, to.length() - done, EnumSet.of(SubrequestFlag.ONDEMAND));
      ErofsInvariants.tell(kernel, c -> c.preparing(blob.name(), slice.start(), slice.length()));
      IoSource source = prepare(resources, slice);
      if (kernel.warn(
          slice.length() == 0, () -> "erofs: the cache offers 0 bytes at " + slice.start())) {
        source = IoSource.INVALID_READ;
      }
      if (source != IoSource.READ_FROM_CACHE) {
        kernel
            .log()
            .error(
                "erofs: %d bytes at %d of blob %s are not in the cache (source %s)"
                    .formatted(slice.length(), slice.start(), blob.name(), source));
        throw Errno.EIO.exception();
      }
      int length = (int) slice.length();
      IoTerminated whenDone = issuer.issue(done, length);
      resources.read(slice.start(), to.slice(done, length), ReadHole.FAIL, whenDone);
      done += length;
    }
  }

  private IoSource prepare(CacheResources resources, ReadSlice slice) {
    ResourceOperations ops = resources.ops();
    if (ops == null) {
      throw new KernelBug("a read operation began without operations");
    }
    return kernel.has(NetfsBehaviour.PREPARE_WITHOUT_SUBREQUEST)
        ? ops.prepareOndemandRead(resources, slice, Long.MAX_VALUE, 0)
        : ops.prepareRead(resources, slice, Long.MAX_VALUE);
  }
}

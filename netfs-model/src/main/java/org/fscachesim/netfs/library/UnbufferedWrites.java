package org.fscachesim.netfs.library;

import java.nio.ByteBuffer;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.InvalidateFlag;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.event.WriteTrace;
import org.jspecify.annotations.Nullable;

/// Writes to the server past the pages. What the cache has of the file is thrown away, and nothing
/// is cached until the file has been closed by all.
///
/// Kernel: fs/netfs/direct_write.c
final class UnbufferedWrites {
  private final Netfs netfs;

  UnbufferedWrites(Netfs netfs) {
    this.netfs = netfs;
  }

  int write(NetfsInode inode, @Nullable Object file, long position, ByteBuffer from)
      throws ErrnoException {
    byte[] bytes = new byte[from.remaining()];
    if (bytes.length == 0) {
      return 0;
    }
    Cookie cookie = inode.cookie();
    if (cookie != null) {
      cookie.invalidate(null, inode.fileSize(), InvalidateFlag.DIO_WRITE);
    }
    from.slice(from.position(), bytes.length).get(bytes);
    NetfsRequest request =
        NetfsRequest.allocate(
            inode, file, RequestOrigin.UNBUFFERED_WRITE, new FileRange(position, bytes.length));
    netfs.stats().directWrites.increment();
    request.trace(WriteTrace.UNBUFFERED_WRITE);
    request.flags.set(RequestFlag.UPLOAD_TO_SERVER);
    request.setMemory(IoBuffer.of(bytes));
    WriteCollector collector = new WriteCollector(request, true, false, _ -> {});
    collector.upload().advance(request.range());
    collector.handled(request.range().end());
    collector.allQueued();
    request.flags.awaitClear(RequestFlag.IN_PROGRESS);
    Errno error = request.error();
    int written = (int) collector.uploaded();
    request.put(RequestRefTrace.PUT_RETURN, false);
    if (error != null && written == 0) {
      throw error.exception();
    }
    BufferedWrites.grow(inode, position + written);
    inode.raiseZeroPoint(position + written);
    from.position(from.position() + written);
    return written;
  }
}

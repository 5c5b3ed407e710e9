package org.fscachesim.netfs.nfs;

import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.server.Attributes;
import org.fscachesim.netfs.server.Connection;
import org.jspecify.annotations.Nullable;

/// What a mount knows of its server.
///
/// @param volume null for a mount that is not cached
///
///   Kernel: include/linux/nfs_fs_sb.h (struct nfs_server)
record Session(Kernel kernel, Options options, Connection server, @Nullable Volume volume) {
  /// Reads until the buffer is full or the server has no more.
  ///
  /// @return bytes read
  int read(long id, long offset, IoBuffer into) throws ErrnoException {
    int done = 0;
    while (done < into.length()) {
      int wanted = Math.min(into.length() - done, options.readSize());
      byte[] got = server.read(id, offset + done, wanted);
      if (got.length == 0) {
        break;
      }
      into.put(done, got, 0, got.length);
      done += got.length;
    }
    return done;
  }

  /// Writes all of the buffer.
  ///
  /// @return what the file is then
  Attributes write(long id, long offset, IoBuffer from) throws ErrnoException {
    Attributes after = null;
    int done = 0;
    while (done < from.length()) {
      byte[] piece = new byte[Math.min(from.length() - done, options.writeSize())];
      from.get(done, piece, 0, piece.length);
      after = server.write(id, offset + done, piece);
      done += piece.length;
    }
    return after == null ? server.attributes(id) : after;
  }
}

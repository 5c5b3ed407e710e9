package org.fscachesim.netfs.ninep;

import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.netfs.server.Connection;
import org.jspecify.annotations.Nullable;

/// What a mount knows of its server.
///
/// @param server the way there
/// @param volume null for a mount that is not cached
///
///   Kernel: fs/9p/v9fs.h (struct v9fs_session_info)
record Session(Kernel kernel, Options options, Connection server, @Nullable Volume volume) {
  /// Opens the volume, if files are to be cached. A volume that another mount has is no reason to
  /// fail: this one does without.
  ///
  /// @param source the mount tag
  /// @throws ErrnoException `ENOMEM`
  ///
  ///   Kernel: fs/9p/cache.c (v9fs_cache_session_get_cookie)
  static Session open(Fscache fscache, String source, Options options, Connection server)
      throws ErrnoException {
    Kernel kernel = fscache.kernel();
    Volume volume = null;
    if (options.has(CacheMode.FSCACHE)) {
      String key = key(source, options);
      try {
        volume = fscache.acquireVolume(key, null, null);
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EBUSY) {
          throw e;
        }
        kernel.log().error("9p: Cache volume key already in use (" + key + ")");
      }
    }
    return new Session(kernel, options, server, volume);
  }

  private static String key(String source, Options options) {
    String tag = options.cacheTag();
    return "9p,%s,%s".formatted(source, tag == null ? options.aname() : tag).replace('/', ';');
  }

  /// Kernel: fs/9p/v9fs.c (v9fs_session_close)
  void close() {
    if (volume != null) {
      volume.relinquish(null, false);
    }
  }

  /// Reads until the buffer is full or the server has no more; a short answer is followed by
  /// another question.
  ///
  /// @return bytes read
  /// @throws ErrnoException as [Connection#read], even though bytes were read before
  ///
  ///   Kernel: net/9p/client.c (p9_client_read)
  int read(long id, long offset, IoBuffer into) throws ErrnoException {
    int done = 0;
    while (done < into.length()) {
      int wanted = Math.min(into.length() - done, options.maxData());
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
  /// @throws ErrnoException as [Connection#write]; some of it may have been written
  ///
  ///   Kernel: net/9p/client.c (p9_client_write)
  void write(long id, long offset, IoBuffer from) throws ErrnoException {
    int done = 0;
    while (done < from.length()) {
      byte[] piece = new byte[Math.min(from.length() - done, options.maxData())];
      from.get(done, piece, 0, piece.length);
      server.write(id, offset + done, piece);
      done += piece.length;
    }
  }

  /// Whether names and inodes stay when nobody uses them.
  boolean remembersInodes() {
    return options.has(CacheMode.META) || options.has(CacheMode.LOOSE);
  }
}

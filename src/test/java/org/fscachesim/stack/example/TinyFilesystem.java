package org.fscachesim.stack.example;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.library.Netfs;
import org.fscachesim.netfs.library.NetfsInode;
import org.fscachesim.netfs.library.NetfsMapping;
import org.fscachesim.netfs.library.NetfsRequest;
import org.fscachesim.netfs.library.NetfsSubrequest;
import org.fscachesim.netfs.library.RequestOperations;
import org.fscachesim.netfs.pagecache.CachedFile;
import org.fscachesim.netfs.pagecache.PageSweep;
import org.fscachesim.netfs.pagecache.ReadaheadState;

/// The smallest network filesystem that works. Its server is a map; an empty one has lost them all.
final class TinyFilesystem {
  private static final int READAHEAD_PAGES = 32;

  private final Fscache fscache;
  private final Netfs netfs;
  private final Map<String, byte[]> server;
  private final Volume volume;

  /// Mounts: the volume names what is mounted, in the cache.
  TinyFilesystem(Fscache fscache, Map<String, byte[]> server) throws ErrnoException {
    this.fscache = fscache;
    this.netfs = new Netfs(fscache);
    this.server = server;
    this.volume = Objects.requireNonNull(fscache.acquireVolume("tiny,server", null, null));
  }

  /// Unmounts; all files are closed.
  void unmount() {
    volume.relinquish(null, false);
  }

  /// Opens a file, whose version and size somebody asked the server for.
  OpenFile open(String name, byte version, int size) {
    Cookie cookie =
        Objects.requireNonNull(
            fscache.acquireCookie(volume, Set.of(), name, new byte[] {version}, size));
    cookie.use(false);
    NetfsInode inode = new NetfsInode(netfs, 1, size, new Requests(name), NetfsMapping::new);
    inode.setCookie(cookie);
    return new OpenFile(
        inode, cookie, new CachedFile(inode.mapping(), new ReadaheadState(READAHEAD_PAGES), name));
  }

  /// An open file.
  record OpenFile(NetfsInode inode, Cookie cookie, CachedFile pages) {
    byte[] read() throws ErrnoException {
      ByteBuffer all = ByteBuffer.allocate((int) inode.fileSize());
      while (all.hasRemaining() && pages.read(all.position(), all) > 0) {
        // Until the end of the file; the position moves by what was read.
      }
      return all.array();
    }

    /// Closes the file and forgets the inode; what the cache has is kept. Later kernels store what
    /// was read when they write back, so that comes first.
    void close() throws ErrnoException {
      FileRange all = new FileRange(0, Long.MAX_VALUE);
      inode.writepages(all, true);
      PageSweep.awaitWriteback(inode.mapping());
      inode.mapping().truncate(0);
      inode.writebackPin().clearInode(cookie, null, inode.fileSize());
      inode.setCookie(null);
      cookie.unuse();
      cookie.relinquish(false);
    }
  }

  /// What the library asks of a filesystem: its server's bytes.
  private final class Requests implements RequestOperations {
    private final String name;

    Requests(String name) {
      this.name = name;
    }

    @Override
    public void beginCacheOperation(NetfsRequest request) throws ErrnoException {
      request.resources().beginReadOperation(request.inode().cookie());
    }

    @Override
    public void issueRead(NetfsSubrequest subrequest) {
      byte[] content = server.get(name);
      if (content == null) {
        subrequest.terminated(new IoOutcome.Failed(Errno.EIO), false);
        return;
      }
      long position = subrequest.position();
      int count = (int) Math.clamp(content.length - position, 0, subrequest.remaining());
      subrequest.buffer().put(0, content, (int) position, count);
      subrequest.buffer().zero(count, (int) subrequest.remaining() - count);
      subrequest.terminated(new IoOutcome.Transferred(subrequest.remaining()), false);
    }
  }
}

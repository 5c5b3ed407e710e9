package org.fscachesim.netfs.ninep;

import java.nio.ByteBuffer;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.pagecache.CachedFile;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadState;
import org.fscachesim.netfs.server.ServerPaths;

/// An open file or directory.
///
/// Kernel: fs/9p/vfs_file.c
final class NinepFile implements ClientFile {
  private final NinepMount mount;
  private final NinepInode inode;
  private final OpenFlags flags;
  private final boolean readsPages;
  private final boolean writesPages;
  private final CachedFile pages;
  private boolean closed;

  /// The inode is put when the file is closed.
  ///
  /// Kernel: fs/9p/vfs_file.c (v9fs_file_open), fs/9p/fid.h (v9fs_fid_add_modes)
  NinepFile(NinepMount mount, NinepInode inode, OpenFlags flags) {
    this.mount = mount;
    this.inode = inode;
    this.flags = flags;
    Options options = mount.session().options();
    boolean unversioned =
        mount.kernel().has(NetfsBehaviour.NINEP_CACHE_BITS)
            && inode.isUnversioned()
            && !options.ignoreQidVersion();
    this.readsPages = !options.cache().isEmpty() && !unversioned && !options.directIo();
    boolean writesThrough = mount.kernel().has(NetfsBehaviour.NINEP_CACHE_BITS) && flags.sync();
    this.writesPages = readsPages && options.has(CacheMode.WRITEBACK) && !writesThrough;
    // A window is one message at most.
    int window = readsPages ? options.maxData() / Folio.SIZE : 0;
    this.pages = new CachedFile(inode.netfs().mapping(), new ReadaheadState(window), this);
    Cookie cookie = inode.cookie();
    if (cookie != null) {
      cookie.use(flags.write());
    }
  }

  /// Kernel: fs/9p/vfs_file.c (v9fs_file_read_iter)
  @Override
  public int read(long offset, ByteBuffer into) throws ErrnoException {
    check(flags.read(), offset);
    if (readsPages) {
      return pages.read(offset, into);
    }
    if (mount.kernel().has(NetfsBehaviour.LIBRARY_WRITES)) {
      inode.writeAndWait();
      return inode.netfs().readUnbuffered(this, offset, into);
    }
    byte[] bytes = new byte[into.remaining()];
    int count = mount.session().read(inode.id(), offset, IoBuffer.of(bytes));
    into.put(bytes, 0, count);
    return count;
  }

  /// Kernel: fs/9p/vfs_file.c (v9fs_file_write_iter)
  @Override
  public int write(long offset, ByteBuffer from) throws ErrnoException {
    check(flags.write(), offset);
    try (Held _ = inode.lock().hold()) {
      if (mount.kernel().has(NetfsBehaviour.LIBRARY_WRITES)) {
        return writeByLibrary(offset, from);
      }
      if (writesPages) {
        int count = pages.write(offset, from);
        if (flags.sync()) {
          inode.writeAndWait();
        }
        return count;
      }
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      mount.session().write(inode.id(), offset, IoBuffer.of(bytes));
      inode.wroteDirectly(offset, bytes.length);
      return bytes.length;
    }
  }

  private int writeByLibrary(long offset, ByteBuffer from) throws ErrnoException {
    if (writesPages) {
      return inode.netfs().write(this, offset, from);
    }
    FileRange range = new FileRange(offset, from.remaining());
    inode.writeAndWait();
    inode.forgetPages(range);
    int count = inode.netfs().writeUnbuffered(this, offset, from);
    inode.forgetPages(range);
    return count;
  }

  /// Kernel: fs/9p/vfs_file.c (v9fs_file_fsync_dotl)
  @Override
  public void fsync() throws ErrnoException {
    try (Held _ = inode.lock().hold()) {
      inode.writeAndWait();
    }
  }

  private void check(boolean allowed, long offset) throws ErrnoException {
    ServerPaths.checkTransfer(allowed, offset, inode.isDirectory());
  }

  @Override
  public FileStat stat() {
    return inode.stat();
  }

  /// Kernel: fs/9p/vfs_dir.c (v9fs_dir_release)
  @Override
  public void close() throws ErrnoException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (flags.write() && mount.kernel().has(NetfsBehaviour.NINEP_WRITES_BACK_ON_CLOSE)) {
        inode.startWriteback(true);
      }
    } finally {
      Cookie cookie = inode.cookie();
      if (cookie != null && flags.write()) {
        cookie.unuse(inode.coherency(), inode.netfs().fileSize());
      } else if (cookie != null) {
        cookie.unuse();
      }
      mount.closed(inode);
    }
  }
}

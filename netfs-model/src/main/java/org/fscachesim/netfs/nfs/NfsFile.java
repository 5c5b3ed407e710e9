package org.fscachesim.netfs.nfs;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.netfs.pagecache.CachedFile;
import org.fscachesim.netfs.pagecache.ReadaheadState;
import org.fscachesim.netfs.server.ServerPaths;

/// An open file or directory.
///
/// Kernel: fs/nfs/file.c
final class NfsFile implements ClientFile {
  private final NfsMount mount;
  private final NfsInode inode;
  private final OpenFlags flags;
  private final CachedFile pages;
  private boolean closed;

  NfsFile(NfsMount mount, NfsInode inode, OpenFlags flags) {
    this.mount = mount;
    this.inode = inode;
    this.flags = flags;
    this.pages =
        new CachedFile(
            inode.netfs().mapping(), new ReadaheadState(ReadaheadState.DEFAULT_MAX_PAGES), this);
  }

  @Override
  public int read(long offset, ByteBuffer into) throws ErrnoException {
    check(flags.read(), offset);
    return pages.read(offset, into);
  }

  @Override
  public int write(long offset, ByteBuffer from) throws ErrnoException {
    check(flags.write(), offset);
    try (Held _ = inode.lock().hold()) {
      int count = pages.write(offset, from);
      if (flags.sync()) {
        inode.writeAndWait();
      }
      return count;
    }
  }

  private void check(boolean allowed, long offset) throws ErrnoException {
    ServerPaths.checkTransfer(allowed, offset, inode.isDirectory());
  }

  /// Kernel: fs/nfs/file.c (nfs_file_fsync)
  @Override
  public void fsync() throws ErrnoException {
    inode.writeAndWait();
  }

  @Override
  public FileStat stat() {
    return inode.stat();
  }

  @Override
  public void close() throws ErrnoException {
    if (!closed) {
      closed = true;
      try {
        inode.close(flags.write());
      } finally {
        mount.closed();
      }
    }
  }
}

package org.fscachesim.netfs.erofs;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.netfs.pagecache.CachedFile;
import org.fscachesim.netfs.pagecache.ReadaheadState;

/// An open file or directory of a mounted image.
///
/// Kernel: fs/erofs/data.c (erofs_file_fops)
final class ErofsFile implements ClientFile {
  private final ErofsMount mount;
  private final ErofsInode inode;
  private final CachedFile pages;
  private boolean closed;

  ErofsFile(ErofsMount mount, ErofsInode inode) {
    this.mount = mount;
    this.inode = inode;
    this.pages =
        new CachedFile(inode.mapping(), new ReadaheadState(ReadaheadState.DEFAULT_MAX_PAGES));
    mount.fileOpened();
  }

  @Override
  public int read(long offset, ByteBuffer into) throws ErrnoException {
    if (offset < 0) {
      throw Errno.EINVAL.exception();
    }
    if (inode.disk().isDirectory()) {
      throw Errno.EISDIR.exception();
    }
    return pages.read(offset, into);
  }

  @Override
  public int write(long offset, ByteBuffer from) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public FileStat stat() {
    return ErofsMount.stat(inode);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      mount.fileClosed();
    }
  }
}

package org.fscachesim.netfs.nfs;

import java.util.EnumSet;
import org.fscachesim.fscache.Advice;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.InvalidateFlag;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.netfs.library.NetfsInode;
import org.fscachesim.netfs.pagecache.PageSweep;
import org.fscachesim.netfs.server.Attributes;
import org.fscachesim.netfs.writeback.DirtyFile;
import org.fscachesim.netfs.writeback.PagewiseMapping;
import org.jspecify.annotations.Nullable;

/// An inode in memory, which knows the server's file as it was when it was last asked for.
///
/// Kernel: include/linux/nfs_fs.h (struct nfs_inode), fs/nfs/inode.c
final class NfsInode implements DirtyFile {
  private static final int SECTOR = 512;

  private final NfsMount mount;
  private final Session session;
  private final long id;
  private final NetfsInode netfs;
  // Orders writes, truncation and what was heard from the server (i_rwsem).
  private final Mutex lock;
  private final Shared<Attributes> attributes;

  NfsInode(NfsMount mount, Attributes attributes) {
    this.mount = mount;
    this.session = mount.session();
    this.id = attributes.id();
    this.lock = new Mutex(session.kernel(), "nfs inode");
    this.attributes = new Shared<>(session.kernel(), "attributes of nfs inode " + id, attributes);
    this.netfs =
        new NetfsInode(
            mount.netfs(),
            id,
            attributes.size(),
            new NfsRequests(session, id),
            inode -> new Pages(inode));
    netfs.expectGrowthAtServer();
  }

  /// Kernel: fs/nfs/file.c (nfs_file_aops)
  private final class Pages extends PagewiseMapping {
    Pages(NetfsInode inode) {
      super(inode, mount.flusher(), NfsInode.this);
    }

    @Override
    protected void upload(long start, IoBuffer bytes) throws ErrnoException {
      attributes.set(session.write(id, start, bytes));
    }
  }

  long id() {
    return id;
  }

  NetfsInode netfs() {
    return netfs;
  }

  Mutex lock() {
    return lock;
  }

  boolean isDirectory() {
    return FileType.ofMode(attributes.get().mode()) == FileType.DIRECTORY;
  }

  private byte[] coherency() {
    return Identity.coherency(session.options(), attributes.get());
  }

  /// Gets the cookie, if there is a volume; directories have none.
  ///
  /// Kernel: fs/nfs/fscache.c (nfs_fscache_init_inode)
  void instantiate() {
    Volume volume = session.volume();
    if (!isDirectory() && volume != null) {
      netfs.setCookie(
          mount
              .fscache()
              .acquireCookie(
                  volume,
                  EnumSet.noneOf(Advice.class),
                  Identity.cookieKey(id),
                  coherency(),
                  netfs.fileSize()));
    }
  }

  /// Opens the file: what has changed at the server since is forgotten, and a writer keeps the
  /// cache out of it.
  ///
  /// Kernel: fs/nfs/inode.c (nfs_revalidate_inode), fs/nfs/fscache.c (nfs_fscache_open_file)
  void open(boolean write) throws ErrnoException {
    if (isDirectory()) {
      return;
    }
    Attributes now = session.server().attributes(id);
    try (Held _ = lock.hold()) {
      Attributes known = attributes.get();
      if (now.change() != known.change() && !hasDirtyPages()) {
        takeOver(now);
      }
    }
    Cookie cookie = netfs.cookie();
    if (cookie != null) {
      cookie.use(write);
      if (write) {
        cookie.invalidate(coherency(), netfs.fileSize(), InvalidateFlag.DIO_WRITE);
      }
    }
  }

  /// The server's file is another one: neither pages nor cache are right.
  ///
  /// Kernel: fs/nfs/inode.c (nfs_invalidate_mapping)
  private void takeOver(Attributes now) {
    attributes.set(now);
    PageSweep.truncate(netfs.mapping(), 0);
    netfs.setFileSize(now.size());
    Cookie cookie = netfs.cookie();
    if (cookie != null) {
      cookie.invalidate(coherency(), now.size());
    }
  }

  /// Closes the file; after a writer the server has everything.
  ///
  /// @throws ErrnoException some of it could not be written
  ///
  ///   Kernel: fs/nfs/file.c (nfs_file_flush), fs/nfs/fscache.c (nfs_fscache_release_file)
  void close(boolean write) throws ErrnoException {
    if (isDirectory()) {
      return;
    }
    try {
      if (write) {
        writeAndWait();
      }
    } finally {
      Cookie cookie = netfs.cookie();
      if (cookie != null && write) {
        cookie.unuse(coherency(), netfs.fileSize());
      } else if (cookie != null) {
        cookie.unuse();
      }
    }
  }

  /// Kernel: mm/filemap.c (filemap_write_and_wait)
  void writeAndWait() throws ErrnoException {
    startWriteback(true);
    awaitWriteback();
  }

  /// Kernel: fs/nfs/inode.c (nfs_setattr)
  void truncate(long size) throws ErrnoException {
    if (isDirectory()) {
      throw Errno.EISDIR.exception();
    }
    try (Held _ = lock.hold()) {
      writeAndWait();
      attributes.set(session.server().resize(id, size));
      netfs.setFileSize(size);
      PageSweep.truncate(netfs.mapping(), size);
      Cookie cookie = netfs.cookie();
      if (cookie != null) {
        cookie.invalidate(coherency(), size);
      }
    }
  }

  FileStat stat() {
    long size = netfs.fileSize();
    return new FileStat(attributes.get().mode(), size, (size + SECTOR - 1) / SECTOR, id);
  }

  @Override
  public boolean hasDirtyPages() {
    return PageSweep.anyDirty(netfs.mapping());
  }

  @Override
  public void startWriteback(boolean all) throws ErrnoException {
    PageSweep.write(netfs.mapping(), all);
  }

  /// Kernel: fs/nfs/write.c (nfs_write_inode)
  @Override
  public void cleaned() {
    Cookie cookie = netfs.cookie();
    if (netfs.writebackPin().cleaned() && cookie != null) {
      netfs.writebackPin().unpin(cookie);
    }
  }

  @Override
  public void awaitWriteback() {
    PageSweep.awaitWriteback(netfs.mapping());
  }

  void dropPages() {
    netfs.mapping().dropUnlockedPages();
  }

  /// Kernel: fs/nfs/inode.c (nfs_evict_inode)
  void evict() {
    PageSweep.truncate(netfs.mapping(), 0);
    mount.flusher().forget(this);
    @Nullable Cookie cookie = netfs.cookie();
    if (cookie != null) {
      netfs.writebackPin().clearInode(cookie, coherency(), netfs.fileSize());
      cookie.relinquish(false);
      netfs.setCookie(null);
    }
  }

  @Override
  public String toString() {
    return "nfs inode " + id;
  }
}

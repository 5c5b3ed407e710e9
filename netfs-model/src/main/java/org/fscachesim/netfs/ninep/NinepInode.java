package org.fscachesim.netfs.ninep;

import java.util.EnumSet;
import org.fscachesim.fscache.Advice;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.library.NetfsInode;
import org.fscachesim.netfs.pagecache.PageSweep;
import org.fscachesim.netfs.server.Attributes;
import org.fscachesim.netfs.writeback.DirtyFile;
import org.jspecify.annotations.Nullable;

/// An inode in memory: a file or directory of the server, as it was when it was first looked at.
///
/// Kernel: fs/9p/v9fs.h (struct v9fs_inode)
final class NinepInode implements DirtyFile {
  private static final int SECTOR = 512;

  // Guarded by the lock of the mount's inodes.
  int users;

  private final NinepMount mount;
  private final Attributes attributes;
  private final NetfsInode netfs;
  private final Mutex lock;
  private final Completion instantiated;

  NinepInode(NinepMount mount, Attributes attributes) {
    this.mount = mount;
    this.attributes = attributes;
    long number = Qid.inodeNumber(attributes.id());
    this.netfs =
        new NetfsInode(
            mount.netfs(),
            number,
            attributes.size(),
            new NinepRequests(mount.session(), attributes.id()),
            inode ->
                mount.kernel().has(NetfsBehaviour.LIBRARY_WRITES)
                    ? new LibraryMapping(inode, this)
                    : new NinepMapping(inode, this));
    this.lock = new Mutex(mount.kernel(), "9p inode");
    this.instantiated = new Completion(mount.kernel(), "9p inode " + number + " is new");
  }

  /// What the server calls it (qid.path).
  long id() {
    return attributes.id();
  }

  NinepMount mount() {
    return mount;
  }

  NetfsInode netfs() {
    return netfs;
  }

  /// Orders writes and changes of the size (i_rwsem).
  Mutex lock() {
    return lock;
  }

  boolean isDirectory() {
    return FileType.ofMode(attributes.mode()) == FileType.DIRECTORY;
  }

  /// Which state of the file the cache is to hold (qid.version).
  byte[] coherency() {
    return Qid.coherency(Qid.version(attributes));
  }

  /// Whether the server gives it no version, as it does for files that change by themselves.
  boolean isUnversioned() {
    return Qid.version(attributes) == 0;
  }

  /// Bytes were written to the server past the pages, which are wrong now if there are any, and so
  /// is what the cache has. The size comes first: a page that is read in between, up to the old
  /// size, would have zeros from there on.
  void wroteDirectly(long offset, int length) {
    netfs.setFileSize(Math.max(netfs.fileSize(), offset + length));
    forgetPages(new FileRange(offset, length));
    Cookie cookie = cookie();
    if (cookie != null) {
      cookie.invalidate(coherency(), netfs.fileSize());
    }
  }

  /// Takes away the clean pages of a range.
  void forgetPages(FileRange range) {
    PageSweep.invalidate(netfs.mapping(), range);
  }

  @Nullable Cookie cookie() {
    return netfs.cookie();
  }

  /// Gets the cookie, if there is a volume. Directories have none.
  ///
  /// Kernel: fs/9p/cache.c (v9fs_cache_inode_get_cookie)
  void instantiate() {
    Volume volume = mount.session().volume();
    if (!isDirectory() && volume != null) {
      netfs.setCookie(
          mount
              .fscache()
              .acquireCookie(
                  volume,
                  EnumSet.noneOf(Advice.class),
                  Qid.cookieKey(id()),
                  coherency(),
                  netfs.fileSize()));
    }
    instantiated.completeAll();
  }

  void awaitInstantiated() {
    instantiated.await();
  }

  /// Kernel: fs/9p/vfs_inode_dotl.c (v9fs_vfs_getattr_dotl)
  FileStat stat() {
    long size = netfs.fileSize();
    long blocks = (size + SECTOR - 1) / SECTOR;
    return new FileStat(attributes.mode(), size, blocks, netfs.number());
  }

  /// Writes what is dirty, then changes the size at the server, then here.
  ///
  /// Kernel: fs/9p/vfs_inode_dotl.c (v9fs_vfs_setattr_dotl)
  void truncate(long size) throws ErrnoException {
    if (isDirectory()) {
      throw Errno.EISDIR.exception();
    }
    try (Held _ = lock.hold()) {
      writeAndWait();
      mount.session().server().resize(id(), size);
      if (size == netfs.fileSize()) {
        return;
      }
      netfs.setFileSize(size);
      PageSweep.truncate(netfs.mapping(), size);
      netfs.resize(size);
      Cookie cookie = cookie();
      if (cookie != null && mount.kernel().has(NetfsBehaviour.NINEP_RESIZES_COOKIES)) {
        cookie.resize(size);
      }
    }
  }

  /// Kernel: mm/filemap.c (filemap_write_and_wait)
  void writeAndWait() throws ErrnoException {
    startWriteback(true);
    awaitWriteback();
    Errno failed = netfs.takeWritebackError();
    if (failed != null) {
      throw failed.exception();
    }
  }

  void dropPages() {
    netfs.mapping().dropUnlockedPages();
  }

  @Override
  public boolean hasDirtyPages() {
    return PageSweep.anyDirty(netfs.mapping());
  }

  @Override
  public void startWriteback(boolean all) throws ErrnoException {
    PageSweep.write(netfs.mapping(), all);
  }

  /// Kernel: fs/9p/vfs_super.c (v9fs_write_inode_dotl)
  @Override
  public void cleaned() {
    Cookie cookie = cookie();
    if (netfs.writebackPin().cleaned() && cookie != null) {
      netfs.writebackPin().unpin(cookie);
    }
  }

  @Override
  public void awaitWriteback() {
    PageSweep.awaitWriteback(netfs.mapping());
  }

  /// The inode goes, and its pages with it.
  ///
  /// Kernel: fs/9p/vfs_inode.c (v9fs_evict_inode)
  void evict() {
    netfs.awaitRequests();
    PageSweep.truncate(netfs.mapping(), 0);
    mount.flusher().forget(this);
    Cookie cookie = cookie();
    if (cookie != null) {
      netfs.writebackPin().clearInode(cookie, coherency(), netfs.fileSize());
      cookie.relinquish(false);
      netfs.setCookie(null);
    }
  }

  @Override
  public String toString() {
    return "9p inode " + netfs.number();
  }
}

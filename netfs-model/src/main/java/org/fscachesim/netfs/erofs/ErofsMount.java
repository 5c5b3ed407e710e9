package org.fscachesim.netfs.erofs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientFilesystem;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.netfs.erofs.format.DirectoryEntry;
import org.fscachesim.netfs.erofs.format.DiskInode;
import org.fscachesim.netfs.erofs.format.ErofsReader;
import org.fscachesim.netfs.erofs.format.FileType;
import org.fscachesim.netfs.erofs.format.PageSource;
import org.jspecify.annotations.Nullable;

/// A mounted image.
///
/// Kernel: fs/erofs/super.c
final class ErofsMount implements ClientFilesystem {
  private static final int SECTOR = 512;

  private final Kernel kernel;
  private final Registration registration;
  private final Image image;
  private final ErofsInode root;
  private final PathWalk walk = new PathWalk(this);
  private final AtomicCounter openFiles;
  private final SpinLock inodeLock;
  // Guarded by `inodeLock`.
  private final Map<Long, ErofsInode> inodes = new LinkedHashMap<>();

  ErofsMount(Kernel kernel, Registration registration, Image image, DiskInode root) {
    this.kernel = kernel;
    this.registration = registration;
    this.image = image;
    this.openFiles = new AtomicCounter(kernel, "open files of " + image.primary().name(), 0);
    this.inodeLock = new SpinLock(kernel, "erofs inodes");
    this.root = remember(root);
  }

  ErofsInode root() {
    return root;
  }

  ErofsReader reader() {
    return image.reader();
  }

  /// The inode of a name in a directory.
  ///
  /// Kernel: fs/erofs/namei.c (erofs_lookup)
  ErofsInode lookup(ErofsInode directory, String name) throws ErrnoException {
    return inode(reader().lookup(directory.disk(), directory.pages(), name));
  }

  /// Kernel: fs/erofs/inode.c (erofs_iget)
  private ErofsInode inode(long nid) throws ErrnoException {
    ErofsInode known = known(nid);
    return known != null ? known : remember(reader().inode(nid));
  }

  private @Nullable ErofsInode known(long nid) {
    try (Held _ = inodeLock.hold()) {
      return inodes.get(nid);
    }
  }

  private ErofsInode remember(DiskInode disk) {
    ErofsInode fresh = new ErofsInode(kernel, image, disk);
    try (Held _ = inodeLock.hold()) {
      ErofsInode other = inodes.putIfAbsent(disk.nid(), fresh);
      return other == null ? fresh : other;
    }
  }

  @Override
  public ClientFile open(String path, OpenFlags flags, boolean create) throws ErrnoException {
    ErofsInode inode;
    try {
      inode = walk.resolve(path, true);
    } catch (ErrnoException e) {
      throw create && e.errno() == Errno.ENOENT ? Errno.EROFS.exception() : e;
    }
    if (flags.write()) {
      throw inode.disk().isDirectory() ? Errno.EISDIR.exception() : Errno.EROFS.exception();
    }
    return switch (inode.disk().type()) {
      case REGULAR, DIRECTORY -> new ErofsFile(this, inode);
      case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET, SYMLINK -> throw Errno.ENXIO.exception();
    };
  }

  void fileOpened() {
    openFiles.incrementAndGet();
  }

  void fileClosed() {
    openFiles.decrementAndGet();
  }

  @Override
  public FileStat stat(String path) throws ErrnoException {
    return stat(walk.resolve(path, true));
  }

  /// Kernel: fs/erofs/inode.c (erofs_getattr)
  static FileStat stat(ErofsInode inode) {
    DiskInode disk = inode.disk();
    long blocks =
        (disk.size() + PageSource.PAGE_SIZE - 1)
            / PageSource.PAGE_SIZE
            * (PageSource.PAGE_SIZE / SECTOR);
    return new FileStat(disk.mode(), disk.size(), blocks, disk.nid());
  }

  @Override
  public List<String> names(String path) throws ErrnoException {
    ErofsInode directory = walk.resolve(path, true);
    PathWalk.requireDirectory(directory);
    List<String> names = new ArrayList<>();
    for (DirectoryEntry entry : reader().list(directory.disk(), directory.pages())) {
      if (!entry.name().equals(".") && !entry.name().equals("..")) {
        names.add(entry.name());
      }
    }
    names.sort(null);
    return names;
  }

  @Override
  public String readlink(String path) throws ErrnoException {
    ErofsInode link = walk.resolve(path, false);
    if (link.disk().type() != FileType.SYMLINK) {
      throw Errno.EINVAL.exception();
    }
    return walk.target(link);
  }

  @Override
  public void truncate(String path, long size) throws ErrnoException {
    ErofsInode inode = walk.resolve(path, true);
    throw inode.disk().isDirectory() ? Errno.EISDIR.exception() : Errno.EROFS.exception();
  }

  @Override
  public void sync() {}

  /// Forgets all cached pages, so that they are read from the cache again.
  ///
  /// Kernel: fs/drop_caches.c (drop_pagecache_sb)
  @Override
  public void dropPageCache() {
    List<ErofsInode> all;
    try (Held _ = inodeLock.hold()) {
      all = List.copyOf(inodes.values());
    }
    all.forEach(inode -> inode.mapping().dropUnlockedPages());
    image.dropUnlockedPages();
  }

  @Override
  public void unmount() {
    registration.unregister();
  }

  @Override
  public int openFiles() {
    return (int) openFiles.get();
  }
}

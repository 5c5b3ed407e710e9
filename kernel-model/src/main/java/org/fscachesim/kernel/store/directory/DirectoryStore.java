package org.fscachesim.kernel.store.directory;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.HostStat;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.Stat;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.store.support.AbstractStore;
import org.fscachesim.kernel.store.support.Names;
import org.jspecify.annotations.Nullable;

/// A filesystem that is a directory of the host, as root or as an ordinary user.
///
/// It answers as the [contract][org.fscachesim.kernel.store.BackingStore] says, with these
/// differences to a disk of its own:
///
/// - **Direct I/O** is checked for its alignment and then done through the host's page cache.
/// - **Data and holes** are what the host's seeks report. Their granularity is the host's block
///   (4096 bytes on ext4, xfs, btrfs and tmpfs with usual settings). A block that was allocated but
///   not written may begin to count as data once it has been read. Where blocks lie costs the host
///   some blocks of its own, which the free counts and [Stat] include.
/// - **Space** is the host's, or counted from what [#setFreeCounts] took over; ENOSPC comes from
///   the host alone. What others add and remove moves the counts when the options say so.
/// - **Modes** of an ordinary user's files have the owner's bits added (see
///   [org.fscachesim.kernel.store.StoreTraits#exactModes]).
/// - **sync** forces nothing unless the options say so.
/// - Other filesystems mounted below are not entered: EXDEV.
public final class DirectoryStore extends AbstractStore {
  private static final int OWNER_FILE = 0600;
  private static final int OWNER_DIRECTORY = 0700;
  private static final int PERMISSIONS = 07777;
  private static final int SECTOR = 512;
  static final int DISK_BLOCK = 4096;
  private static final int DISK_BYTES_PER_INODE = 16 * 1024;

  private final Object lock = new Object();
  private final DirectoryStoreOptions options;
  private final boolean hostReadOnly;
  private final Descriptors descriptors;
  private final Places places;
  private final HostSpace space;

  private DirectoryStore(HostRoot root, DirectoryStoreOptions options) throws ErrnoException {
    super(root.traits());
    this.options = options;
    this.space = new HostSpace(options.shared(), this::usage);
    this.hostReadOnly = root.readOnly();
    InodeTable inodes = new InodeTable(this);
    this.descriptors = new Descriptors(lock, inodes, options.maxDescriptors());
    this.places =
        new Places(
            inodes, descriptors, space, LibC.stat(root.fd()), new Descriptor(root.fd(), false));
    if (hostReadOnly) {
      turnReadOnly();
    }
    if (options.diskBytes() != 0) {
      simulateDisk(options.diskBytes());
    }
  }

  /// Opens a directory that exists, with usual options.
  ///
  /// @throws StoreUnsupportedException when the directory or its filesystem lacks something; the
  ///   message tells what
  public static DirectoryStore open(Path directory) throws StoreUnsupportedException {
    return open(directory, DirectoryStoreOptions.defaults());
  }

  /// Opens a directory that exists.
  ///
  /// @throws StoreUnsupportedException when the directory or its filesystem lacks something; the
  ///   message tells what
  public static DirectoryStore open(Path directory, DirectoryStoreOptions options)
      throws StoreUnsupportedException {
    HostRoot root = HostRoot.open(directory);
    try {
      return new DirectoryStore(root, options);
    } catch (ErrnoException e) {
      LibC.close(root.fd());
      throw HostRoot.unusable(directory, e);
    }
  }

  @Override
  public Inode root() {
    return places.root();
  }

  /// As for all stores; a host filesystem that is mounted read-only stays so.
  @Override
  public void remount(boolean readOnly) throws ErrnoException {
    super.remount(readOnly || hostReadOnly);
  }

  @Override
  public StatFs statfs() throws ErrnoException {
    begin(StoreOperation.STATFS);
    try (DescriptorLease lease = lease(places.root())) {
      return space.get(lease.fd());
    }
  }

  @Override
  public void setFreeCounts(StatFs counts) {
    try (DescriptorLease lease = lease(places.root())) {
      space.simulate(counts, lease.fd());
    } catch (ErrnoException e) {
      throw new IllegalStateException("the cache directory cannot be counted: " + e.errno(), e);
    }
  }

  /// What the directory takes, while this store changes nothing.
  private HostUsage usage(int fd) throws ErrnoException {
    synchronized (lock) {
      return HostUsage.of(fd).plus(places.nameless());
    }
  }

  /// The counts of a disk with blocks of 4096 bytes and an inode for each 16 KiB, as ext4 has them.
  private void simulateDisk(long bytes) throws ErrnoException {
    long blocks = bytes / DISK_BLOCK;
    long inodes = Math.max(1, bytes / DISK_BYTES_PER_INODE);
    try (DescriptorLease lease = lease(places.root())) {
      HostUsage used = usage(lease.fd());
      long free = Math.clamp(blocks - used.blocks512() * SECTOR / DISK_BLOCK, 0, blocks);
      long spare = Math.clamp(inodes - used.files(), 0, inodes);
      space.simulate(new StatFs(DISK_BLOCK, blocks, free, free, inodes, spare), lease.fd());
    }
  }

  @Override
  public void sync() throws ErrnoException {
    begin(StoreOperation.SYNC);
    if (options.durable()) {
      try (DescriptorLease lease = lease(places.root())) {
        LibC.syncfs(lease.fd());
      }
    }
  }

  @Override
  public @Nullable Inode lookup(Inode dir, String name) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.LOOKUP);
      HostInode parent = directory(dir, name);
      try (DescriptorLease lease = descriptors.lease(parent)) {
        @Nullable HostStat stat = HostListing.statOrNull(lease.fd(), name);
        if (stat == null && LibC.stat(lease.fd()).nlink() == 0) {
          throw Errno.ENOENT.exception(); // the directory was removed from outside
        }
        return stat == null ? null : places.found(parent, name, stat);
      }
    }
  }

  @Override
  public Inode create(Inode dir, String name, int mode) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.CREATE);
      checkMode(mode);
      HostInode parent = directory(dir, name);
      try (DescriptorLease lease = descriptors.lease(parent)) {
        checkNewName(lease.fd(), name);
        int flags = HostFlags.O_CREAT | HostFlags.O_EXCL | HostFlags.O_RDWR | HostFlags.O_NOFOLLOW;
        int wanted = traits().exactModes() ? mode : mode | OWNER_FILE;
        int fd = LibC.openat(lease.fd(), name, flags, wanted);
        try {
          HostStat stat = settleMode(fd, wanted);
          space.account(0, 1);
          return places.created(parent, name, stat);
        } finally {
          LibC.close(fd);
        }
      }
    }
  }

  @Override
  public Inode mkdir(Inode dir, String name, int mode) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.MKDIR);
      checkMode(mode);
      HostInode parent = directory(dir, name);
      try (DescriptorLease lease = descriptors.lease(parent)) {
        checkNewName(lease.fd(), name);
        int wanted = traits().exactModes() ? mode : mode | OWNER_DIRECTORY;
        LibC.mkdirat(lease.fd(), name, wanted);
        int flags = HostFlags.O_RDONLY | HostFlags.O_DIRECTORY | HostFlags.O_NOFOLLOW;
        int fd = LibC.openat(lease.fd(), name, flags, 0);
        try {
          HostStat stat = settleMode(fd, wanted);
          space.account(stat.blocks512(), 1);
          return places.created(parent, name, stat);
        } finally {
          LibC.close(fd);
        }
      }
    }
  }

  @Override
  public Inode symlink(Inode dir, String name, String target) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.SYMLINK);
      checkTarget(target);
      HostInode parent = directory(dir, name);
      try (DescriptorLease lease = descriptors.lease(parent)) {
        checkNewName(lease.fd(), name);
        LibC.symlinkat(target, lease.fd(), name);
        HostStat stat = LibC.statAt(lease.fd(), name);
        space.account(stat.blocks512(), 1);
        return places.created(parent, name, stat);
      }
    }
  }

  @Override
  public String readlink(Inode symlink) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.READLINK);
      HostInode link = own(symlink);
      if (link.type() != FileType.SYMLINK) {
        throw Errno.EINVAL.exception();
      }
      try (DescriptorLease lease = descriptors.lease(link)) {
        return LibC.readlinkat(lease.fd(), "");
      }
    }
  }

  @Override
  public Inode tmpfile(Inode dir, int mode) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.TMPFILE);
      checkMode(mode);
      HostInode parent = directory(dir);
      checkWritable();
      try (DescriptorLease lease = descriptors.lease(parent)) {
        int wanted = traits().exactModes() ? mode : mode | OWNER_FILE;
        int fd = LibC.openat(lease.fd(), ".", HostFlags.O_TMPFILE | HostFlags.O_RDWR, wanted);
        try {
          HostStat stat = settleMode(fd, wanted);
          space.account(0, 1);
          return places.createdWithoutName(stat, new Descriptor(fd, true));
        } catch (ErrnoException | RuntimeException e) {
          LibC.close(fd);
          throw e;
        }
      }
    }
  }

  @Override
  public void link(Inode file, Inode dir, String name) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.LINK);
      HostInode source = own(file);
      HostInode parent = directory(dir, name);
      try (DescriptorLease into = descriptors.lease(parent)) {
        checkNewName(into.fd(), name);
        if (source.isDirectory()) {
          throw Errno.EPERM.exception();
        }
        if (source.isGone()) {
          throw Errno.ENOENT.exception();
        }
        try (DescriptorLease from = descriptors.lease(source)) {
          LibC.linkat(
              HostFlags.AT_FDCWD,
              HostProbe.descriptorPath(from.fd()),
              into.fd(),
              name,
              HostFlags.AT_SYMLINK_FOLLOW);
        }
        places.placed(source, parent, name);
      }
    }
  }

  @Override
  public void unlink(Inode dir, String name) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.UNLINK);
      HostInode parent = directory(dir, name);
      checkWritable();
      try (DescriptorLease lease = descriptors.lease(parent)) {
        HostStat stat = LibC.statAt(lease.fd(), name);
        if (Places.typeOf(stat) == FileType.DIRECTORY) {
          throw Errno.EISDIR.exception();
        }
        @Nullable HostInode victim = places.keepWithoutName(parent, name, stat);
        LibC.unlinkat(lease.fd(), name, 0);
        places.nameGone(victim, parent, name, stat);
      }
    }
  }

  @Override
  public void rmdir(Inode dir, String name) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.RMDIR);
      HostInode parent = directory(dir, name);
      checkWritable();
      try (DescriptorLease lease = descriptors.lease(parent)) {
        HostStat stat = LibC.statAt(lease.fd(), name);
        if (Places.typeOf(stat) != FileType.DIRECTORY) {
          throw Errno.ENOTDIR.exception();
        }
        @Nullable HostInode victim = places.find(stat);
        if (victim != null && victim.isInUse()) {
          throw Errno.EBUSY.exception();
        }
        removing(() -> LibC.unlinkat(lease.fd(), name, HostFlags.AT_REMOVEDIR));
        places.nameGone(victim, parent, name, stat);
      }
    }
  }

  @Override
  public void rename(Inode fromDir, String fromName, Inode toDir, String toName)
      throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.RENAME);
      HostInode from = directory(fromDir, fromName);
      HostInode to = directory(toDir, toName);
      checkWritable();
      try (DescriptorLease source = descriptors.lease(from);
          DescriptorLease target = descriptors.lease(to)) {
        HostStat moved = LibC.statAt(source.fd(), fromName);
        @Nullable HostStat victimStat = HostListing.statOrNull(target.fd(), toName);
        if (victimStat != null && HostInode.Key.of(victimStat).equals(HostInode.Key.of(moved))) {
          return;
        }
        @Nullable HostInode victim =
            victimStat == null ? null : places.keepWithoutName(to, toName, victimStat);
        removing(() -> LibC.renameat(source.fd(), fromName, target.fd(), toName));
        if (victimStat != null) {
          places.nameGone(victim, to, toName, victimStat);
        }
        @Nullable HostInode known = places.find(moved);
        if (known != null) {
          places.placed(known, to, toName);
        }
      }
    }
  }

  @Override
  public List<DirEntry> list(Inode dir) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.LIST);
      HostInode directory = directory(dir);
      try (DescriptorLease lease = descriptors.lease(directory)) {
        return HostListing.of(lease.fd());
      }
    }
  }

  @Override
  public Stat stat(Inode inode) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.STAT);
      HostInode i = own(inode);
      HostStat s = descriptors.stat(i);
      return new Stat(
          s.ino(),
          i.type(),
          s.mode() & PERMISSIONS,
          s.nlink(),
          s.size(),
          s.blocks512(),
          s.atimeNanos(),
          s.mtimeNanos(),
          s.ctimeNanos());
    }
  }

  @Override
  public void touchAtime(Inode inode) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.TOUCH_ATIME);
      HostInode i = own(inode);
      if (isReadOnly()) {
        return;
      }
      long now = options.clock().getAsLong();
      if (i.isRegular() || i.isDirectory()) {
        try (DescriptorLease lease = descriptors.lease(i)) {
          LibC.setAtime(lease.fd(), now);
        }
      } else {
        try (DescriptorLease lease = descriptors.leaseParent(i)) {
          LibC.setAtimeAt(lease.fd(), Objects.requireNonNull(i.name()), now);
        }
      }
    }
  }

  @Override
  public void setMode(Inode inode, int mode) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.SET_MODE);
      checkMode(mode);
      HostInode i = own(inode);
      checkWritable();
      if (!i.isRegular() && !i.isDirectory()) {
        throw Errno.EOPNOTSUPP.exception();
      }
      int owner = i.isDirectory() ? OWNER_DIRECTORY : OWNER_FILE;
      try (DescriptorLease lease = descriptors.lease(i)) {
        LibC.fchmod(lease.fd(), traits().exactModes() ? mode : mode | owner);
      }
    }
  }

  @Override
  public byte[] getXattr(Inode inode, String name, int maxLength) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.GET_XATTR);
      checkXattr(name);
      try (XattrTarget target = XattrTarget.of(descriptors, own(inode))) {
        return target.get(name, maxLength);
      }
    }
  }

  @Override
  public void setXattr(Inode inode, String name, byte[] value) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.SET_XATTR);
      checkXattr(name);
      checkWritable();
      try (XattrTarget target = XattrTarget.of(descriptors, own(inode))) {
        target.set(name, value);
      }
    }
  }

  @Override
  public void removeXattr(Inode inode, String name) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.REMOVE_XATTR);
      checkXattr(name);
      checkWritable();
      try (XattrTarget target = XattrTarget.of(descriptors, own(inode))) {
        target.remove(name);
      }
    }
  }

  @Override
  public List<String> listXattrs(Inode inode) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.LIST_XATTRS);
      try (XattrTarget target = XattrTarget.of(descriptors, own(inode))) {
        return target.list().stream().filter(n -> n.startsWith("user.")).sorted().toList();
      }
    }
  }

  @Override
  public OpenFile open(Inode file, boolean direct) throws ErrnoException {
    return open(file, direct, true);
  }

  @Override
  public OpenFile openForReading(Inode file) throws ErrnoException {
    return open(file, false, false);
  }

  private OpenFile open(Inode file, boolean direct, boolean writable) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.OPEN);
      HostInode opened = own(file);
      switch (opened.type()) {
        case REGULAR -> {}
        case DIRECTORY -> throw Errno.EISDIR.exception();
        case SYMLINK -> throw Errno.ELOOP.exception();
        case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, SOCKET -> throw Errno.ENXIO.exception();
      }
      if (writable) {
        checkWritable();
      }
      places.opened(opened);
      try (DescriptorLease lease = descriptors.lease(opened)) {
        if (writable) {
          if (!lease.isWritable()) {
            throw Errno.EACCES.exception();
          }
          fileOpened();
        }
        return new HostOpenFile(this, opened, direct, writable);
      } catch (ErrnoException | RuntimeException e) {
        places.closed(opened);
        throw e;
      }
    }
  }

  /// Closes all descriptors. Nothing can be done with the store afterwards.
  @Override
  public void close() {
    synchronized (lock) {
      places.dropAll();
    }
  }

  // Below: for the inodes and open files of this store.

  boolean isDurable() {
    return options.durable();
  }

  /// A descriptor of the inode, to use without the lock.
  DescriptorLease lease(HostInode inode) throws ErrnoException {
    synchronized (lock) {
      return descriptors.lease(inode);
    }
  }

  /// Changes the contents of a file, and the free counts by as much as its space changes.
  void change(HostInode file, HostChange change) throws ErrnoException {
    if (!space.isSimulated()) {
      try (DescriptorLease lease = lease(file)) {
        change.apply(lease.fd());
      }
      return;
    }
    // Under the lock, so that of two changes each sees its own difference.
    synchronized (lock) {
      try (DescriptorLease lease = lease(file)) {
        long before = LibC.stat(lease.fd()).blocks512();
        try {
          change.apply(lease.fd());
        } finally {
          space.account(LibC.stat(lease.fd()).blocks512() - before, 0);
        }
      }
    }
  }

  void close(HostOpenFile open) {
    synchronized (lock) {
      if (open.closeLocked()) {
        places.closed((HostInode) open.inode());
        if (open.isWritable()) {
          fileClosed();
        }
      }
    }
  }

  void inUseChanged(HostInode inode) {
    synchronized (lock) {
      places.heldChanged(inode);
    }
  }

  private HostInode own(Inode inode) {
    if (inode instanceof HostInode own && own.store() == this) {
      return own;
    }
    throw new IllegalArgumentException(inode + " belongs to another store than " + this);
  }

  private HostInode directory(Inode dir) throws ErrnoException {
    HostInode directory = own(dir);
    if (!directory.isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
    if (directory.isGone()) {
      throw Errno.ENOENT.exception();
    }
    return directory;
  }

  /// A directory in which `name` can be looked up.
  private HostInode directory(Inode dir, String name) throws ErrnoException {
    if (own(dir).isDirectory()) {
      Names.checkComponent(name);
    }
    return directory(dir);
  }

  private void checkNewName(int dir, String name) throws ErrnoException {
    if (HostListing.statOrNull(dir, name) != null) {
      throw Errno.EEXIST.exception();
    }
    checkWritable();
  }

  /// Gives a new file its permission bits, which umask and the directory may have changed.
  private static HostStat settleMode(int fd, int wanted) throws ErrnoException {
    HostStat stat = LibC.stat(fd);
    if ((stat.mode() & PERMISSIONS) == wanted) {
      return stat;
    }
    LibC.fchmod(fd, wanted);
    return LibC.stat(fd);
  }

  /// Some filesystems say EEXIST for a directory that is not empty.
  private static void removing(HostAction action) throws ErrnoException {
    try {
      action.run();
    } catch (ErrnoException e) {
      throw e.errno() == Errno.EEXIST ? Errno.ENOTEMPTY.exception() : e;
    }
  }

  @Override
  public String toString() {
    return "directory store (" + traits().fsType() + ")";
  }

  /// A change of an open file.
  interface HostChange {
    void apply(int fd) throws ErrnoException;
  }

  private interface HostAction {
    void run() throws ErrnoException;
  }
}

package org.fscachesim.kernel.store.directory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostDirEntry;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.HostStat;
import org.fscachesim.kernel.ffi.HostStatFs;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.Stat;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.store.StoreTraits;
import org.fscachesim.kernel.store.support.AbstractStore;
import org.fscachesim.kernel.store.support.FreeSpace;
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
///   the host alone.
/// - **Modes** of an ordinary user's files have the owner's bits added (see
///   [StoreTraits#exactModes]).
/// - **sync** forces nothing unless the options say so.
/// - Other filesystems mounted below are not entered: EXDEV.
public final class DirectoryStore extends AbstractStore {
  private static final int OWNER_FILE = 0600;
  private static final int OWNER_DIRECTORY = 0700;
  private static final int SECTOR = 512;
  private static final int PERMISSIONS = 07777;

  private final Object lock = new Object();
  private final DirectoryStoreOptions options;
  private final boolean hostReadOnly;
  private final InodeTable inodes = new InodeTable(this);
  private final Descriptors descriptors;
  private final HostInode root;
  private volatile @Nullable FreeSpace simulated;

  private DirectoryStore(
      int fd, StoreTraits traits, boolean hostReadOnly, DirectoryStoreOptions options)
      throws ErrnoException {
    super(traits);
    this.options = options;
    this.hostReadOnly = hostReadOnly;
    this.descriptors = new Descriptors(lock, inodes, options.maxDescriptors());
    this.root = inodes.get(HostInode.Key.of(LibC.stat(fd)), FileType.DIRECTORY);
    inodes.pin(root, new Descriptor(fd, false));
    remount(hostReadOnly);
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
    int fd = -1;
    try {
      fd = openRoot(directory);
      HostStatFs space = LibC.fstatfs(fd);
      String fsType = HostFilesystem.type(LibC.stat(fd).mountId(), space.type());
      boolean exactModes = space.readOnly() || new HostProbe(directory, fsType).run(fd);
      StoreTraits traits = traits(fsType, space.bsize(), exactModes);
      return new DirectoryStore(fd, traits, space.readOnly(), options);
    } catch (ErrnoException e) {
      closeIfOpen(fd);
      throw new StoreUnsupportedException(
          directory,
          "host directory",
          "%s (%s)".formatted(e.errno().name(), e.errno().text()),
          "give an existing directory that can be read");
    } catch (StoreUnsupportedException | RuntimeException e) {
      closeIfOpen(fd);
      throw e;
    }
  }

  private static int openRoot(Path directory) throws ErrnoException {
    return LibC.openat(
        HostFlags.AT_FDCWD,
        HostPath.bytes(directory),
        HostFlags.O_RDONLY | HostFlags.O_DIRECTORY,
        0);
  }

  private static void closeIfOpen(int fd) {
    if (fd >= 0) {
      LibC.close(fd);
    }
  }

  private static StoreTraits traits(String fsType, int blockSize, boolean exactModes) {
    boolean ext4 = fsType.equals("ext4") && blockSize == StoreTraits.EXT4.blockSize();
    return new StoreTraits(
        fsType,
        blockSize,
        StoreTraits.EXT4.dioAlignment(),
        false,
        ext4 ? StoreTraits.EXT4_MAX_FILE_SIZE : StoreTraits.MAX_FILE_SIZE,
        true,
        true,
        true,
        true,
        true,
        exactModes);
  }

  @Override
  public Inode root() {
    return root;
  }

  /// As for all stores; a host filesystem that is mounted read-only stays so.
  @Override
  public void remount(boolean readOnly) {
    super.remount(readOnly || hostReadOnly);
  }

  @Override
  public StatFs statfs() throws ErrnoException {
    begin(StoreOperation.STATFS);
    @Nullable FreeSpace counts = simulated;
    if (counts != null) {
      return counts.get();
    }
    try (DescriptorLease lease = lease(root)) {
      HostStatFs s = LibC.fstatfs(lease.fd());
      long bfree = Math.min(s.bfree(), s.blocks());
      return new StatFs(
          s.bsize(),
          s.blocks(),
          bfree,
          Math.min(s.bavail(), bfree),
          s.files(),
          Math.min(s.ffree(), s.files()));
    }
  }

  @Override
  public void setFreeCounts(StatFs counts) {
    synchronized (lock) {
      if (simulated == null) {
        simulated = new FreeSpace(counts);
      } else {
        simulated.set(counts);
      }
    }
  }

  @Override
  public void sync() throws ErrnoException {
    begin(StoreOperation.SYNC);
    if (options.durable()) {
      try (DescriptorLease lease = lease(root)) {
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
        @Nullable HostStat stat = statOrNull(lease.fd(), name);
        return stat == null ? null : found(parent, name, stat);
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
          account(0, 1);
          return found(parent, name, stat);
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
          account(stat.blocks512(), 1);
          return found(parent, name, stat);
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
        account(stat.blocks512(), 1);
        return found(parent, name, stat);
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
          HostInode file = inodes.get(HostInode.Key.of(stat), FileType.REGULAR);
          inodes.pin(file, new Descriptor(fd, true));
          account(0, 1);
          return file;
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
        placed(source, parent, name);
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
        if (typeOf(stat) == FileType.DIRECTORY) {
          throw Errno.EISDIR.exception();
        }
        @Nullable HostInode victim = keepWithoutName(parent, name, stat);
        LibC.unlinkat(lease.fd(), name, 0);
        nameGone(victim, parent, name, stat);
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
        if (typeOf(stat) != FileType.DIRECTORY) {
          throw Errno.ENOTDIR.exception();
        }
        @Nullable HostInode victim = inodes.find(HostInode.Key.of(stat));
        if (victim != null && victim.isInUse()) {
          throw Errno.EBUSY.exception();
        }
        removing(() -> LibC.unlinkat(lease.fd(), name, HostFlags.AT_REMOVEDIR));
        nameGone(victim, parent, name, stat);
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
        HostStat movedStat = LibC.statAt(source.fd(), fromName);
        HostInode.Key moved = HostInode.Key.of(movedStat);
        @Nullable HostStat victimStat = statOrNull(target.fd(), toName);
        if (victimStat != null && HostInode.Key.of(victimStat).equals(moved)) {
          return;
        }
        @Nullable HostInode victim =
            victimStat == null ? null : keepWithoutName(to, toName, victimStat);
        removing(() -> LibC.renameat(source.fd(), fromName, target.fd(), toName));
        if (victimStat != null) {
          nameGone(victim, to, toName, victimStat);
        }
        @Nullable HostInode known = inodes.find(moved);
        if (known != null) {
          placed(known, to, toName);
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
        // A descriptor of its own, because reading moves the position.
        int fd = LibC.openat(lease.fd(), ".", HostFlags.O_RDONLY | HostFlags.O_DIRECTORY, 0);
        try {
          List<DirEntry> entries = new ArrayList<>();
          for (HostDirEntry e : LibC.entries(fd)) {
            if (!e.name().equals(".") && !e.name().equals("..")) {
              addEntry(entries, fd, e);
            }
          }
          entries.sort(Comparator.comparing(DirEntry::name));
          return entries;
        } finally {
          LibC.close(fd);
        }
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
    synchronized (lock) {
      begin(StoreOperation.OPEN);
      HostInode opened = own(file);
      switch (opened.type()) {
        case REGULAR -> {}
        case DIRECTORY -> throw Errno.EISDIR.exception();
        case SYMLINK -> throw Errno.ELOOP.exception();
        case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, SOCKET -> throw Errno.ENXIO.exception();
      }
      checkWritable();
      opened.addOpen();
      inodes.hold(opened);
      try (DescriptorLease lease = descriptors.lease(opened)) {
        if (!lease.isWritable()) {
          throw Errno.EACCES.exception();
        }
        return new HostOpenFile(this, opened, direct);
      } catch (ErrnoException | RuntimeException e) {
        closed(opened);
        throw e;
      }
    }
  }

  /// Closes all descriptors. Nothing can be done with the store afterwards.
  @Override
  public void close() {
    synchronized (lock) {
      descriptors.dropAll();
      inodes.dropAll();
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
    if (simulated == null) {
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
          account(LibC.stat(lease.fd()).blocks512() - before, 0);
        }
      }
    }
  }

  void close(HostOpenFile open) {
    synchronized (lock) {
      if (open.closeLocked()) {
        closed((HostInode) open.inode());
      }
    }
  }

  void inUseChanged(HostInode inode) {
    synchronized (lock) {
      inodes.hold(inode);
      releaseUnlessHeld(inode);
    }
  }

  private void closed(HostInode file) {
    file.removeOpen();
    inodes.hold(file);
    releaseUnlessHeld(file);
  }

  /// Keeps no descriptor of a file that nobody works with; the file vanishes with it when it has no
  /// name.
  private void releaseUnlessHeld(HostInode inode) {
    if (inode.isHeld() || inode.isGone() || inode == root) {
      return;
    }
    if (inode.parent() != null) {
      descriptors.unpin(inode);
      if (!inode.isDirectory()) {
        descriptors.forget(inode);
      }
      return;
    }
    @Nullable Descriptor pinned = inodes.pinned(inode);
    if (pinned != null) {
      try {
        HostStat stat = LibC.stat(pinned.fd());
        if (stat.nlink() == 0 || inode.isDirectory()) {
          gone(inode, stat);
        }
      } catch (ErrnoException e) {
        inode.setGone();
      }
      inodes.unpin(inode);
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
    if (statOrNull(dir, name) != null) {
      throw Errno.EEXIST.exception();
    }
    checkWritable();
  }

  private static @Nullable HostStat statOrNull(int dir, String name) throws ErrnoException {
    try {
      return LibC.statAt(dir, name);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  private static FileType typeOf(HostStat stat) {
    return FileType.ofMode(stat.mode());
  }

  private static void addEntry(List<DirEntry> entries, int dir, HostDirEntry entry)
      throws ErrnoException {
    if (entry.type() != 0) {
      entries.add(new DirEntry(entry.name(), entry.ino(), FileType.ofMode(entry.type())));
      return;
    }
    @Nullable HostStat stat = statOrNull(dir, entry.name());
    if (stat != null) {
      entries.add(new DirEntry(entry.name(), stat.ino(), typeOf(stat)));
    }
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

  private HostInode found(HostInode parent, String name, HostStat stat) throws ErrnoException {
    HostInode.Key key = HostInode.Key.of(stat);
    if (key.dev() != root.key().dev()) {
      throw Errno.EXDEV.exception();
    }
    HostInode inode = inodes.get(key, typeOf(stat));
    placed(inode, parent, name);
    return inode;
  }

  private void placed(HostInode inode, HostInode parent, String name) {
    inode.setPlace(parent, name);
    descriptors.unpin(inode);
  }

  /// Makes sure that an inode which somebody works with survives the loss of a name.
  private @Nullable HostInode keepWithoutName(HostInode parent, String name, HostStat stat)
      throws ErrnoException {
    @Nullable HostInode known = inodes.find(HostInode.Key.of(stat));
    if (known != null && known.isHeld()) {
      if (known.parent() == null && inodes.pinned(known) == null) {
        known.setPlace(parent, name);
      }
      descriptors.pin(known);
    }
    return known;
  }

  /// A name is gone; `before` are the attributes that its inode had with it.
  private void nameGone(@Nullable HostInode known, HostInode parent, String name, HostStat before) {
    boolean last = typeOf(before) == FileType.DIRECTORY || before.nlink() <= 1;
    if (known == null) {
      if (last) {
        account(-before.blocks512(), -1);
      }
      return;
    }
    if (known.isAt(parent, name)) {
      known.clearPlace();
    }
    if (last && !known.isHeld()) {
      gone(known, before);
    }
  }

  private void gone(HostInode inode, HostStat last) {
    account(-last.blocks512(), -1);
    inode.setGone();
    descriptors.forget(inode);
    inodes.remove(inode);
  }

  /// Moves the simulated free counts down (up, where negative).
  private void account(long blocks512, long files) {
    @Nullable FreeSpace counts = simulated;
    if (counts != null) {
      counts.move(blocks512 * SECTOR / counts.get().bsize(), files);
    }
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

package org.fscachesim.kernel.store.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.Freezer;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.Stat;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.store.support.AbstractStore;
import org.fscachesim.kernel.store.support.FreeSpace;
import org.fscachesim.kernel.store.support.Names;
import org.fscachesim.kernel.store.support.SbWriters;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.task.Operation.Access;
import org.jspecify.annotations.Nullable;

/// A filesystem in memory that behaves like ext4 on a disk, and does the same thing in every run:
/// its time comes from the clock that it was given, and a new inode gets the lowest free number.
///
/// Space is counted in blocks: those of files, one or more for each directory (a removed name
/// leaves room for another), one for a long symlink. The filesystem's own metadata (extent trees,
/// journal) costs nothing; use [#setFreeCounts] where recorded numbers matter.
///
/// Kernel: fs/ext4/super.c
public final class MemoryStore extends AbstractStore {
  private static final long ROOT_NUMBER = 2;
  // ext4 keeps the numbers below for itself, and 11 is lost+found.
  private static final long FIRST_NUMBER = 12;
  private static final int SECTORS = 512;
  private static final int XATTR_VALUE_MAX = 65536;

  private final Object lock = new Object();
  private final MemoryStoreConfig config;
  private final FreeSpace space;
  private final MemoryDirectory root;
  private final SbWriters writers = new SbWriters();
  private final TreeSet<Long> freeNumbers = new TreeSet<>();
  private long nextNumber = FIRST_NUMBER;

  private MemoryStore(MemoryStoreConfig config) {
    super(config.traits());
    this.config = config;
    this.space = new FreeSpace(config.space());
    this.root = new MemoryDirectory(this, ROOT_NUMBER, 0755, config.traits().blockSize(), 1, null);
    stampNew(root);
  }

  /// An empty filesystem.
  public static MemoryStore create(MemoryStoreConfig config) {
    return new MemoryStore(config);
  }

  /// An empty ext4 of 64 MB.
  public static MemoryStore create() {
    return create(MemoryStoreConfig.ext4());
  }

  @Override
  public Inode root() {
    return root;
  }

  @Override
  public StatFs statfs() throws ErrnoException {
    begin(StoreOperation.STATFS);
    return space.get();
  }

  /// As for all stores; here the counts must have the block size that the store was made with.
  @Override
  public void setFreeCounts(StatFs counts) {
    space.set(config.withSpace(counts).space());
  }

  @Override
  public void sync() throws ErrnoException {
    begin(StoreOperation.SYNC);
  }

  @Override
  public Held startWrite() {
    return writers.start();
  }

  @Override
  public Freezer freezer(Kernel kernel) {
    return writers.freezer(kernel);
  }

  @Override
  public void remount(boolean readOnly) throws ErrnoException {
    if (writers.isFrozen()) {
      throw Errno.EBUSY.exception();
    }
    super.remount(readOnly);
  }

  @Override
  public @Nullable Inode lookup(Inode dir, String name) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.LOOKUP);
      return directory(dir, name).entries.get(name);
    }
  }

  @Override
  public Inode create(Inode dir, String name, int mode) throws ErrnoException {
    try (Held _ = startWrite()) {
      synchronized (lock) {
        begin(StoreOperation.CREATE);
        checkMode(mode);
        MemoryDirectory parent = newNameIn(dir, name);
        space.takeInode();
        return add(parent, name, new MemoryFile(this, takeNumber(), mode, traits().blockSize()));
      }
    }
  }

  @Override
  public Inode mkdir(Inode dir, String name, int mode) throws ErrnoException {
    try (Held _ = startWrite()) {
      synchronized (lock) {
        begin(StoreOperation.MKDIR);
        checkMode(mode);
        MemoryDirectory parent = newNameIn(dir, name);
        takeInodeAndBlocks(1);
        MemoryInode made =
            add(
                parent,
                name,
                new MemoryDirectory(this, takeNumber(), mode, traits().blockSize(), 1, parent));
        parent.nlink++;
        return made;
      }
    }
  }

  @Override
  public Inode symlink(Inode dir, String name, String target) throws ErrnoException {
    try (Held _ = startWrite()) {
      synchronized (lock) {
        begin(StoreOperation.SYMLINK);
        checkTarget(target);
        MemoryDirectory parent = newNameIn(dir, name);
        takeInodeAndBlocks(MemorySymlink.blocksFor(target));
        return add(parent, name, new MemorySymlink(this, takeNumber(), target));
      }
    }
  }

  @Override
  public String readlink(Inode symlink) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.READLINK);
      if (own(symlink) instanceof MemorySymlink link) {
        return link.target;
      }
      throw Errno.EINVAL.exception();
    }
  }

  @Override
  public Inode tmpfile(Inode dir, int mode) throws ErrnoException {
    try (Held _ = startWrite()) {
      synchronized (lock) {
        begin(StoreOperation.TMPFILE);
        checkMode(mode);
        MemoryDirectory parent = directory(dir);
        checkWritable();
        checkAlive(parent);
        if (!traits().supportsTmpfile()) {
          throw Errno.EOPNOTSUPP.exception();
        }
        space.takeInode();
        MemoryFile file = new MemoryFile(this, takeNumber(), mode, traits().blockSize());
        file.linkable = true;
        stampNew(file);
        return file;
      }
    }
  }

  @Override
  public void link(Inode file, Inode dir, String name) throws ErrnoException {
    try (Held _ = startWrite()) {
      synchronized (lock) {
        begin(StoreOperation.LINK);
        MemoryInode source = own(file);
        MemoryDirectory parent = newNameIn(dir, name);
        if (source instanceof MemoryDirectory) {
          throw Errno.EPERM.exception();
        }
        boolean unnamed = source instanceof MemoryFile f && f.linkable;
        if (source.released || (source.nlink == 0 && !unnamed)) {
          throw Errno.ENOENT.exception();
        }
        makeRoom(parent, name);
        if (source instanceof MemoryFile f) {
          f.linkable = false;
        }
        parent.put(name, source);
        source.nlink++;
        statusChanged(source);
        changed(parent);
      }
    }
  }

  @Override
  public void unlink(Inode dir, String name) throws ErrnoException {
    try (Held _ = startWrite()) {
      synchronized (lock) {
        begin(StoreOperation.UNLINK);
        MemoryDirectory parent = directory(dir, name);
        MemoryInode victim = existing(parent, name);
        if (victim instanceof MemoryDirectory) {
          throw Errno.EISDIR.exception();
        }
        parent.take(name);
        changed(parent);
        dropName(victim);
      }
    }
  }

  @Override
  public void rmdir(Inode dir, String name) throws ErrnoException {
    try (Held _ = startWrite()) {
      synchronized (lock) {
        begin(StoreOperation.RMDIR);
        MemoryDirectory parent = directory(dir, name);
        if (!(existing(parent, name) instanceof MemoryDirectory victim)) {
          throw Errno.ENOTDIR.exception();
        }
        if (victim.isInUse()) {
          throw Errno.EBUSY.exception();
        }
        checkEmpty(victim);
        parent.take(name);
        changed(parent);
        dropName(victim);
      }
    }
  }

  @Override
  public void rename(Inode fromDir, String fromName, Inode toDir, String toName)
      throws ErrnoException {
    try (Held _ = startWrite()) {
      synchronized (lock) {
        begin(StoreOperation.RENAME);
        MemoryDirectory from = directory(fromDir, fromName);
        MemoryDirectory to = directory(toDir, toName);
        MemoryInode moved = existing(from, fromName);
        @Nullable MemoryInode victim = to.entries.get(toName);
        if (moved instanceof MemoryDirectory d && d.contains(to)) {
          throw Errno.EINVAL.exception();
        }
        if (victim instanceof MemoryDirectory d && d.contains(from)) {
          throw Errno.ENOTEMPTY.exception();
        }
        if (victim == moved) {
          return;
        }
        if (victim == null) {
          makeRoom(to, toName);
        } else {
          checkReplaceable(moved, victim);
        }
        from.take(fromName);
        to.put(toName, moved);
        if (moved instanceof MemoryDirectory d) {
          d.parent = to;
          from.nlink--;
          to.nlink++;
        }
        changed(from);
        changed(to);
        statusChanged(moved);
        if (victim != null) {
          dropName(victim);
        }
      }
    }
  }

  @Override
  public List<DirEntry> list(Inode dir) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.LIST);
      MemoryDirectory directory = directory(dir);
      checkAlive(directory);
      List<DirEntry> entries = new ArrayList<>(directory.entries.size());
      for (Map.Entry<String, MemoryInode> e : directory.entries.entrySet()) {
        entries.add(new DirEntry(e.getKey(), e.getValue().number(), e.getValue().type()));
      }
      return entries;
    }
  }

  @Override
  public Stat stat(Inode inode) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.STAT);
      MemoryInode i = own(inode);
      return new Stat(
          i.number(),
          i.type(),
          i.mode,
          i.nlink,
          i.size(),
          i.blocks() * (traits().blockSize() / SECTORS),
          i.atimeNanos,
          i.mtimeNanos,
          i.ctimeNanos);
    }
  }

  @Override
  public void touchAtime(Inode inode) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.TOUCH_ATIME);
      MemoryInode i = own(inode);
      if (!isReadOnly() && !i.isNoAtime() && !writers.isFrozen()) {
        i.atimeNanos = now();
      }
    }
  }

  @Override
  public void setMode(Inode inode, int mode) throws ErrnoException {
    try (Held _ = startWrite()) {
      synchronized (lock) {
        begin(StoreOperation.SET_MODE);
        checkMode(mode);
        MemoryInode i = own(inode);
        checkWritable();
        if (i instanceof MemorySymlink) {
          throw Errno.EOPNOTSUPP.exception();
        }
        i.mode = mode;
        statusChanged(i);
      }
    }
  }

  @Override
  public byte[] getXattr(Inode inode, String name, int maxLength) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.GET_XATTR);
      checkXattr(name);
      byte @Nullable [] value = own(inode).xattrs.get(name);
      if (value == null) {
        throw Errno.ENODATA.exception();
      }
      if (value.length > maxLength) {
        throw Errno.ERANGE.exception();
      }
      return value.clone();
    }
  }

  @Override
  public void setXattr(Inode inode, String name, byte[] value) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.SET_XATTR);
      MemoryInode i = own(inode);
      checkXattrChange(i, name);
      writers.checkAsked(StoreOperation.SET_XATTR, i);
      if (value.length > XATTR_VALUE_MAX) {
        throw Errno.E2BIG.exception();
      }
      if (!XattrSpace.holds(i.xattrs, name, value.length, traits().blockSize())) {
        throw Errno.ENOSPC.exception();
      }
      i.xattrs.put(name, value.clone());
      statusChanged(i);
    }
  }

  @Override
  public void removeXattr(Inode inode, String name) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.REMOVE_XATTR);
      MemoryInode i = own(inode);
      checkXattrChange(i, name);
      writers.checkAsked(StoreOperation.REMOVE_XATTR, i);
      if (i.xattrs.remove(name) == null) {
        throw Errno.ENODATA.exception();
      }
      statusChanged(i);
    }
  }

  @Override
  public List<String> listXattrs(Inode inode) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.LIST_XATTRS);
      if (!traits().supportsXattr()) {
        throw Errno.EOPNOTSUPP.exception();
      }
      return own(inode).xattrs.keySet().stream().filter(n -> n.startsWith("user.")).toList();
    }
  }

  @Override
  public OpenFile open(Inode file, boolean direct) throws ErrnoException {
    synchronized (lock) {
      MemoryFile opened = beginOpen(file);
      checkWritable();
      if (direct && !traits().supportsDirectIo()) {
        throw Errno.EINVAL.exception();
      }
      opened.opens++;
      fileOpened();
      return new MemoryOpenFile(this, lock, opened, direct, true);
    }
  }

  @Override
  public OpenFile openForReading(Inode file) throws ErrnoException {
    synchronized (lock) {
      MemoryFile opened = beginOpen(file);
      opened.opens++;
      return new MemoryOpenFile(this, lock, opened, false, false);
    }
  }

  private MemoryFile beginOpen(Inode file) throws ErrnoException {
    begin(StoreOperation.OPEN);
    return switch (own(file)) {
      case MemoryFile f -> f;
      case MemoryDirectory _ -> throw Errno.EISDIR.exception();
      case MemorySymlink _ -> throw Errno.ELOOP.exception();
    };
  }

  /// Nothing to give up: the contents go with the object.
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "memory store (" + traits().fsType() + ")";
  }

  // Below: for the inodes and open files of this store, who hold the lock.

  /// Takes blocks for a file, or fails with ENOSPC.
  void takeBlocks(MemoryFile file, long blocks) throws ErrnoException {
    if (!file.released) {
      space.takeBlocks(blocks);
    }
  }

  void giveBlocks(MemoryFile file, long blocks) {
    if (!file.released) {
      space.move(-blocks, 0);
    }
  }

  /// The contents changed.
  void changed(MemoryInode inode) {
    inode.mtimeNanos = now();
    statusChanged(inode);
  }

  private void statusChanged(MemoryInode inode) {
    touch(inode, Access.WRITE);
    inode.ctimeNanos = now();
  }

  void looksAt(MemoryInode inode) {
    touch(inode, Access.READ);
  }

  void closed(MemoryFile file, boolean writable) {
    file.opens--;
    if (writable) {
      fileClosed();
    }
    releaseIfUnreferenced(file);
  }

  /// Gives back what an inode takes, once it has no name, is not open and not marked.
  void releaseIfUnreferenced(MemoryInode inode) {
    synchronized (lock) {
      if (inode.nlink == 0 && inode.opens == 0 && !inode.isInUse() && !inode.released) {
        space.move(-inode.blocks(), -1);
        freeNumbers.add(inode.number());
        inode.released = true;
      }
    }
  }

  private MemoryInode own(Inode inode) {
    if (inode instanceof MemoryInode own && own.store() == this) {
      looksAt(own);
      return own;
    }
    throw new IllegalArgumentException(inode + " belongs to another store than " + this);
  }

  private MemoryDirectory directory(Inode dir) throws ErrnoException {
    if (own(dir) instanceof MemoryDirectory directory) {
      return directory;
    }
    throw Errno.ENOTDIR.exception();
  }

  /// A directory in which `name` can be looked up.
  private MemoryDirectory directory(Inode dir, String name) throws ErrnoException {
    MemoryDirectory directory = directory(dir);
    Names.checkComponent(name);
    checkAlive(directory);
    return directory;
  }

  private static void checkAlive(MemoryDirectory directory) throws ErrnoException {
    if (directory.nlink == 0) {
      throw Errno.ENOENT.exception();
    }
  }

  /// A directory that can take the new name `name`.
  private MemoryDirectory newNameIn(Inode dir, String name) throws ErrnoException {
    MemoryDirectory parent = directory(dir, name);
    if (parent.entries.containsKey(name)) {
      throw Errno.EEXIST.exception();
    }
    checkWritable();
    checkChangeable();
    return parent;
  }

  /// The inode of a name that is about to go.
  private MemoryInode existing(MemoryDirectory parent, String name) throws ErrnoException {
    checkWritable();
    @Nullable MemoryInode found = parent.entries.get(name);
    if (found == null) {
      throw Errno.ENOENT.exception();
    }
    return found;
  }

  private static void checkEmpty(MemoryDirectory directory) throws ErrnoException {
    if (!directory.entries.isEmpty()) {
      throw Errno.ENOTEMPTY.exception();
    }
  }

  private static void checkReplaceable(MemoryInode moved, MemoryInode victim)
      throws ErrnoException {
    if (victim instanceof MemoryDirectory d) {
      if (!moved.isDirectory()) {
        throw Errno.EISDIR.exception();
      }
      checkEmpty(d);
    } else if (moved.isDirectory()) {
      throw Errno.ENOTDIR.exception();
    }
  }

  private void checkXattrChange(MemoryInode inode, String name) throws ErrnoException {
    checkXattr(name);
    checkWritable();
    if (name.startsWith("user.")
        && inode.type() != FileType.REGULAR
        && inode.type() != FileType.DIRECTORY) {
      throw Errno.EPERM.exception();
    }
  }

  private void takeInodeAndBlocks(long blocks) throws ErrnoException {
    space.takeInode();
    try {
      space.takeBlocks(blocks);
    } catch (ErrnoException e) {
      space.move(0, -1);
      throw e;
    }
  }

  /// Gives a new inode, whose space was taken, its first name; gives the space back when there is
  /// no room for the name.
  private MemoryInode add(MemoryDirectory parent, String name, MemoryInode made)
      throws ErrnoException {
    try {
      makeRoom(parent, name);
    } catch (ErrnoException e) {
      made.nlink = 0;
      releaseIfUnreferenced(made);
      throw e;
    }
    if (!made.isDirectory()) {
      made.nlink = 1;
    }
    stampNew(made);
    parent.put(name, made);
    changed(parent);
    return made;
  }

  private void makeRoom(MemoryDirectory parent, String name) throws ErrnoException {
    if (parent.needsBlockFor(name)) {
      space.takeBlocks(1);
      parent.growByOneBlock();
    }
  }

  private void dropName(MemoryInode inode) {
    statusChanged(inode);
    if (inode instanceof MemoryDirectory d) {
      d.nlink = 0;
      if (d.parent != null) {
        d.parent.nlink--;
        d.parent = null;
      }
    } else {
      inode.nlink--;
    }
    releaseIfUnreferenced(inode);
  }

  private void stampNew(MemoryInode inode) {
    changed(inode);
    inode.atimeNanos = inode.mtimeNanos;
  }

  private long now() {
    return config.clock().getAsLong();
  }

  private long takeNumber() {
    @Nullable Long free = freeNumbers.pollFirst();
    return free == null ? nextNumber++ : free;
  }
}

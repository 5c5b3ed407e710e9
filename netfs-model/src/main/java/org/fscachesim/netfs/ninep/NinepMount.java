package org.fscachesim.netfs.ninep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientFilesystem;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.netfs.library.Netfs;
import org.fscachesim.netfs.server.Attributes;
import org.fscachesim.netfs.server.ServerPaths;
import org.fscachesim.netfs.writeback.Flusher;

/// A mounted 9p filesystem.
///
/// Kernel: fs/9p/vfs_super.c, fs/9p/vfs_inode_dotl.c
final class NinepMount implements ClientFilesystem {
  private final Kernel kernel;
  private final Netfs netfs;
  private final Fscache fscache;
  private final Session session;
  private final ServerPaths paths;
  private final Runnable whenGone;
  private final Flusher flusher;
  private final AtomicCounter openFiles;
  private final SpinLock inodeLock;
  // Guarded by `inodeLock`.
  private final Map<InodeKey, NinepInode> inodes = new LinkedHashMap<>();
  private final Map<String, NinepInode> dentries = new LinkedHashMap<>();
  private final Map<String, Completion> lookups = new LinkedHashMap<>();

  /// An inode is another one when the file has changed.
  ///
  /// Kernel: fs/9p/vfs_inode_dotl.c (v9fs_test_inode_dotl)
  private record InodeKey(long path, int version, FileType type) {
    static InodeKey of(Attributes attributes) {
      return new InodeKey(
          attributes.id(), Qid.version(attributes), FileType.ofMode(attributes.mode()));
    }
  }

  NinepMount(Netfs netfs, Fscache fscache, Session session, Attributes root, Runnable whenGone) {
    this.kernel = session.kernel();
    this.netfs = netfs;
    this.fscache = fscache;
    this.session = session;
    this.paths = new ServerPaths(session.server(), root);
    this.whenGone = whenGone;
    this.flusher = new Flusher(kernel, "9p");
    this.openFiles = new AtomicCounter(kernel, "open files of 9p", 0);
    this.inodeLock = new SpinLock(kernel, "9p inodes");
  }

  Kernel kernel() {
    return kernel;
  }

  Netfs netfs() {
    return netfs;
  }

  Fscache fscache() {
    return fscache;
  }

  Session session() {
    return session;
  }

  Flusher flusher() {
    return flusher;
  }

  /// The inode at a path, which stays until it is put. Where inodes are remembered, a name is
  /// looked up by one task at a time, so that there is one inode for all.
  ///
  /// Kernel: fs/dcache.c (d_alloc_parallel)
  private NinepInode get(String path) throws ErrnoException {
    if (!session.remembersInodes()) {
      return iget(paths.attributes(path));
    }
    while (true) {
      Completion mine = new Completion(kernel, "9p lookup of " + path);
      Completion other;
      try (Held _ = inodeLock.hold()) {
        NinepInode inode = dentries.get(path);
        if (inode != null) {
          inode.users++;
          return inode;
        }
        other = lookups.putIfAbsent(path, mine);
      }
      if (other == null) {
        return lookUp(path, mine);
      }
      other.await();
    }
  }

  private NinepInode lookUp(String path, Completion done) throws ErrnoException {
    try {
      return remember(path, iget(paths.attributes(path)));
    } finally {
      try (Held _ = inodeLock.hold()) {
        lookups.remove(path);
      }
      done.completeAll();
    }
  }

  private NinepInode remember(String path, NinepInode inode) {
    if (session.remembersInodes()) {
      try (Held _ = inodeLock.hold()) {
        dentries.putIfAbsent(path, inode);
      }
    }
    return inode;
  }

  /// The inode with these attributes, new or not.
  ///
  /// Kernel: fs/9p/vfs_inode_dotl.c (v9fs_qid_iget_dotl)
  private NinepInode iget(Attributes attributes) {
    InodeKey key = InodeKey.of(attributes);
    NinepInode inode;
    boolean isNew;
    try (Held _ = inodeLock.hold()) {
      NinepInode known = inodes.get(key);
      isNew = known == null;
      inode = known == null ? new NinepInode(this, attributes) : known;
      inodes.put(key, inode);
      inode.users++;
    }
    if (isNew) {
      inode.instantiate();
    } else {
      inode.awaitInstantiated();
    }
    return inode;
  }

  /// Lets an inode go; where inodes are not remembered, the last one evicts it.
  ///
  /// Kernel: fs/inode.c (iput), fs/9p/vfs_inode.c (v9fs_drop_inode)
  void put(NinepInode inode) {
    boolean last;
    try (Held _ = inodeLock.hold()) {
      last = --inode.users == 0 && !session.remembersInodes();
      if (last) {
        inodes.values().remove(inode);
      }
    }
    if (last) {
      inode.evict();
    }
  }

  @Override
  public ClientFile open(String path, OpenFlags flags, boolean create) throws ErrnoException {
    NinepInode inode = create ? getOrCreate(path) : get(path);
    if (inode.isDirectory() && flags.write()) {
      put(inode);
      throw Errno.EISDIR.exception();
    }
    openFiles.incrementAndGet();
    return new NinepFile(this, inode, flags);
  }

  private NinepInode getOrCreate(String path) throws ErrnoException {
    while (true) {
      try {
        return get(path);
      } catch (ErrnoException e) {
        if (e.errno() != Errno.ENOENT) {
          throw e;
        }
      }
      try {
        return create(path);
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EEXIST) {
          throw e;
        }
        // Another was faster: so it is there now.
      }
    }
  }

  /// Kernel: fs/9p/vfs_inode_dotl.c (v9fs_vfs_atomic_open_dotl)
  private NinepInode create(String path) throws ErrnoException {
    return remember(path, iget(paths.create(path)));
  }

  void closed(NinepInode inode) {
    put(inode);
    openFiles.decrementAndGet();
  }

  @Override
  public FileStat stat(String path) throws ErrnoException {
    NinepInode inode = get(path);
    try {
      return inode.stat();
    } finally {
      put(inode);
    }
  }

  @Override
  public List<String> names(String path) throws ErrnoException {
    NinepInode inode = get(path);
    try {
      return session.server().names(inode.id());
    } finally {
      put(inode);
    }
  }

  @Override
  public String readlink(String path) throws ErrnoException {
    put(get(path));
    throw Errno.EINVAL.exception();
  }

  @Override
  public void truncate(String path, long size) throws ErrnoException {
    NinepInode inode = get(path);
    try {
      inode.truncate(size);
    } finally {
      put(inode);
    }
  }

  @Override
  public void sync() throws ErrnoException {
    flusher.sync();
  }

  @Override
  public void dropPageCache() {
    for (NinepInode inode : all()) {
      inode.dropPages();
    }
  }

  private List<NinepInode> all() {
    try (Held _ = inodeLock.hold()) {
      return new ArrayList<>(inodes.values());
    }
  }

  /// Kernel: fs/super.c (generic_shutdown_super), fs/9p/vfs_super.c (v9fs_kill_super)
  @Override
  public void unmount() {
    try {
      flusher.sync();
    } catch (ErrnoException _) {
      // Nobody is left to be told.
    }
    flusher.stop();
    List<NinepInode> all = all();
    try (Held _ = inodeLock.hold()) {
      dentries.clear();
      inodes.clear();
    }
    all.forEach(NinepInode::evict);
    session.close();
    whenGone.run();
  }

  @Override
  public int openFiles() {
    return (int) openFiles.get();
  }
}

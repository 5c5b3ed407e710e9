package org.fscachesim.netfs.nfs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientFilesystem;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.netfs.library.Netfs;
import org.fscachesim.netfs.server.Attributes;
import org.fscachesim.netfs.server.ServerPaths;
import org.fscachesim.netfs.writeback.Flusher;

/// A mounted export. Names are asked for each time; inodes stay until it is unmounted.
///
/// Kernel: fs/nfs/super.c, fs/nfs/dir.c
final class NfsMount implements ClientFilesystem {
  private final Netfs netfs;
  private final Fscache fscache;
  private final Session session;
  private final ServerPaths paths;
  private final Flusher flusher;
  private final AtomicCounter openFiles;
  // Held while an inode is made, cookie and all: there is one for each file.
  private final Mutex inodeLock;
  // Guarded by `inodeLock`.
  private final Map<Long, NfsInode> inodes = new LinkedHashMap<>();

  NfsMount(Netfs netfs, Fscache fscache, Session session, Attributes root) {
    this.netfs = netfs;
    this.fscache = fscache;
    this.session = session;
    this.paths = new ServerPaths(session.server(), root);
    this.flusher = new Flusher(session.kernel(), "nfs");
    this.openFiles = new AtomicCounter(session.kernel(), "open files of nfs", 0);
    this.inodeLock = new Mutex(session.kernel(), "nfs inodes");
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

  /// Kernel: fs/nfs/inode.c (nfs_fhget)
  private NfsInode inode(Attributes attributes) {
    try (Held _ = inodeLock.hold()) {
      NfsInode known = inodes.get(attributes.id());
      if (known != null) {
        return known;
      }
      NfsInode made = new NfsInode(this, attributes);
      made.instantiate();
      inodes.put(attributes.id(), made);
      return made;
    }
  }

  @Override
  public ClientFile open(String path, OpenFlags flags, boolean create) throws ErrnoException {
    Attributes attributes;
    try {
      attributes = paths.attributes(path);
    } catch (ErrnoException e) {
      if (!create || e.errno() != Errno.ENOENT) {
        throw e;
      }
      attributes = paths.create(path);
    }
    NfsInode inode = inode(attributes);
    if (inode.isDirectory() && flags.write()) {
      throw Errno.EISDIR.exception();
    }
    inode.open(flags.write());
    openFiles.incrementAndGet();
    return new NfsFile(this, inode, flags);
  }

  void closed() {
    openFiles.decrementAndGet();
  }

  @Override
  public FileStat stat(String path) throws ErrnoException {
    return inode(paths.attributes(path)).stat();
  }

  @Override
  public List<String> names(String path) throws ErrnoException {
    return session.server().names(paths.attributes(path).id());
  }

  @Override
  public String readlink(String path) throws ErrnoException {
    var _ = paths.attributes(path);
    throw Errno.EINVAL.exception();
  }

  @Override
  public void truncate(String path, long size) throws ErrnoException {
    inode(paths.attributes(path)).truncate(size);
  }

  @Override
  public void sync() throws ErrnoException {
    flusher.sync();
  }

  @Override
  public void dropPageCache() {
    all().forEach(NfsInode::dropPages);
  }

  private List<NfsInode> all() {
    try (Held _ = inodeLock.hold()) {
      return new ArrayList<>(inodes.values());
    }
  }

  /// Kernel: fs/nfs/super.c (nfs_kill_super)
  @Override
  public void unmount() {
    try {
      flusher.sync();
    } catch (ErrnoException _) {
      // Nobody is left to be told.
    }
    flusher.stop();
    all().forEach(NfsInode::evict);
    if (session.volume() != null) {
      session.volume().relinquish(null, false);
    }
  }

  @Override
  public int openFiles() {
    return (int) openFiles.get();
  }
}

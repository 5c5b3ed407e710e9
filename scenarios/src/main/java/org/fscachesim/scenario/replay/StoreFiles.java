package org.fscachesim.scenario.replay;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.vfs.Location;
import org.fscachesim.scenario.script.FileNode;
import org.fscachesim.scenario.script.OutsideFiles;
import org.fscachesim.scenario.script.StoreNode;

/// The stores of a simulated kernel, as files. Client filesystems are not entered: EINVAL.
record StoreFiles(Kernel kernel) implements OutsideFiles {
  private Location root() {
    return kernel.namespace().rootLocation();
  }

  private StorePaths.Entry entry(String path) throws ErrnoException {
    return StorePaths.entry(kernel, root(), path);
  }

  private Location locate(String path) throws ErrnoException {
    return kernel.namespace().resolve(root(), path, false);
  }

  /// The store that a path lies in.
  BackingStore store(String path) throws ErrnoException {
    return locate(path).store();
  }

  @Override
  public FileNode find(String path) throws ErrnoException {
    return node(locate(path));
  }

  private static FileNode node(Location at) {
    return new StoreNode(at.store(), at.inode());
  }

  @Override
  public FileNode create(String path, int mode) throws ErrnoException {
    return node(StorePaths.create(kernel, root(), path, mode));
  }

  @Override
  public void mkdir(String path, int mode) throws ErrnoException {
    StorePaths.Entry entry = entry(path);
    entry.directory().store().mkdir(entry.directory().inode(), entry.name(), mode);
  }

  @Override
  public void unlink(String path) throws ErrnoException {
    StorePaths.Entry entry = entry(path);
    entry.directory().store().unlink(entry.directory().inode(), entry.name());
  }

  @Override
  public void rmdir(String path) throws ErrnoException {
    StorePaths.Entry entry = entry(path);
    entry.directory().store().rmdir(entry.directory().inode(), entry.name());
  }

  @Override
  public void rename(String from, String to) throws ErrnoException {
    StorePaths.Entry source = entry(from);
    StorePaths.Entry target = entry(to);
    if (!source.directory().store().equals(target.directory().store())) {
      throw Errno.EXDEV.exception();
    }
    source
        .directory()
        .store()
        .rename(
            source.directory().inode(), source.name(), target.directory().inode(), target.name());
  }

  @Override
  public StatFs statfs(String path) throws ErrnoException {
    return store(path).statfs();
  }
}

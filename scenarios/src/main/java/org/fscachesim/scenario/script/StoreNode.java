package org.fscachesim.scenario.script;

import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.FileType;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.Stat;
import org.jspecify.annotations.Nullable;

/// A file or directory of a [BackingStore].
public record StoreNode(BackingStore store, Inode inode) implements FileNode {
  private static final int XATTR_MAX = 65536;

  @Override
  public FileType type() {
    return inode.type();
  }

  @Override
  public Stat stat() throws ErrnoException {
    return store.stat(inode);
  }

  @Override
  public List<String> names() throws ErrnoException {
    return store.list(inode).stream().map(DirEntry::name).toList();
  }

  @Override
  public @Nullable FileNode child(String name) throws ErrnoException {
    Inode child = store.lookup(inode, name);
    return child == null ? null : new StoreNode(store, child);
  }

  @Override
  public byte[] xattr(String name) throws ErrnoException {
    return store.getXattr(inode, name, XATTR_MAX);
  }

  @Override
  public void setXattr(String name, byte[] value) throws ErrnoException {
    store.setXattr(inode, name, value);
  }

  @Override
  public Contents open(boolean write) throws ErrnoException {
    return new Opened(write ? store.open(inode, false) : store.openForReading(inode));
  }

  private record Opened(OpenFile file) implements Contents {
    @Override
    public int read(long offset, ByteBuffer into) throws ErrnoException {
      return file.read(offset, into);
    }

    @Override
    public int write(long offset, ByteBuffer from) throws ErrnoException {
      return file.write(offset, from);
    }

    @Override
    public void truncate(long size) throws ErrnoException {
      file.truncate(size);
    }

    @Override
    public long seekData(long from) throws ErrnoException {
      return file.seekData(from);
    }

    @Override
    public long seekHole(long from) throws ErrnoException {
      return file.seekHole(from);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}

package org.fscachesim.kernel.store.memory;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.store.Whence;
import org.fscachesim.kernel.store.support.FilePosition;
import org.fscachesim.kernel.store.support.Ranges;
import org.fscachesim.kernel.sync.Held;

/// An open file of a memory store.
final class MemoryOpenFile implements OpenFile {
  private final MemoryStore store;
  private final Object lock;
  private final MemoryFile file;
  private final boolean direct;
  private final boolean writable;
  private final FilePosition position = new FilePosition();
  private boolean closed; // guarded by lock

  MemoryOpenFile(
      MemoryStore store, Object lock, MemoryFile file, boolean direct, boolean writable) {
    this.store = store;
    this.lock = lock;
    this.file = file;
    this.direct = direct;
    this.writable = writable;
  }

  @Override
  public Inode inode() {
    return file;
  }

  @Override
  public boolean isDirect() {
    return direct;
  }

  @Override
  public int read(long offset, ByteBuffer into) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.READ);
      store.looksAt(file);
      Ranges.checkAccess(offset, into.remaining());
      if (!into.hasRemaining() || offset >= file.contents.size()) {
        return 0;
      }
      if (direct) {
        Ranges.checkAligned(store.traits(), offset, into.remaining());
      }
      return file.contents.read(offset, into);
    }
  }

  @Override
  public int write(long offset, ByteBuffer from) throws ErrnoException {
    try (Held _ = store.startWrite()) {
      synchronized (lock) {
        beginChange(StoreOperation.WRITE);
        Ranges.checkAccess(offset, from.remaining());
        if (!from.hasRemaining()) {
          return 0;
        }
        int length = Ranges.clampWrite(store.traits(), offset, from.remaining());
        if (direct) {
          Ranges.checkAligned(store.traits(), offset, length);
        }
        store.takeBlocks(file, file.contents.missing(offset, length));
        file.contents.write(offset, from, length);
        store.changed(file);
        return length;
      }
    }
  }

  @Override
  public long size() throws ErrnoException {
    synchronized (lock) {
      checkOpen();
      store.looksAt(file);
      return file.contents.size();
    }
  }

  @Override
  public long seekData(long from) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.SEEK);
      store.looksAt(file);
      checkInside(from);
      long found = file.contents.seekData(from);
      if (found < 0) {
        throw Errno.ENXIO.exception();
      }
      return found;
    }
  }

  @Override
  public long seekHole(long from) throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.SEEK);
      store.looksAt(file);
      checkInside(from);
      return file.contents.seekHole(from);
    }
  }

  @Override
  public long position() {
    return position.get();
  }

  @Override
  public long lseek(long offset, Whence whence) throws ErrnoException {
    synchronized (lock) {
      checkOpen();
      store.looksAt(file);
      return position.seek(this, offset, whence, store.traits().maxFileSize());
    }
  }

  @Override
  public void truncate(long size) throws ErrnoException {
    try (Held _ = store.startWrite()) {
      synchronized (lock) {
        beginChange(StoreOperation.TRUNCATE);
        Ranges.checkSize(store.traits(), size);
        long before = file.contents.allocated();
        file.contents.truncate(size);
        store.giveBlocks(file, before - file.contents.allocated());
        store.changed(file);
      }
    }
  }

  @Override
  public void punchHole(long offset, long length) throws ErrnoException {
    try (Held _ = store.startWrite()) {
      synchronized (lock) {
        beginChange(StoreOperation.PUNCH_HOLE);
        Ranges.checkAllocation(store.traits(), offset, length);
        long before = file.contents.allocated();
        file.contents.punchHole(offset, length);
        store.giveBlocks(file, before - file.contents.allocated());
        store.changed(file);
      }
    }
  }

  @Override
  public void zeroRange(long offset, long length, boolean keepSize) throws ErrnoException {
    try (Held _ = store.startWrite()) {
      synchronized (lock) {
        beginChange(StoreOperation.ZERO_RANGE);
        Ranges.checkAllocation(store.traits(), offset, length);
        store.takeBlocks(file, file.contents.missing(offset, length));
        file.contents.zeroRange(offset, length, keepSize);
        store.changed(file);
      }
    }
  }

  @Override
  public void allocate(long offset, long length, boolean keepSize) throws ErrnoException {
    try (Held _ = store.startWrite()) {
      synchronized (lock) {
        beginChange(StoreOperation.ALLOCATE);
        Ranges.checkAllocation(store.traits(), offset, length);
        store.takeBlocks(file, file.contents.missing(offset, length));
        file.contents.allocate(offset, length, keepSize);
        store.changed(file);
      }
    }
  }

  @Override
  public void sync() throws ErrnoException {
    synchronized (lock) {
      begin(StoreOperation.FILE_SYNC);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        store.closed(file, writable);
      }
    }
  }

  @Override
  public String toString() {
    return "open " + file + (direct ? ", direct" : "");
  }

  private void begin(StoreOperation operation) throws ErrnoException {
    checkOpen();
    store.begin(operation);
  }

  private void beginChange(StoreOperation operation) throws ErrnoException {
    checkOpen();
    if (!writable) {
      throw Errno.EBADF.exception();
    }
    store.begin(operation);
    store.checkWritable();
  }

  private void checkOpen() throws ErrnoException {
    if (closed) {
      throw Errno.EBADF.exception();
    }
  }

  private void checkInside(long from) throws ErrnoException {
    if (from < 0 || from >= file.contents.size()) {
      throw Errno.ENXIO.exception();
    }
  }
}

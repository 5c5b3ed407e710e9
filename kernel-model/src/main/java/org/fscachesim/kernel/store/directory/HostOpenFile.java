package org.fscachesim.kernel.store.directory;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.store.Whence;
import org.fscachesim.kernel.store.support.FilePosition;
import org.fscachesim.kernel.store.support.Ranges;

/// An open file of the host. It shares its inode's descriptor with all others who opened the file,
/// so it keeps its position itself.
final class HostOpenFile implements OpenFile {
  private static final int KEEP = HostFlags.FALLOC_FL_KEEP_SIZE;

  private final DirectoryStore store;
  private final HostInode file;
  private final boolean direct;
  private final boolean writable;
  private final FilePosition position = new FilePosition();
  private volatile boolean closed;

  HostOpenFile(DirectoryStore store, HostInode file, boolean direct, boolean writable) {
    this.store = store;
    this.file = file;
    this.direct = direct;
    this.writable = writable;
  }

  @Override
  public Inode inode() {
    return file;
  }

  boolean isWritable() {
    return writable;
  }

  @Override
  public boolean isDirect() {
    return direct;
  }

  @Override
  public int read(long offset, ByteBuffer into) throws ErrnoException {
    begin(StoreOperation.READ);
    Ranges.checkAccess(offset, into.remaining());
    try (DescriptorLease lease = store.lease(file)) {
      if (!into.hasRemaining()) {
        return 0;
      }
      if (direct) {
        checkAlignedInside(lease.fd(), offset, into.remaining());
      }
      return LibC.pread(lease.fd(), into, offset);
    }
  }

  /// Behind the end a read gives nothing, aligned or not.
  private void checkAlignedInside(int fd, long offset, int length) throws ErrnoException {
    try {
      Ranges.checkAligned(store.traits(), offset, length);
    } catch (ErrnoException e) {
      if (offset < LibC.stat(fd).size()) {
        throw e;
      }
    }
  }

  @Override
  public int write(long offset, ByteBuffer from) throws ErrnoException {
    beginChange(StoreOperation.WRITE);
    Ranges.checkAccess(offset, from.remaining());
    if (!from.hasRemaining()) {
      return 0;
    }
    int length = Ranges.clampWrite(store.traits(), offset, from.remaining());
    if (direct) {
      Ranges.checkAligned(store.traits(), offset, length);
    }
    int limit = from.limit();
    from.limit(from.position() + length);
    try {
      int[] written = new int[1];
      store.change(file, fd -> written[0] = LibC.pwrite(fd, from, offset));
      return written[0];
    } finally {
      from.limit(limit);
    }
  }

  @Override
  public long size() throws ErrnoException {
    checkOpen();
    try (DescriptorLease lease = store.lease(file)) {
      return LibC.stat(lease.fd()).size();
    }
  }

  @Override
  public long seekData(long from) throws ErrnoException {
    return seek(from, HostFlags.SEEK_DATA);
  }

  @Override
  public long seekHole(long from) throws ErrnoException {
    return seek(from, HostFlags.SEEK_HOLE);
  }

  private long seek(long from, int whence) throws ErrnoException {
    begin(StoreOperation.SEEK);
    if (from < 0) {
      throw Errno.ENXIO.exception();
    }
    try (DescriptorLease lease = store.lease(file)) {
      return LibC.lseek(lease.fd(), from, whence);
    }
  }

  @Override
  public long position() {
    return position.get();
  }

  @Override
  public long lseek(long offset, Whence whence) throws ErrnoException {
    checkOpen();
    return position.seek(this, offset, whence, store.traits().maxFileSize());
  }

  @Override
  public void truncate(long size) throws ErrnoException {
    beginChange(StoreOperation.TRUNCATE);
    Ranges.checkSize(store.traits(), size);
    store.change(file, fd -> LibC.ftruncate(fd, size));
  }

  @Override
  public void punchHole(long offset, long length) throws ErrnoException {
    beginChange(StoreOperation.PUNCH_HOLE);
    Ranges.checkAllocation(store.traits(), offset, length);
    store.change(file, fd -> punch(fd, offset, offset + length));
  }

  @Override
  public void zeroRange(long offset, long length, boolean keepSize) throws ErrnoException {
    beginChange(StoreOperation.ZERO_RANGE);
    Ranges.checkAllocation(store.traits(), offset, length);
    store.change(file, fd -> zero(fd, offset, length, keepSize ? KEEP : 0));
  }

  @Override
  public void allocate(long offset, long length, boolean keepSize) throws ErrnoException {
    beginChange(StoreOperation.ALLOCATE);
    Ranges.checkAllocation(store.traits(), offset, length);
    store.change(file, fd -> reserve(fd, offset, length, keepSize ? KEEP : 0));
  }

  private static void punch(int fd, long offset, long end) throws ErrnoException {
    if (offset < end) {
      LibC.fallocate(fd, HostFlags.FALLOC_FL_PUNCH_HOLE | KEEP, offset, end - offset);
    }
  }

  /// Done by punching and allocating, which all hosts can (tmpfs does not know
  /// FALLOC_FL_ZERO_RANGE). Punching up to behind the end would free the last block, which is not
  /// whole here and stays.
  private void zero(int fd, long offset, long length, int keep) throws ErrnoException {
    long end = offset + length;
    long block = store.traits().blockSize();
    long firstWhole = Math.min(roundUp(offset, block), end);
    long endWhole = Math.max(end / block * block, firstWhole);
    long size = LibC.stat(fd).size();
    punch(fd, offset, Math.min(firstWhole, size));
    punch(fd, firstWhole, endWhole);
    punch(fd, endWhole, Math.min(end, size));
    reserve(fd, offset, length, keep);
  }

  /// A host takes a block that was allocated and not written for data while its page is cached,
  /// which a page of old data or of a hole that was read may be. So where blocks are allocated the
  /// file's pages leave the cache. That is slow, and rare: a range that is all data needs none of
  /// it.
  private static void reserve(int fd, long offset, long length, int keep) throws ErrnoException {
    boolean allocates = !isData(fd, offset, offset + length);
    LibC.fallocate(fd, keep, offset, length);
    if (allocates) {
      LibC.fdatasync(fd);
      LibC.dropCachedPages(fd);
    }
  }

  private static boolean isData(int fd, long from, long to) throws ErrnoException {
    try {
      return LibC.lseek(fd, from, HostFlags.SEEK_HOLE) >= to;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENXIO) {
        return false;
      }
      throw e;
    }
  }

  private static long roundUp(long offset, long unit) {
    return (offset + unit - 1) / unit * unit;
  }

  @Override
  public void sync() throws ErrnoException {
    begin(StoreOperation.FILE_SYNC);
    if (store.isDurable()) {
      try (DescriptorLease lease = store.lease(file)) {
        LibC.fsync(lease.fd());
      }
    }
  }

  @Override
  public void close() {
    store.close(this);
  }

  /// Closes it; false when it was closed before. With the store's lock held.
  boolean closeLocked() {
    boolean first = !closed;
    closed = true;
    return first;
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
    if (!writable) {
      throw Errno.EBADF.exception();
    }
    begin(operation);
    store.checkWritable();
  }

  private void checkOpen() throws ErrnoException {
    if (closed) {
      throw Errno.EBADF.exception();
    }
  }
}

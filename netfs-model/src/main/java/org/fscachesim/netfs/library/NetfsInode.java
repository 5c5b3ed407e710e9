package org.fscachesim.netfs.library;

import java.nio.ByteBuffer;
import java.util.function.Function;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.WritebackPin;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.wait.WaitQueue;
import org.fscachesim.netfs.NetfsFix;
import org.fscachesim.netfs.pagecache.AddressSpace;
import org.fscachesim.netfs.pagecache.AddressSpaceOperations;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.pagecache.ReadaheadBatch;
import org.jspecify.annotations.Nullable;

/// What the library keeps of a file of a network filesystem: its pages, sizes and cookie, and the
/// ways into the library.
///
/// The inode lock, which orders writes and changes of the size, is the client's.
///
/// Kernel: include/linux/netfs.h (struct netfs_inode)
public final class NetfsInode {
  private final Netfs netfs;
  private final long number;
  private final RequestOperations operations;
  private final AddressSpace mapping;
  private final WritebackPin writebackPin;
  private final Shared<Long> fileSize;
  private final Shared<Long> remoteSize;
  private final Shared<Long> zeroPoint;
  private final Mutex writebackLock;
  private final Shared<@Nullable Errno> writebackError;
  // How many requests there are.
  private final AtomicCounter requests;
  private final WaitQueue requestWaiters;
  private volatile @Nullable Cookie cookie;

  /// A new inode without a cookie.
  ///
  /// @param number inode number
  /// @param fileSize bytes, as the server has it
  /// @param pages makes what the page cache calls, as a rule `NetfsMapping::new`
  ///
  ///   Kernel: include/linux/netfs.h (netfs_inode_init)
  public NetfsInode(
      Netfs netfs,
      long number,
      long fileSize,
      RequestOperations operations,
      Function<NetfsInode, AddressSpaceOperations> pages) {
    this.netfs = netfs;
    this.number = number;
    this.operations = operations;
    this.fileSize = new Shared<>(netfs.kernel(), "size of inode " + number, fileSize);
    this.remoteSize = new Shared<>(netfs.kernel(), "server size of inode " + number, fileSize);
    this.zeroPoint = new Shared<>(netfs.kernel(), "zero point of inode " + number, fileSize);
    this.writebackLock = new Mutex(netfs.kernel(), "netfs_inode.wb_lock");
    this.writebackError = new Shared<>(netfs.kernel(), "writeback error of inode " + number, null);
    this.requests = new AtomicCounter(netfs.kernel(), "io_count of inode " + number, 0);
    this.requestWaiters = new WaitQueue(netfs.kernel(), "io_count of inode " + number);
    this.writebackPin = new WritebackPin(netfs.kernel());
    this.mapping =
        new AddressSpace(netfs.kernel(), "inode " + number, this::fileSize, pages.apply(this));
  }

  /// The library that it belongs to.
  public Netfs netfs() {
    return netfs;
  }

  /// The inode number.
  public long number() {
    return number;
  }

  /// What its filesystem does for the library.
  public RequestOperations operations() {
    return operations;
  }

  /// Its pages.
  public AddressSpace mapping() {
    return mapping;
  }

  /// Bytes in the file, as this kernel knows it.
  ///
  /// Kernel: include/linux/fs.h (i_size_read)
  public long fileSize() {
    return fileSize.get();
  }

  /// Sets the file's size here, and nothing else; see [#resize] and [AddressSpace#truncate].
  ///
  /// Kernel: include/linux/fs.h (i_size_write)
  public void setFileSize(long bytes) {
    fileSize.set(bytes);
  }

  /// Bytes in the file on the server, as far as known.
  public long remoteSize() {
    return remoteSize.get();
  }

  /// The server's file has another size now.
  ///
  /// Kernel: include/linux/netfs.h (netfs_resize_file)
  public void resize(long bytes) {
    remoteSize.set(bytes);
    if (bytes < zeroPoint.get()) {
      zeroPoint.set(bytes);
    }
  }

  /// Says that the server's file may grow without this kernel hearing of it, so that the server is
  /// always asked what it has.
  ///
  /// Kernel: include/linux/netfs.h (netfs_inode_init without a zero point)
  public void expectGrowthAtServer() {
    zeroPoint.set(Long.MAX_VALUE);
  }

  /// From here on the server has no data, so that nobody needs to ask it.
  long zeroPoint() {
    return zeroPoint.get();
  }

  /// The server may have data up to there.
  void raiseZeroPoint(long position) {
    long end = Math.min(position, fileSize());
    if (end > zeroPoint.get()) {
      zeroPoint.set(end);
    }
  }

  /// One writeback at a time.
  Mutex writebackLock() {
    return writebackLock;
  }

  /// The cookie; null for a file that is not cached.
  ///
  /// Kernel: include/linux/netfs.h (netfs_i_cookie)
  public @Nullable Cookie cookie() {
    return cookie;
  }

  /// Gives the file a cookie, or takes it away.
  public void setCookie(@Nullable Cookie newCookie) {
    cookie = newCookie;
  }

  /// Keeps the cookie in use while pages are dirty.
  public WritebackPin writebackPin() {
    return writebackPin;
  }

  /// Whether a read may find something in a cache.
  ///
  /// Kernel: fs/netfs/internal.h (netfs_is_cache_enabled)
  public boolean isCacheEnabled() {
    Cookie of = cookie;
    return of != null && of.cachePriv() != null && of.isEnabled();
  }

  void requestBegins() {
    requests.incrementAndGet();
  }

  void requestIsGone() {
    if (requests.decrementAndTest()) {
      requestWaiters.wakeAll();
    }
  }

  /// Waits until no request is left; for an inode that goes.
  ///
  /// Kernel: include/linux/netfs.h (netfs_wait_for_outstanding_io)
  public void awaitRequests() {
    if (netfs.kernel().has(NetfsFix.EVICT_AWAITS_REQUESTS)) {
      requestWaiters.await(() -> requests.get() == 0, "no request");
    }
  }

  /// Reads pages in advance; all of them are taken.
  ///
  /// Kernel: fs/netfs/buffered_read.c (netfs_readahead)
  public void readahead(ReadaheadBatch batch) {
    netfs.reads().readahead(this, batch);
  }

  /// Reads one locked page and unlocks it, and waits for that.
  ///
  /// @throws ErrnoException `EIO`, `ENOMEM`, `EINTR`, or what the server said
  ///
  ///   Kernel: fs/netfs/buffered_read.c (netfs_read_folio)
  public void readFolio(@Nullable Object file, Folio folio) throws ErrnoException {
    netfs.reads().readFolio(this, file, folio);
  }

  /// Gets the page of a buffered write ready: locked, and uptodate unless nothing of what it had
  /// matters.
  ///
  /// @param length bytes to write, within the page
  /// @throws ErrnoException as [#readFolio], or what the client's check said; no page is locked
  ///
  ///   Kernel: fs/netfs/buffered_read.c (netfs_write_begin)
  public Folio writeBegin(@Nullable Object file, long position, int length) throws ErrnoException {
    Folio folio = netfs.reads().writeBegin(this, file, position, length);
    netfs.observer().readyForWrite(folio, !folio.peekUptodate());
    return folio;
  }

  /// Writes into pages, which are dirty then, and makes the file longer if need be. The caller
  /// holds the client's inode lock.
  ///
  /// @return bytes written; an error behind the first page is not told
  /// @throws ErrnoException nothing was written: as [#readFolio]
  ///
  ///   Kernel: fs/netfs/buffered_write.c (netfs_perform_write)
  public int write(@Nullable Object file, long position, ByteBuffer from) throws ErrnoException {
    return netfs.writes().write(this, file, position, from);
  }

  /// Reads from the server past the pages, of which the caller has taken care, and past the cache.
  ///
  /// @return bytes read: fewer than asked for at the end of the file, or in front of an error
  /// @throws ErrnoException nothing was read: what the server said, `ENODATA` when it gave nothing
  ///   twice within the file, `ENOMEM`
  ///
  ///   Kernel: fs/netfs/direct_read.c (netfs_unbuffered_read_iter)
  public int readUnbuffered(@Nullable Object file, long position, ByteBuffer into)
      throws ErrnoException {
    return netfs.unbufferedReads().read(this, file, position, into);
  }

  /// Writes to the server past the pages, of which the caller has taken care, and waits for the
  /// end; the file gets longer if need be.
  ///
  /// @return bytes written
  /// @throws ErrnoException what the server said
  ///
  ///   Kernel: fs/netfs/direct_write.c (netfs_unbuffered_write_iter)
  public int writeUnbuffered(@Nullable Object file, long position, ByteBuffer from)
      throws ErrnoException {
    return netfs.unbuffered().write(this, file, position, from);
  }

  /// Begins to write dirty pages back, to the server or the cache or both.
  ///
  /// @param wait whether to wait for another writeback of the file that is being issued; without,
  ///   nothing is done then
  /// @throws ErrnoException `ENOMEM`, or what the client said; failures to write are told by
  ///   [#takeWritebackError]
  ///
  ///   Kernel: fs/netfs/write_issue.c (netfs_writepages)
  public void writepages(FileRange range, boolean wait) throws ErrnoException {
    netfs.writeback().writepages(this, range, wait);
  }

  /// What a writeback failed with since this was asked last; null for nothing.
  ///
  /// Kernel: mm/filemap.c (filemap_check_errors)
  public @Nullable Errno takeWritebackError() {
    return writebackError.getAndSet(null);
  }

  void noteWritebackError(Errno error) {
    writebackError.set(error);
  }

  @Override
  public String toString() {
    return "inode " + number;
  }
}

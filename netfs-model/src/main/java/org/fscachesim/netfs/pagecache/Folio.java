package org.fscachesim.netfs.pagecache;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.sync.Flags;
import org.fscachesim.kernel.sync.Plain;
import org.jspecify.annotations.Nullable;

/// One page of a file in the page cache. Larger folios are not modelled: they change nothing that
/// is asked of a cache.
///
/// A folio is locked by the task that adds it and unlocked by whoever filled it, or failed to:
/// often another task.
///
/// Kernel: include/linux/mm_types.h (struct folio), mm/filemap.c
public final class Folio {
  /// Bytes in it.
  public static final int SIZE = ReadaheadState.PAGE_SIZE;

  private final long index;
  private final byte[] bytes = new byte[SIZE];
  private final Flags<FolioFlag> flags;
  // Guarded by the lock bit: whether the page cache still has it.
  private final Plain<Boolean> attached;
  // Written by who has locked it or has it under writeback.
  private volatile @Nullable Object privateData;

  /// A new folio, locked.
  Folio(Kernel kernel, String file, long index) {
    this.index = index;
    this.flags = new Flags<>(kernel, "page " + index + " of " + file, FolioFlag.class);
    this.flags.set(FolioFlag.LOCKED);
    this.attached = new Plain<>(kernel, "whether page " + index + " is cached", true, null);
  }

  /// Page number within the file.
  public long index() {
    return index;
  }

  /// First byte within the file.
  public long position() {
    return index * SIZE;
  }

  /// Its bytes, for whoever has locked it.
  public ByteBuffer data() {
    return ByteBuffer.wrap(bytes);
  }

  /// Its bytes, for readers that saw it uptodate.
  ByteBuffer contents() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /// Says that the bytes are right now; the caller has locked it.
  public void markUptodate() {
    flags.set(FolioFlag.UPTODATE);
  }

  /// Whether the bytes are right.
  public boolean isUptodate() {
    return flags.test(FolioFlag.UPTODATE);
  }

  /// Unlocks it and wakes who waits for that.
  public void unlock() {
    flags.clearAndWake(FolioFlag.LOCKED);
  }

  /// Locks it if nobody has; whether it did.
  public boolean tryLock() {
    return !flags.testAndSet(FolioFlag.LOCKED);
  }

  /// Locks it, which may take a while.
  public void lock() {
    while (!tryLock()) {
      awaitUnlocked();
    }
  }

  /// Whether the bytes are right, without a scheduling point: for checkers only.
  public boolean peekUptodate() {
    return flags.peek(FolioFlag.UPTODATE);
  }

  /// Whether somebody has locked it, without a scheduling point: for checkers only.
  public boolean peekLocked() {
    return flags.peek(FolioFlag.LOCKED);
  }

  /// Waits until it is unlocked.
  void awaitUnlocked() {
    flags.awaitClear(FolioFlag.LOCKED);
  }

  /// Waits until it is unlocked; false when a fatal signal came first.
  boolean awaitUnlockedKillable() {
    return flags.awaitClearKillable(FolioFlag.LOCKED);
  }

  void setMark() {
    flags.set(FolioFlag.READAHEAD);
  }

  boolean hasMark() {
    return flags.test(FolioFlag.READAHEAD);
  }

  boolean takeMark() {
    return flags.testAndClear(FolioFlag.READAHEAD);
  }

  /// Says that the bytes differ from those of the server, or are wanted in the cache.
  ///
  /// @return whether it was clean before
  ///
  ///   Kernel: mm/page-writeback.c (filemap_dirty_folio)
  public boolean markDirty() {
    return !flags.testAndSet(FolioFlag.DIRTY);
  }

  /// Whether it is to be written back.
  public boolean isDirty() {
    return flags.test(FolioFlag.DIRTY);
  }

  /// Takes the dirty mark away, in order to write the page back or to forget its bytes.
  ///
  /// @return whether it was dirty
  ///
  ///   Kernel: mm/page-writeback.c (folio_clear_dirty_for_io)
  public boolean clearDirty() {
    return flags.testAndClear(FolioFlag.DIRTY);
  }

  /// Begins writing it back; the caller has locked it.
  ///
  /// Kernel: mm/page-writeback.c (folio_start_writeback)
  public void startWriteback() {
    KernelBug.check(!flags.testAndSet(FolioFlag.WRITEBACK), () -> this + " is written back twice");
  }

  /// It has been written back, or could not be; wakes who waits for that.
  ///
  /// Kernel: mm/filemap.c (folio_end_writeback)
  public void endWriteback() {
    KernelBug.check(flags.peek(FolioFlag.WRITEBACK), () -> this + " is not written back");
    flags.clearAndWake(FolioFlag.WRITEBACK);
  }

  /// Whether it is being written back.
  public boolean isWriteback() {
    return flags.test(FolioFlag.WRITEBACK);
  }

  /// Waits until it is not being written back.
  public void awaitWriteback() {
    flags.awaitClear(FolioFlag.WRITEBACK);
  }

  /// As [#awaitWriteback], but false when a fatal signal came first.
  public boolean awaitWritebackKillable() {
    return flags.awaitClearKillable(FolioFlag.WRITEBACK);
  }

  /// Begins storing it in the cache: sets the mark that whoever changes or drops it waits for.
  ///
  /// Kernel: include/linux/netfs.h (folio_start_fscache)
  public void startStoring() {
    KernelBug.check(!flags.testAndSet(FolioFlag.PRIVATE_2), () -> this + " is stored twice");
  }

  /// It has been stored, or will not be; wakes who waits for that.
  ///
  /// Kernel: include/linux/netfs.h (folio_end_fscache)
  public void endStoring() {
    KernelBug.check(flags.peek(FolioFlag.PRIVATE_2), () -> this + " is not stored");
    flags.clearAndWake(FolioFlag.PRIVATE_2);
  }

  /// Whether it is being stored in the cache.
  public boolean isStoring() {
    return flags.test(FolioFlag.PRIVATE_2);
  }

  /// Whether it is being stored, without a scheduling point: for checkers only.
  public boolean peekStoring() {
    return flags.peek(FolioFlag.PRIVATE_2);
  }

  /// Waits until it is not being stored.
  ///
  /// Kernel: include/linux/netfs.h (folio_wait_fscache)
  public void awaitStored() {
    flags.awaitClear(FolioFlag.PRIVATE_2);
  }

  /// As [#awaitStored], but false when a fatal signal came first.
  ///
  /// Kernel: include/linux/netfs.h (folio_wait_fscache_killable)
  public boolean awaitStoredKillable() {
    return flags.awaitClearKillable(FolioFlag.PRIVATE_2);
  }

  /// What the filesystem has attached to it.
  ///
  /// Kernel: include/linux/mm_types.h (folio.private)
  public @Nullable Object privateData() {
    return privateData;
  }

  /// Attaches something, or null for nothing; the caller has locked the page or writes it back.
  public void setPrivateData(@Nullable Object attachment) {
    privateData = attachment;
  }

  /// Whether the page cache still has it; the caller has locked it.
  public boolean isAttached() {
    return attached.get();
  }

  void detach() {
    attached.set(false);
  }

  @Override
  public String toString() {
    return flags.describe();
  }
}

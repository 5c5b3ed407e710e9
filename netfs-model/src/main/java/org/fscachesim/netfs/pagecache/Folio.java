package org.fscachesim.netfs.pagecache;

import java.nio.ByteBuffer;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Flags;

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
  private boolean attached = true;

  /// A new folio, locked.
  Folio(Kernel kernel, String file, long index) {
    this.index = index;
    this.flags = new Flags<>(kernel, "page " + index + " of " + file, FolioFlag.class);
    this.flags.set(FolioFlag.LOCKED);
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

  boolean tryLock() {
    return !flags.testAndSet(FolioFlag.LOCKED);
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

  boolean isAttached() {
    return attached;
  }

  void detach() {
    attached = false;
  }

  @Override
  public String toString() {
    return flags.describe();
  }
}

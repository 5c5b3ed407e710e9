package org.fscachesim.kernel.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.BackingStoreContract;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.StoreTraits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// What a store in memory does beyond the contract: it runs full, plays other filesystems, and
/// gives the same answers in every run.
class MemoryStoreTest extends BackingStoreContract {
  private static final int BLOCK = 4096;

  @Override
  protected BackingStore newStore() {
    AtomicLong clock = new AtomicLong();
    return MemoryStore.create(MemoryStoreConfig.ext4().withClock(() -> clock.addAndGet(1_000_000)));
  }

  @Test
  void anEmptyStoreHasTheCountsOfAFreshDisk() throws Exception {
    assertEquals(
        new StatFs(4096, 15349, 15343, 14197, 16384, 16373), MemoryStore.create().statfs());
  }

  @Test
  void aDirectoryTakesAnInodeAndABlock() throws Exception {
    MemoryStore store = MemoryStore.create();
    Inode volume = store.mkdir(store.root(), "volume", 0700);
    for (int i = 0; i < 256; i++) {
      store.mkdir(volume, "@%02x".formatted(i), 0700);
    }
    assertEquals(new StatFs(4096, 15349, 15086, 13940, 16384, 16116), store.statfs());
    for (int i = 0; i < 256; i++) {
      store.rmdir(volume, "@%02x".formatted(i));
    }
    store.rmdir(store.root(), "volume");
    assertEquals(new StatFs(4096, 15349, 15343, 14197, 16384, 16373), store.statfs());
  }

  @Test
  void aDirectoryGrowsWithItsNames() throws Exception {
    MemoryStore store = MemoryStore.create();
    for (int i = 0; i < 100; i++) {
      store.create(store.root(), "%0200d".formatted(i), 0600);
    }
    assertEquals(6 * BLOCK, store.stat(store.root()).size());
    assertEquals(15343 - 5, store.statfs().bfree());
  }

  @Test
  void withoutFreeBlocksNothingIsWritten() throws Exception {
    MemoryStore store = MemoryStore.create();
    try (OpenFile open = store.open(store.create(store.root(), "file", 0600), true)) {
      open.write(0, ByteBuffer.allocate(BLOCK));
      store.setFreeCounts(new StatFs(BLOCK, 15349, 2, 0, 16384, 5));
      assertFails(Errno.ENOSPC, () -> open.write(0, ByteBuffer.allocate(4 * BLOCK)));
      assertEquals(BLOCK, open.size());
      assertEquals(3 * BLOCK, open.write(0, ByteBuffer.allocate(3 * BLOCK)));
      assertEquals(0, store.statfs().bfree());
      assertFails(Errno.ENOSPC, () -> open.allocate(0, 4 * BLOCK, true));
      assertFails(Errno.ENOSPC, () -> open.zeroRange(3 * BLOCK, 1, true));
      assertFails(Errno.ENOSPC, () -> store.mkdir(store.root(), "dir", 0700));
      assertEquals(5, store.statfs().ffree());
      assertEquals(BLOCK, open.write(0, ByteBuffer.allocate(BLOCK)), "the blocks are there");
      open.punchHole(0, BLOCK);
      assertEquals(1, store.statfs().bfree());
      store.create(store.root(), "empty", 0600);
    }
  }

  @Test
  void withoutFreeInodesNothingIsCreated() throws Exception {
    MemoryStore store = MemoryStore.create();
    store.setFreeCounts(new StatFs(BLOCK, 15349, 100, 100, 16384, 1));
    Inode root = store.root();
    store.create(root, "last", 0600);
    assertFails(Errno.ENOSPC, () -> store.create(root, "x", 0600));
    assertFails(Errno.ENOSPC, () -> store.mkdir(root, "x", 0600));
    assertFails(Errno.ENOSPC, () -> store.tmpfile(root, 0600));
    store.unlink(root, "last");
    store.tmpfile(root, 0600);
  }

  @Test
  void aBallastNeedsNoMemory() throws Exception {
    MemoryStore store = MemoryStore.create();
    try (OpenFile open = store.open(store.create(store.root(), "ballast", 0600), false)) {
      open.allocate(0, 57_600_000, false);
    }
    assertEquals(15343 - 14063, store.statfs().bfree());
    store.unlink(store.root(), "ballast");
    assertEquals(15343, store.statfs().bfree());
  }

  @Test
  void theLowestFreeNumberIsGivenAgain() throws Exception {
    MemoryStore store = MemoryStore.create();
    Inode root = store.root();
    assertEquals(12, store.create(root, "a", 0600).number());
    assertEquals(13, store.create(root, "b", 0600).number());
    assertEquals(14, store.create(root, "c", 0600).number());
    store.unlink(root, "b");
    store.unlink(root, "a");
    assertEquals(12, store.create(root, "d", 0600).number());
    assertEquals(13, store.mkdir(root, "e", 0700).number());
    assertEquals(15, store.mkdir(root, "f", 0700).number());
  }

  @Test
  void whoHoldsARemovedFilesInodeCanStillOpenIt() throws Exception {
    MemoryStore store = MemoryStore.create();
    StatFs empty = store.statfs();
    Inode file = store.create(store.root(), "file", 0600);
    store.unlink(store.root(), "file");
    try (OpenFile open = store.open(file, false)) {
      open.write(0, ByteBuffer.allocate(BLOCK));
      assertEquals(0, store.stat(file).nlink());
    }
    assertEquals(empty, store.statfs());
  }

  @Test
  void aMarkedFileKeepsItsSpaceUntilItIsUnmarked() throws Exception {
    MemoryStore store = MemoryStore.create();
    StatFs empty = store.statfs();
    Inode file = store.create(store.root(), "file", 0600);
    assertTrue(file.testAndMarkInUse());
    store.unlink(store.root(), "file");
    assertEquals(empty.ffree() - 1, store.statfs().ffree());
    file.clearInUse();
    assertEquals(empty, store.statfs());
  }

  @Test
  void xattrsHaveTheRoomOfAnInodeAndABlock() throws Exception {
    MemoryStore store = MemoryStore.create();
    Inode root = store.root();
    store.setXattr(root, "user.big", new byte[4000]);
    assertFails(Errno.ENOSPC, () -> store.setXattr(root, "user.big", new byte[5000]));
    assertFails(Errno.ENOSPC, () -> store.setXattr(root, "user.other", new byte[200]));
    store.setXattr(root, "user.CacheFiles.cache", new byte[40]);
    assertEquals(4000, store.getXattr(root, "user.big", 4000).length);
  }

  @Test
  void aTmpfsHasNeitherSyncNorXattrs() throws Exception {
    MemoryStore store = MemoryStore.create(MemoryStoreConfig.tmpfs());
    assertEquals("tmpfs", store.traits().fsType());
    assertEquals(false, store.traits().supportsSync());
    assertFails(Errno.EOPNOTSUPP, () -> store.setXattr(store.root(), "user.x", new byte[1]));
    assertFails(Errno.EOPNOTSUPP, () -> store.listXattrs(store.root()));
    Inode file = store.tmpfile(store.root(), 0600);
    assertFails(Errno.EINVAL, () -> store.open(file, true));
    store.open(file, false).close();
  }

  @Test
  void aProcCanHoldNothing() throws Exception {
    MemoryStore store = MemoryStore.create(MemoryStoreConfig.proc());
    assertFails(Errno.EPERM, () -> store.mkdir(store.root(), "cache", 0700));
    assertFails(Errno.EPERM, () -> store.create(store.root(), "cache", 0700));
    assertFails(Errno.EOPNOTSUPP, () -> store.tmpfile(store.root(), 0700));
    assertEquals(null, store.lookup(store.root(), "cache"));
    assertEquals(List.of(), store.list(store.root()));
  }

  @Test
  void aStoreWithBufferedFallbackTakesAnyAlignment() throws Exception {
    MemoryStore store =
        MemoryStore.create(
            MemoryStoreConfig.ext4().withTraits(StoreTraits.EXT4.withDirectIo(4096, true)));
    try (OpenFile open = store.open(store.create(store.root(), "file", 0600), true)) {
      assertEquals(7, open.write(3, ByteBuffer.allocate(7)));
    }
  }

  @Test
  void aWriteStopsAtTheLargestFileSize() throws Exception {
    MemoryStore store = MemoryStore.create();
    long max = StoreTraits.EXT4_MAX_FILE_SIZE;
    try (OpenFile open = store.open(store.create(store.root(), "file", 0600), true)) {
      assertEquals(512, open.write(max - 512, ByteBuffer.allocate(1024)));
      assertEquals(max, open.size());
      assertEquals(max - BLOCK, open.seekData(0));
      assertEquals(max, open.seekHole(max - BLOCK));
    }
  }

  @Test
  void traitsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> StoreTraits.EXT4.withBlockSize(3000));
    assertThrows(
        IllegalArgumentException.class,
        () -> MemoryStoreConfig.ext4().withTraits(StoreTraits.EXT4.withBlockSize(1024)));
    assertThrows(IllegalArgumentException.class, () -> new StatFs(4096, 10, 11, 0, 0, 0));
  }

  @Test
  void aFileOfManyExtentsIsSearchedFromEndToEnd() throws Exception {
    MemoryStore store =
        MemoryStore.create(
            MemoryStoreConfig.ext4()
                .withSpace(new StatFs(4096, 1 << 22, 1 << 22, 1 << 22, 100, 100)));
    int extents = 200_000;
    try (OpenFile open = store.open(store.create(store.root(), "file", 0600), true)) {
      // Zeros: the extents count here, not the bytes.
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      for (long i = 0; i < extents; i++) {
        open.write(i * 2 * BLOCK, block.clear());
      }
      long at = 0;
      for (int i = 0; i < extents; i++) {
        assertEquals(2L * i * BLOCK, open.seekData(at));
        at = open.seekHole(2L * i * BLOCK);
      }
      assertEquals(open.size(), at);
      open.punchHole(0, open.size());
      assertFails(Errno.ENXIO, () -> open.seekData(0));
    }
    assertEquals(1 << 22, store.statfs().bfree());
  }

  private static void assertFails(Errno errno, Executable call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call).errno());
  }
}

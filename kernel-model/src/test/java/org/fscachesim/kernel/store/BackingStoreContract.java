package org.fscachesim.kernel.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every [BackingStore] must do: this, and what the classes above it say. A store under test
/// has blocks of 4096 bytes.
public abstract class BackingStoreContract extends ContentsContract {
  @Test
  void remountsReadOnlyOnlyWhileNoFileIsOpen() throws Exception {
    Inode file = store.create(root, "file", 0600);
    try (OpenFile _ = store.open(file, false)) {
      assertFails(Errno.EBUSY, () -> store.remount(true));
      assertFalse(store.isReadOnly());
    }
    store.remount(true);
    assertTrue(store.isReadOnly());
    store.remount(true);
    store.remount(false);
    assertFalse(store.isReadOnly());
  }

  @Test
  void aFileThatIsOnlyReadIsOpenedOnAReadOnlyStoreToo() throws Exception {
    Inode file = store.create(root, "file", 0600);
    try (OpenFile open = store.open(file, false)) {
      open.write(0, bytes(3, 'x'));
    }
    try (OpenFile open = store.openForReading(file)) {
      store.remount(true);
      assertEquals(3, open.read(0, ByteBuffer.allocate(5)));
      assertFails(Errno.EBADF, () -> open.write(0, bytes(1, 'y')));
      assertFails(Errno.EBADF, () -> open.truncate(5));
    }
    try (OpenFile open = store.openForReading(file)) {
      assertEquals(0, open.seekData(0));
      store.remount(false);
      assertFails(Errno.EBADF, () -> open.allocate(0, 5, true));
    }
    assertFails(Errno.EISDIR, () -> store.openForReading(root));
  }

  @Test
  void aStoreThatTurnedReadOnlyChangesNothing() throws Exception {
    Inode dir = store.mkdir(root, "dir", 0700);
    Inode file = store.create(root, "file", 0600);
    store.setXattr(file, XATTR, new byte[] {1});
    try (OpenFile open = store.open(file, false)) {
      store.turnReadOnly();
      assertTrue(store.isReadOnly());
      assertFails(Errno.EROFS, () -> open.write(0, bytes(1, 'x')));
      assertFails(Errno.EROFS, () -> open.truncate(5));
      assertFails(Errno.EROFS, () -> open.punchHole(0, 5));
      assertFails(Errno.EROFS, () -> open.zeroRange(0, 5, true));
      assertFails(Errno.EROFS, () -> open.allocate(0, 5, true));
      assertEquals(0, open.read(0, ByteBuffer.allocate(5)));
    }
    assertFails(Errno.EROFS, () -> store.open(file, false));
    assertFails(Errno.EROFS, () -> store.create(root, "x", 0600));
    assertFails(Errno.EEXIST, () -> store.create(root, "file", 0600));
    assertFails(Errno.EROFS, () -> store.mkdir(root, "x", 0700));
    assertFails(Errno.EROFS, () -> store.symlink(root, "x", "y"));
    assertFails(Errno.EROFS, () -> store.tmpfile(root, 0600));
    assertFails(Errno.EROFS, () -> store.link(file, root, "x"));
    assertFails(Errno.EROFS, () -> store.unlink(root, "file"));
    assertFails(Errno.EROFS, () -> store.rmdir(root, "dir"));
    assertFails(Errno.EROFS, () -> store.rename(root, "file", dir, "x"));
    assertFails(Errno.EROFS, () -> store.setMode(file, 0644));
    assertFails(Errno.EROFS, () -> store.setXattr(file, XATTR, new byte[] {2}));
    assertFails(Errno.EROFS, () -> store.removeXattr(file, XATTR));
    store.touchAtime(file);
    assertSame(file, store.lookup(root, "file"));
    assertArrayEquals(new byte[] {1}, store.getXattr(file, XATTR, 1));
    store.remount(false);
    store.unlink(root, "file");
  }

  @Test
  void takenOverCountsMoveWithWhatIsAllocatedAndReleased() throws Exception {
    store.setFreeCounts(new StatFs(BLOCK, 15349, 8000, 7000, 16384, 5000));
    assertEquals(new StatFs(BLOCK, 15349, 8000, 7000, 16384, 5000), store.statfs());
    Inode file = store.create(root, "file", 0600);
    try (OpenFile open = store.open(file, false)) {
      open.write(0, bytes(BLOCK * 10, 'x'));
      assertEquals(new StatFs(BLOCK, 15349, 7990, 6990, 16384, 4999), store.statfs());
      open.write(BLOCK, bytes(BLOCK * 2, 'y'));
      open.punchHole(0, BLOCK * 4);
      open.truncate(BLOCK * 6 + 1);
      assertEquals(new StatFs(BLOCK, 15349, 7997, 6997, 16384, 4999), store.statfs());
      open.allocate(0, BLOCK * 4, true);
      open.zeroRange(BLOCK * 2, BLOCK * 4, true);
      assertEquals(new StatFs(BLOCK, 15349, 7993, 6993, 16384, 4999), store.statfs());
      store.unlink(root, "file");
      assertEquals(7993, store.statfs().bfree(), "the file is still open");
    }
    assertEquals(new StatFs(BLOCK, 15349, 8000, 7000, 16384, 5000), store.statfs());
  }

  @Test
  void takenOverCountsMoveWithTmpfilesAndDirectories() throws Exception {
    store.setFreeCounts(new StatFs(BLOCK, 15349, 8000, 7000, 16384, 5000));
    Inode dropped = store.tmpfile(root, 0600);
    try (OpenFile open = store.open(dropped, false)) {
      open.write(0, bytes(BLOCK * 10, 'x'));
      assertEquals(7990, store.statfs().bfree());
    }
    assertEquals(8000, store.statfs().bfree());
    assertEquals(5000, store.statfs().ffree());
    Inode kept = store.tmpfile(root, 0600);
    try (OpenFile open = store.open(kept, false)) {
      open.write(0, bytes(BLOCK * 10, 'x'));
      store.link(kept, root, "kept");
    }
    assertEquals(7990, store.statfs().bfree());
    assertEquals(4999, store.statfs().ffree());
    store.create(root, "over", 0600);
    assertEquals(4998, store.statfs().ffree());
    store.rename(root, "over", root, "kept");
    assertEquals(8000, store.statfs().bfree());
    assertEquals(4999, store.statfs().ffree());
  }

  @Test
  void manyThreadsMakeWriteAndRemoveFiles() throws Exception {
    StatFs counts = new StatFs(BLOCK, 15349, 8000, 7000, 16384, 5000);
    store.setFreeCounts(counts);
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      String name = "file" + t;
      tasks.add(
          () -> {
            for (int i = 0; i < 100; i++) {
              makeWriteAndRemove(name);
            }
            return null;
          });
    }
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : executor.invokeAll(tasks)) {
        done.get();
      }
    }
    assertEquals(List.of(), names(root));
    assertEquals(counts, store.statfs());
  }

  private void makeWriteAndRemove(String name) throws ErrnoException {
    Inode file = store.tmpfile(root, 0600);
    try (OpenFile open = store.open(file, true)) {
      assertTrue(file.testAndMarkInUse());
      open.write(0, bytes(BLOCK * 3, 'x'));
      store.link(file, root, name);
      assertEquals(BLOCK * 3, open.read(0, ByteBuffer.allocate(BLOCK * 4)));
    }
    file.clearInUse();
    assertSame(file, store.lookup(root, name));
    store.unlink(root, name);
  }

  @Test
  void availableBlocksEndBeforeFreeOnes() throws Exception {
    store.setFreeCounts(new StatFs(BLOCK, 15349, 1020, 0, 16384, 5000));
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(BLOCK, 'x'));
    }
    assertEquals(1019, store.statfs().bfree());
    assertEquals(0, store.statfs().bavail());
  }

  @ParameterizedTest
  @EnumSource(StoreOperation.class)
  void anInjectedErrorComesAsOftenAsToldAndDoesNothing(StoreOperation operation) throws Exception {
    Inode dir = store.mkdir(root, "dir", 0700);
    Inode file = store.create(root, "file", 0600);
    Inode link = store.symlink(root, "link", "file");
    store.setXattr(file, XATTR, new byte[] {1});
    try (OpenFile open = store.open(file, false)) {
      open.write(0, bytes(100, 'x'));
      Executable call =
          switch (operation) {
            case STATFS -> store::statfs;
            case SYNC -> store::sync;
            case LOOKUP -> () -> store.lookup(root, "file");
            case CREATE -> () -> store.create(root, "new", 0600);
            case MKDIR -> () -> store.mkdir(root, "new", 0600);
            case SYMLINK -> () -> store.symlink(root, "new", "x");
            case READLINK -> () -> store.readlink(link);
            case TMPFILE -> () -> store.tmpfile(root, 0600);
            case LINK -> () -> store.link(file, root, "new");
            case UNLINK -> () -> store.unlink(root, "file");
            case RMDIR -> () -> store.rmdir(root, "dir");
            case RENAME -> () -> store.rename(root, "file", dir, "file");
            case LIST -> () -> store.list(root);
            case STAT -> () -> store.stat(file);
            case TOUCH_ATIME -> () -> store.touchAtime(file);
            case SET_MODE -> () -> store.setMode(file, 0644);
            case GET_XATTR -> () -> store.getXattr(file, XATTR, 10);
            case SET_XATTR -> () -> store.setXattr(file, XATTR, new byte[] {2});
            case REMOVE_XATTR -> () -> store.removeXattr(file, XATTR);
            case LIST_XATTRS -> () -> store.listXattrs(file);
            case OPEN -> () -> store.open(file, false).close();
            case READ -> () -> open.read(0, ByteBuffer.allocate(10));
            case WRITE -> () -> open.write(0, bytes(10, 'y'));
            case SEEK -> () -> open.seekData(0);
            case TRUNCATE -> () -> open.truncate(0);
            case PUNCH_HOLE -> () -> open.punchHole(0, 4096);
            case ZERO_RANGE -> () -> open.zeroRange(0, 4096, true);
            case ALLOCATE -> () -> open.allocate(0, 4096, true);
            case FILE_SYNC -> open::sync;
          };
      store.inject(operation, Errno.EIO, 2);
      assertFails(Errno.EIO, call);
      assertFails(Errno.EIO, call);
      assertEquals(List.of("dir", "file", "link"), names(root));
      assertEquals("x".repeat(100), contents(open));
      assertArrayEquals(new byte[] {1}, store.getXattr(file, XATTR, 1));
      assertEquals(0600, store.stat(file).mode());
      store.inject(operation, Errno.EIO, 3);
      store.inject(operation, Errno.EIO, 0);
      call.execute();
    } catch (Exception e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(operation + " fails though nothing is armed", e);
    }
  }

  @Test
  void syncingSucceeds() throws Exception {
    store.sync();
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(1, 'x'));
      open.sync();
    }
  }
}

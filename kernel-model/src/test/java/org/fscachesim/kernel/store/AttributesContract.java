package org.fscachesim.kernel.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fscachesim.kernel.Errno;
import org.junit.jupiter.api.Test;

/// What every store must do with attributes.
public abstract class AttributesContract extends LinksContract {
  @Test
  void modesAreKept() throws Exception {
    Inode file = store.create(root, "file", 0640);
    assertEquals(0640, store.stat(file).mode());
    assertEquals(0755, store.stat(store.mkdir(root, "dir", 0755)).mode());
    assertEquals(0666, store.stat(store.tmpfile(root, 0666)).mode());
    store.setMode(file, 0604);
    assertEquals(0604, store.stat(file).mode());
    if (store.traits().exactModes()) {
      store.setMode(file, 0);
      assertEquals(0, store.stat(file).mode());
    }
    assertContents("", file);
  }

  @Test
  void aFileOfModeZeroCanBeUsed() throws Exception {
    Inode file = store.create(root, "file", 0);
    try (OpenFile open = store.open(file, true)) {
      open.write(0, bytes(512, 'x'));
    }
    store.setXattr(file, XATTR, new byte[] {1});
    assertContents("x".repeat(512), file);
  }

  @Test
  void statTellsSizeAndSpace() throws Exception {
    Inode file = store.create(root, "file", 0600);
    assertEquals(0, store.stat(file).blocks512());
    try (OpenFile open = store.open(file, false)) {
      open.write(BLOCK * 10, bytes(1, 'x'));
      assertEquals(BLOCK * 10 + 1, store.stat(file).size());
      assertEquals(8, store.stat(file).blocks512());
    }
    Stat stat = store.stat(file);
    assertEquals(file.number(), stat.ino());
    assertEquals(FileType.REGULAR, stat.type());
    assertEquals(1, stat.nlink());
    assertEquals(FileType.DIRECTORY, store.stat(root).type());
  }

  @Test
  void touchingMovesTheAccessTimeAlone() throws Exception {
    Inode file = store.create(root, "file", 0600);
    Stat before = store.stat(file);
    store.touchAtime(file);
    Stat after = store.stat(file);
    assertTrue(after.atimeNanos() > before.atimeNanos(), before + " then " + after);
    assertEquals(before.mtimeNanos(), after.mtimeNanos());
  }

  @Test
  void xattrsAreSetReplacedListedAndRemoved() throws Exception {
    for (Inode inode : List.of(store.create(root, "f", 0600), store.mkdir(root, "d", 0700))) {
      assertEquals(List.of(), store.listXattrs(inode));
      store.setXattr(inode, XATTR, new byte[] {1, 0, -1});
      store.setXattr(inode, "user.a", new byte[0]);
      assertArrayEquals(new byte[] {1, 0, -1}, store.getXattr(inode, XATTR, 3));
      assertArrayEquals(new byte[0], store.getXattr(inode, "user.a", 0));
      assertEquals(List.of(XATTR, "user.a"), store.listXattrs(inode));
      store.setXattr(inode, XATTR, new byte[] {2});
      assertArrayEquals(new byte[] {2}, store.getXattr(inode, XATTR, 512));
      store.removeXattr(inode, XATTR);
      assertFails(Errno.ENODATA, () -> store.getXattr(inode, XATTR, 512));
      assertFails(Errno.ENODATA, () -> store.removeXattr(inode, XATTR));
      assertEquals(List.of("user.a"), store.listXattrs(inode));
    }
  }

  @Test
  void anXattrLongerThanTheBufferIsOutOfRange() throws Exception {
    store.setXattr(root, XATTR, new byte[20]);
    assertFails(Errno.ERANGE, () -> store.getXattr(root, XATTR, 19));
    assertFails(Errno.ERANGE, () -> store.getXattr(root, XATTR, 0));
    assertEquals(20, store.getXattr(root, XATTR, 20).length);
  }

  @Test
  void xattrNamesHaveRules() {
    assertFails(Errno.ERANGE, () -> store.setXattr(root, "", new byte[1]));
    assertFails(Errno.ERANGE, () -> store.setXattr(root, "user." + "x".repeat(251), new byte[1]));
    assertFails(Errno.EOPNOTSUPP, () -> store.setXattr(root, "nobody.x", new byte[1]));
    assertFails(Errno.EOPNOTSUPP, () -> store.getXattr(root, "user", 1));
    assertFails(Errno.EINVAL, () -> store.setXattr(root, "user.", new byte[1]));
    assertFails(Errno.E2BIG, () -> store.setXattr(root, "user.x", new byte[65537]));
  }

  @Test
  void aSymlinkHasNoUserXattrs() throws Exception {
    Inode link = store.symlink(root, "link", "x");
    assertFails(Errno.EPERM, () -> store.setXattr(link, XATTR, new byte[1]));
    assertFails(Errno.EPERM, () -> store.removeXattr(link, XATTR));
    assertFails(Errno.ENODATA, () -> store.getXattr(link, XATTR, 10));
    assertEquals(List.of(), store.listXattrs(link));
  }
}

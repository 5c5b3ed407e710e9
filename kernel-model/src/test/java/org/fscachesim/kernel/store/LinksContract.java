package org.fscachesim.kernel.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.fscachesim.kernel.Errno;
import org.junit.jupiter.api.Test;

/// What every store must do when names come and go.
public abstract class LinksContract extends NamesContract {
  @Test
  void aTmpfileHasNoNameUntilItIsLinked() throws Exception {
    Inode file = store.tmpfile(root, 0600);
    assertEquals(List.of(), store.list(root));
    assertEquals(0, store.stat(file).nlink());
    try (OpenFile open = store.open(file, true)) {
      open.write(0, bytes(512, 'x'));
      store.link(file, root, "named");
      assertEquals(1, store.stat(file).nlink());
    }
    assertSame(file, store.lookup(root, "named"));
    assertContents("x".repeat(512), file);
  }

  @Test
  void aTmpfileIsLinkedBeforeAnybodyOpensIt() throws Exception {
    Inode file = store.tmpfile(root, 0600);
    store.link(file, root, "named");
    assertSame(file, store.lookup(root, "named"));
    assertContents("", file);
  }

  @Test
  void aTmpfileThatWasNeverLinkedGivesItsSpaceBack() throws Exception {
    Inode file = store.tmpfile(root, 0600);
    OpenFile open = store.open(file, false);
    open.write(0, bytes(BLOCK * 4, 'x'));
    open.close();
    assertFails(Errno.ENOENT, () -> store.link(file, root, "too-late"));
  }

  @Test
  void aFileWithoutNamesGetsNoNewOne() throws Exception {
    Inode file = store.create(root, "file", 0600);
    try (OpenFile open = store.open(file, false)) {
      store.unlink(root, "file");
      assertFails(Errno.ENOENT, () -> store.link(file, root, "again"));
      assertEquals(0, open.size());
    }
  }

  @Test
  void anOpenFileOutlivesItsName() throws Exception {
    Inode file = store.create(root, "file", 0600);
    try (OpenFile open = store.open(file, false)) {
      open.write(0, bytes(10, 'a'));
      store.unlink(root, "file");
      assertEquals(0, store.stat(file).nlink());
      open.write(10, bytes(10, 'b'));
      assertEquals("a".repeat(10) + "b".repeat(10), contents(open));
      store.setXattr(file, XATTR, new byte[] {1});
      assertEquals(1, store.getXattr(file, XATTR, 10).length);
    }
  }

  @Test
  void aFileWithTwoNamesIsOneInode() throws Exception {
    Inode file = store.create(root, "a", 0600);
    store.link(file, root, "b");
    assertSame(file, store.lookup(root, "b"));
    assertEquals(2, store.stat(file).nlink());
    store.unlink(root, "a");
    assertSame(file, store.lookup(root, "b"));
    assertEquals(1, store.stat(file).nlink());
    assertContents("", file);
  }

  @Test
  void aSymlinkCanHaveTwoNames() throws Exception {
    Inode link = store.symlink(root, "a", "target");
    store.link(link, root, "b");
    assertSame(link, store.lookup(root, "b"));
    assertEquals(2, store.stat(link).nlink());
    assertEquals("target", store.readlink(link));
  }

  @Test
  void aDirectoryGetsNoSecondName() throws Exception {
    Inode dir = store.mkdir(root, "dir", 0700);
    assertFails(Errno.EPERM, () -> store.link(dir, root, "other"));
  }

  @Test
  void aRenamedDirectoryTakesItsFilesAlong() throws Exception {
    Inode cache = store.mkdir(root, "cache", 0700);
    Inode graveyard = store.mkdir(root, "graveyard", 0700);
    Inode volume = store.mkdir(cache, "volume", 0700);
    Inode file = store.create(volume, "file", 0600);
    store.rename(cache, "volume", graveyard, "0");
    assertNull(store.lookup(cache, "volume"));
    assertSame(volume, store.lookup(graveyard, "0"));
    assertSame(file, store.lookup(volume, "file"));
    assertContents("", file);
    assertEquals(List.of(), store.list(cache));
    assertEquals(List.of("file"), names(volume));
  }

  @Test
  void renamingReplacesWhatIsThere() throws Exception {
    Inode a = store.create(root, "a", 0600);
    Inode b = store.create(root, "b", 0600);
    try (OpenFile open = store.open(b, false)) {
      store.rename(root, "a", root, "b");
      assertEquals(0, store.stat(b).nlink());
      assertEquals(0, open.size());
    }
    assertSame(a, store.lookup(root, "b"));
    assertNull(store.lookup(root, "a"));
  }

  @Test
  void renamingOverTheOtherNameOfTheSameFileDoesNothing() throws Exception {
    Inode a = store.create(root, "a", 0600);
    store.link(a, root, "b");
    store.rename(root, "a", root, "b");
    assertSame(a, store.lookup(root, "a"));
    assertSame(a, store.lookup(root, "b"));
    assertEquals(2, store.stat(a).nlink());
  }

  @Test
  void renamingKeepsToTheKindOfWhatItReplaces() throws Exception {
    Inode full = store.mkdir(root, "full", 0700);
    store.mkdir(full, "sub", 0700);
    Inode empty = store.mkdir(root, "empty", 0700);
    store.create(root, "file", 0600);
    assertFails(Errno.EISDIR, () -> store.rename(root, "file", root, "empty"));
    assertFails(Errno.ENOTDIR, () -> store.rename(root, "empty", root, "file"));
    assertFails(Errno.ENOTEMPTY, () -> store.rename(root, "empty", root, "full"));
    assertFails(Errno.EINVAL, () -> store.rename(root, "full", full, "inside"));
    assertFails(Errno.ENOTEMPTY, () -> store.rename(full, "sub", root, "full"));
    assertFails(Errno.ENOENT, () -> store.rename(root, "no", root, "x"));
    store.rename(root, "full", root, "empty");
    assertSame(full, store.lookup(root, "empty"));
    assertFails(Errno.ENOENT, () -> store.create(empty, "x", 0600));
  }

  @Test
  void aSymlinkIsNotFollowed() throws Exception {
    store.mkdir(root, "dir", 0700);
    Inode link = store.symlink(root, "link", "dir");
    assertSame(link, store.lookup(root, "link"));
    assertEquals(FileType.SYMLINK, link.type());
    assertEquals("dir", store.readlink(link));
    assertEquals(3, store.stat(link).size());
    assertFails(Errno.ENOTDIR, () -> store.lookup(link, "x"));
    assertFails(Errno.ELOOP, () -> store.open(link, false));
    assertFails(Errno.EINVAL, () -> store.readlink(root));
    store.unlink(root, "link");
    assertNotNull(store.lookup(root, "dir"));
  }

  @Test
  void aSymlinksTargetHasLimits() throws Exception {
    String longest = "t".repeat(4095);
    assertEquals(longest, store.readlink(store.symlink(root, "long", longest)));
    assertFails(Errno.ENAMETOOLONG, () -> store.symlink(root, "x", "t".repeat(4096)));
    assertFails(Errno.ENOENT, () -> store.symlink(root, "x", ""));
  }
}

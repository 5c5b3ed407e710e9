package org.fscachesim.kernel.store;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every store must do with names and inodes.
public abstract class NamesContract extends StoreFixture {
  @Test
  void aNameThatIsNotThereIsNegative() throws Exception {
    assertNull(store.lookup(root, "nothing"));
  }

  @Test
  void aNewFileIsFoundAndIsTheSameObject() throws Exception {
    Inode made = store.create(root, "file", 0600);
    assertSame(made, store.lookup(root, "file"));
    assertEquals(FileType.REGULAR, made.type());
    assertSame(store, made.store());
  }

  @Test
  void namesAreByteStrings() throws Exception {
    String name = "\u00ff\u0001 \n\u0080x";
    Inode made = store.create(root, name, 0600);
    assertSame(made, store.lookup(root, name));
    assertEquals(name, store.list(root).getFirst().name());
  }

  @Test
  void aNameWithCharactersAboveABytesRangeIsAnErrorOfTheProgram() {
    assertThrows(IllegalArgumentException.class, () -> store.lookup(root, "\u0100"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0"})
  void namesThatNoComponentCanHaveAreRefused(String name) {
    assertFails(Errno.EACCES, () -> store.lookup(root, name));
    assertFails(Errno.EACCES, () -> store.mkdir(root, name, 0700));
  }

  @Test
  void theLongestNameHas255Bytes() throws Exception {
    Inode made = store.create(root, "n".repeat(255), 0600);
    assertSame(made, store.lookup(root, "n".repeat(255)));
    assertFails(Errno.ENAMETOOLONG, () -> store.lookup(root, "n".repeat(256)));
    assertFails(Errno.ENAMETOOLONG, () -> store.create(root, "n".repeat(256), 0600));
  }

  @Test
  void aFileIsNoDirectory() throws Exception {
    Inode file = store.create(root, "file", 0600);
    assertFails(Errno.ENOTDIR, () -> store.lookup(file, "x"));
    assertFails(Errno.ENOTDIR, () -> store.list(file));
    assertFails(Errno.ENOTDIR, () -> store.create(file, "x", 0600));
    assertFails(Errno.ENOTDIR, () -> store.tmpfile(file, 0600));
  }

  @Test
  void aNameIsGivenOnce() throws Exception {
    store.create(root, "x", 0600);
    assertFails(Errno.EEXIST, () -> store.create(root, "x", 0600));
    assertFails(Errno.EEXIST, () -> store.mkdir(root, "x", 0700));
    assertFails(Errno.EEXIST, () -> store.symlink(root, "x", "target"));
    Inode other = store.create(root, "y", 0600);
    assertFails(Errno.EEXIST, () -> store.link(other, root, "x"));
  }

  @Test
  void aDirectoryListsItsNamesInTheOrderOfTheirBytes() throws Exception {
    store.mkdir(root, "b", 0700);
    Inode upper = store.create(root, "B", 0600);
    store.symlink(root, "\u00e9", "b");
    store.create(root, "ba", 0600);
    List<DirEntry> entries = store.list(root);
    assertEquals(List.of("B", "b", "ba", "\u00e9"), entries.stream().map(DirEntry::name).toList());
    assertEquals(
        List.of(FileType.REGULAR, FileType.DIRECTORY, FileType.REGULAR, FileType.SYMLINK),
        entries.stream().map(DirEntry::type).toList());
    assertEquals(upper.number(), entries.getFirst().ino());
  }

  @Test
  void aDirectoryCanHoldManyNames() throws Exception {
    for (int i = 0; i < 1500; i++) {
      store.create(root, "file-with-a-rather-long-name-" + i, 0600);
    }
    List<DirEntry> entries = store.list(root);
    assertEquals(1500, entries.stream().map(DirEntry::name).distinct().count());
    assertEquals(1500, entries.size());
  }

  @Test
  void aRemovedDirectoryHasNoNames() throws Exception {
    Inode dir = store.mkdir(root, "dir", 0700);
    store.rmdir(root, "dir");
    assertNull(store.lookup(root, "dir"));
    assertFails(Errno.ENOENT, () -> store.lookup(dir, "x"));
    assertFails(Errno.ENOENT, () -> store.create(dir, "x", 0600));
    assertFails(Errno.ENOENT, () -> store.tmpfile(dir, 0600));
    assertFails(Errno.ENOENT, () -> store.list(dir));
  }

  @Test
  void aDirectoryWithNamesIsNotRemoved() throws Exception {
    Inode dir = store.mkdir(root, "dir", 0700);
    store.create(dir, "file", 0600);
    assertFails(Errno.ENOTEMPTY, () -> store.rmdir(root, "dir"));
    store.unlink(dir, "file");
    store.rmdir(root, "dir");
    assertEquals(List.of(), store.list(root));
  }

  @Test
  void unlinkAndRmdirKeepToTheirKind() throws Exception {
    store.mkdir(root, "dir", 0700);
    store.create(root, "file", 0600);
    assertFails(Errno.EISDIR, () -> store.unlink(root, "dir"));
    assertFails(Errno.ENOTDIR, () -> store.rmdir(root, "file"));
    assertFails(Errno.ENOENT, () -> store.unlink(root, "no"));
    assertFails(Errno.ENOENT, () -> store.rmdir(root, "no"));
  }

  @Test
  void anInodeOfAnotherStoreIsAnErrorOfTheProgram() throws Exception {
    try (BackingStore other = MemoryStore.create()) {
      assertThrows(IllegalArgumentException.class, () -> store.stat(other.root()));
    }
  }

  @Test
  void theInUseMarkIsSetOnceAndSeenThroughEveryLookup() throws Exception {
    Inode dir = store.mkdir(root, "dir", 0700);
    assertTrue(dir.testAndMarkInUse());
    assertFalse(dir.testAndMarkInUse());
    assertTrue(requireNonNull(store.lookup(root, "dir")).isInUse());
    dir.clearInUse();
    assertFalse(requireNonNull(store.lookup(root, "dir")).isInUse());
    assertTrue(dir.testAndMarkInUse());
  }

  @Test
  void aMarkedDirectoryIsNotRemoved() throws Exception {
    Inode dir = store.mkdir(root, "dir", 0700);
    assertTrue(dir.testAndMarkInUse());
    assertFails(Errno.EBUSY, () -> store.rmdir(root, "dir"));
    dir.clearInUse();
    store.rmdir(root, "dir");
  }

  @Test
  void theMarkOutlivesTheCallersReference() throws Exception {
    assertTrue(store.create(root, "file", 0600).testAndMarkInUse());
    System.gc();
    assertTrue(requireNonNull(store.lookup(root, "file")).isInUse());
  }

  @Test
  void aNewFileInTheSamePlaceIsUnmarked() throws Exception {
    Inode old = store.create(root, "file", 0600);
    assertTrue(old.testAndMarkInUse());
    store.unlink(root, "file");
    Inode fresh = store.create(root, "file", 0600);
    assertNotSame(old, fresh);
    assertNotEquals(old.number(), fresh.number(), "a marked inode keeps its number");
    assertFalse(fresh.isInUse());
    old.clearInUse();
  }

  @Test
  void aReusedInodeNumberBelongsToANewObject() throws Exception {
    Inode old = store.create(root, "file", 0600);
    store.unlink(root, "file");
    for (int i = 0; i < 5; i++) {
      Inode fresh = store.create(root, "file" + i, 0600);
      assertNotSame(old, fresh);
      assertEquals(1, store.stat(fresh).nlink());
    }
  }
}

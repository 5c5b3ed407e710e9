package org.fscachesim.kernel.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [BackingStore] must do. A store under test has blocks of 4096 bytes.
public abstract class BackingStoreContract {
  private static final String XATTR = "user.CacheFiles.cache";
  private static final int BLOCK = 4096;

  private BackingStore store;
  private Inode root;

  /// An empty store, fresh for each test.
  protected abstract BackingStore newStore() throws Exception;

  @BeforeEach
  void makeStore() throws Exception {
    store = newStore();
    root = store.root();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  // Names

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
    for (int i = 0; i < 3000; i++) {
      store.create(root, "file-with-a-rather-long-name-" + i, 0600);
    }
    List<DirEntry> entries = store.list(root);
    assertEquals(3000, entries.stream().map(DirEntry::name).distinct().count());
    assertEquals(3000, entries.size());
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
    try (BackingStore other = org.fscachesim.kernel.store.memory.MemoryStore.create()) {
      assertThrows(IllegalArgumentException.class, () -> store.stat(other.root()));
    }
  }

  // The in-use mark

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

  // Links, tmpfiles, renames

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

  // Attributes

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

  // Contents

  @Test
  void whatWasWrittenIsRead() throws Exception {
    byte[] random = new byte[700_000];
    new Random(7).nextBytes(random);
    try (OpenFile open = newFile(false)) {
      ByteBuffer from = ByteBuffer.wrap(random);
      assertEquals(random.length, open.write(12345, from));
      assertFalse(from.hasRemaining());
      ByteBuffer into = ByteBuffer.allocateDirect(random.length + 100);
      into.position(50);
      into.limit(random.length);
      assertEquals(random.length - 50, open.read(12345, into));
      into.limit(random.length + 50);
      assertEquals(50, open.read(12345 + random.length - 50, into));
      into.flip().position(50);
      byte[] back = new byte[random.length];
      into.get(back);
      assertArrayEquals(random, back);
    }
  }

  @Test
  void readingIsShortAtTheEndAndZeroInHoles() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(5000, bytes(10, 'x'));
      ByteBuffer into = ByteBuffer.allocate(8000);
      assertEquals(5010, open.read(0, into));
      assertEquals(5010, into.position());
      byte[] expected = new byte[8000];
      Arrays.fill(expected, 5000, 5010, (byte) 'x');
      assertArrayEquals(expected, into.array());
      assertEquals(0, open.read(5010, ByteBuffer.allocate(10)));
      assertEquals(0, open.read(1L << 40, ByteBuffer.allocate(10)));
      assertEquals(0, open.read(0, ByteBuffer.allocate(0)));
    }
  }

  @Test
  void directAccessMustBeAligned() throws Exception {
    try (OpenFile open = newFile(true)) {
      assertTrue(open.isDirect());
      assertEquals(512, open.write(512, bytes(512, 'x')));
      assertFails(Errno.EINVAL, () -> open.write(0, bytes(100, 'y')));
      assertFails(Errno.EINVAL, () -> open.write(1, bytes(512, 'y')));
      assertFails(Errno.EINVAL, () -> open.read(0, ByteBuffer.allocate(100)));
      assertFails(Errno.EINVAL, () -> open.read(1, ByteBuffer.allocate(512)));
      assertEquals(1024, open.read(0, ByteBuffer.allocate(4096)));
      assertEquals(
          0, open.read(1025, ByteBuffer.allocate(100)), "behind the end nothing is checked");
      assertEquals(0, open.write(1, ByteBuffer.allocate(0)));
      assertEquals(1024, open.size());
    }
  }

  @Test
  void bufferedAccessNeedsNoAlignment() throws Exception {
    try (OpenFile open = newFile(false)) {
      assertFalse(open.isDirect());
      assertEquals(3, open.write(1, bytes(3, 'x')));
      assertEquals(2, open.read(2, ByteBuffer.allocate(100)));
    }
  }

  @Test
  void aDirectWriteOfOneSectorAllocatesItsBlock() throws Exception {
    try (OpenFile open = newFile(true)) {
      open.truncate(BLOCK * 10);
      open.write(BLOCK * 3 + 1024, bytes(512, 'x'));
      assertEquals("data 12288-16384, size 40960", map(open));
      assertEquals(8, store.stat(open.inode()).blocks512());
    }
  }

  @Test
  void seeksFindDataAndHoles() throws Exception {
    try (OpenFile open = newFile(false)) {
      assertFails(Errno.ENXIO, () -> open.seekData(0));
      assertFails(Errno.ENXIO, () -> open.seekHole(0));
      open.truncate(100_000);
      open.write(8192, bytes(1, 'x'));
      open.write(50_000, bytes(10_000, 'x'));
      assertEquals("data 8192-12288 49152-61440, size 100000", map(open));
      assertEquals(8192, open.seekData(8191));
      assertEquals(8200, open.seekData(8200));
      assertEquals(0, open.seekHole(0));
      assertEquals(12288, open.seekHole(8200));
      assertEquals(12289, open.seekHole(12289));
      assertFails(Errno.ENXIO, () -> open.seekData(61440));
      assertFails(Errno.ENXIO, () -> open.seekData(100_000));
      assertEquals(99_999, open.seekHole(99_999));
      assertFails(Errno.ENXIO, () -> open.seekHole(100_000));
      assertFails(Errno.ENXIO, () -> open.seekHole(-1));
      assertFails(Errno.ENXIO, () -> open.seekData(-1));
    }
  }

  @Test
  void theEndOfTheFileIsAHole() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(100, 'x'));
      assertEquals(100, open.seekHole(0));
      assertEquals(99, open.seekData(99));
    }
  }

  @Test
  void lseekMovesThePosition() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(1000, 'x'));
      assertEquals(0, open.position());
      assertEquals(990, open.lseek(-10, Whence.END));
      assertEquals(995, open.lseek(5, Whence.CUR));
      assertEquals(995, open.position());
      assertEquals(5000, open.lseek(5000, Whence.SET));
      assertEquals(5000, open.lseek(0, Whence.CUR));
      assertFails(Errno.EINVAL, () -> open.lseek(-1, Whence.SET));
      assertFails(Errno.EINVAL, () -> open.lseek(-5001, Whence.CUR));
      assertFails(Errno.EINVAL, () -> open.lseek(-1001, Whence.END));
      assertFails(Errno.EINVAL, () -> open.lseek(Long.MAX_VALUE, Whence.END));
      assertFails(Errno.ENXIO, () -> open.lseek(1000, Whence.DATA));
      assertEquals(5000, open.position(), "an error moves nothing");
      assertEquals(7, open.lseek(7, Whence.DATA));
      assertEquals(1000, open.lseek(7, Whence.HOLE));
      assertEquals(1000, open.position());
    }
  }

  @Test
  void theLargestPositionIsTheLargestFileSize() throws Exception {
    try (OpenFile open = newFile(false)) {
      long max = store.traits().maxFileSize();
      assertEquals(max, open.lseek(max, Whence.SET));
      assertFails(Errno.EINVAL, () -> open.lseek(max + 1, Whence.SET));
      assertFails(Errno.EFBIG, () -> open.truncate(max + 1));
      assertFails(Errno.EFBIG, () -> open.write(max, bytes(1, 'x')));
      assertFails(Errno.EFBIG, () -> open.allocate(max, 1, false));
      assertFails(Errno.EINVAL, () -> open.truncate(-1));
      assertFails(Errno.EINVAL, () -> open.write(-1, bytes(1, 'x')));
      assertFails(Errno.EINVAL, () -> open.read(-1, ByteBuffer.allocate(1)));
    }
  }

  @Test
  void truncatingClearsTheRestOfTheLastBlock() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(10_000, 'x'));
      open.truncate(5000);
      assertEquals("data 0-5000, size 5000", map(open));
      assertEquals(16, store.stat(open.inode()).blocks512());
      open.truncate(20_000);
      assertEquals("data 0-8192, size 20000", map(open));
      byte[] expected = new byte[20_000];
      Arrays.fill(expected, 0, 5000, (byte) 'x');
      assertEquals(new String(expected, ISO_8859_1), contents(open));
      open.truncate(0);
      assertEquals("data, size 0", map(open));
      assertEquals(0, store.stat(open.inode()).blocks512());
    }
  }

  @Test
  void punchingGivesWholeBlocksBackAndClearsTheRest() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(BLOCK * 5, 'x'));
      open.punchHole(100, BLOCK * 3);
      assertEquals("data 0-4096 12288-20480, size 20480", map(open));
      String read = contents(open);
      assertEquals("x".repeat(100), read.substring(0, 100));
      assertEquals("\0".repeat(BLOCK * 3), read.substring(100, 100 + BLOCK * 3));
      assertEquals("x".repeat(BLOCK * 2 - 100), read.substring(100 + BLOCK * 3));
      open.punchHole(1L << 30, 4096);
      assertEquals(BLOCK * 5, open.size());
      assertFails(Errno.EINVAL, () -> open.punchHole(0, 0));
      assertFails(Errno.EINVAL, () -> open.punchHole(-1, 5));
    }
  }

  @Test
  void aHoleThatReachesBehindTheEndTakesTheLastBlock() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(8191, 'x'));
      open.punchHole(4096, 4095);
      assertEquals("data 0-8191, size 8191", map(open));
      open.punchHole(4096, 4096);
      assertEquals("data 0-4096, size 8191", map(open));
    }
  }

  @Test
  void zeroedPartsOfABlockStayData() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(BLOCK * 2, 'x'));
      open.zeroRange(100, BLOCK + 200, true);
      assertEquals("data 0-8192, size 8192", map(open));
      assertEquals(
          "x".repeat(100) + "\0".repeat(BLOCK + 200) + "x".repeat(BLOCK - 300), contents(open));
    }
  }

  @Test
  void zeroedBlocksAreAllocatedHoles() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(BLOCK * 4, 'x'));
      open.zeroRange(BLOCK, BLOCK * 6, true);
      assertEquals("data 0-4096, size 16384", map(open));
      open.zeroRange(BLOCK * 6, BLOCK + 1, false);
      assertEquals(BLOCK * 7 + 1, open.size());
      assertEquals(8 * 8, store.stat(open.inode()).blocks512());
    }
  }

  @Test
  void allocatedBlocksAreHolesUntilWritten() throws Exception {
    try (OpenFile open = newFile(true)) {
      open.write(BLOCK, bytes(BLOCK, 'x'));
      open.allocate(0, BLOCK * 4, false);
      assertEquals("data 4096-8192, size 16384", map(open));
      assertEquals(32, store.stat(open.inode()).blocks512());
      open.allocate(BLOCK * 4, BLOCK, true);
      assertEquals(BLOCK * 4, open.size());
      open.write(BLOCK * 2, bytes(512, 'y'));
      assertEquals("data 4096-12288, size 16384", map(open));
      assertFails(Errno.EINVAL, () -> open.allocate(0, 0, false));
    }
  }

  @Test
  void truncatingTakesBlocksBehindTheEndAwayUnlessTheFileGrows() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(100, 'x'));
      open.allocate(BLOCK, BLOCK * 3, true);
      open.truncate(BLOCK);
      assertEquals(32, store.stat(open.inode()).blocks512());
      open.truncate(BLOCK);
      assertEquals(8, store.stat(open.inode()).blocks512());
    }
  }

  @Test
  void aFileIsSharedByAllWhoOpenIt() throws Exception {
    Inode file = store.create(root, "file", 0600);
    try (OpenFile a = store.open(file, false);
        OpenFile b = store.open(file, true)) {
      a.write(0, bytes(512, 'x'));
      assertEquals(512, b.read(0, ByteBuffer.allocate(512)));
      b.truncate(100);
      assertEquals(100, a.size());
      a.lseek(5, Whence.SET);
      assertEquals(0, b.position());
    }
  }

  @Test
  void aClosedFileIsGone() throws Exception {
    OpenFile open = newFile(false);
    open.close();
    open.close();
    assertFails(Errno.EBADF, () -> open.read(0, ByteBuffer.allocate(1)));
    assertFails(Errno.EBADF, () -> open.write(0, bytes(1, 'x')));
    assertFails(Errno.EBADF, open::size);
    assertFails(Errno.EBADF, () -> open.seekData(0));
    assertFails(Errno.EBADF, () -> open.lseek(0, Whence.SET));
    assertFails(Errno.EBADF, open::sync);
  }

  @Test
  void onlyFilesAreOpened() {
    assertFails(Errno.EISDIR, () -> store.open(root, false));
  }

  @Test
  void manyFilesAreOpenAtTheSameTime() throws Exception {
    OpenFile[] open = new OpenFile[600];
    for (int i = 0; i < open.length; i++) {
      Inode dir = store.mkdir(root, "dir" + i, 0700);
      open[i] = store.open(store.create(dir, "file", 0600), false);
      open[i].write(0, bytes(1 + i, 'x'));
    }
    for (int i = 0; i < open.length; i++) {
      assertEquals(1 + i, open[i].size());
      assertEquals(1 + i, open[i].read(0, ByteBuffer.allocate(1000)));
      open[i].close();
    }
  }

  // The superblock

  @Test
  void aReadOnlyStoreChangesNothing() throws Exception {
    Inode dir = store.mkdir(root, "dir", 0700);
    Inode file = store.create(root, "file", 0600);
    store.setXattr(file, XATTR, new byte[] {1});
    try (OpenFile open = store.open(file, false)) {
      store.remount(true);
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

  // Helpers

  private OpenFile newFile(boolean direct) throws ErrnoException {
    return store.open(store.create(root, "new-file", 0600), direct);
  }

  private List<String> names(Inode dir) throws ErrnoException {
    return store.list(dir).stream().map(DirEntry::name).toList();
  }

  private void assertContents(String expected, Inode file) throws ErrnoException {
    try (OpenFile open = store.open(file, false)) {
      assertEquals(expected, contents(open));
    }
  }

  private static String contents(OpenFile open) throws ErrnoException {
    ByteBuffer into = ByteBuffer.allocate((int) open.size() + 1);
    open.read(0, into);
    return new String(into.array(), 0, into.position(), ISO_8859_1);
  }

  /// Where the data lies, and the size.
  static String map(OpenFile open) throws ErrnoException {
    StringBuilder text = new StringBuilder("data");
    long at = 0;
    while (true) {
      try {
        at = open.seekData(at);
      } catch (ErrnoException e) {
        assertEquals(Errno.ENXIO, e.errno());
        return text.append(", size ").append(open.size()).toString();
      }
      long end = open.seekHole(at);
      text.append(' ').append(at).append('-').append(end);
      if (end == open.size()) {
        return text.append(", size ").append(end).toString();
      }
      at = end;
    }
  }

  private static ByteBuffer bytes(int length, char value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }

  private static void assertFails(Errno errno, Executable call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call).errno());
  }
}

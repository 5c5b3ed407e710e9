package org.fscachesim.kernel.store.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.BackingStoreContract;
import org.fscachesim.kernel.store.FileOperation;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// What a store in a directory of the host does beyond the contract: few descriptors, changes from
/// outside, and clear words where the host lacks something. Skipped, with that reason, where the
/// temporary directory is on such a host.
class DirectoryStoreTest extends BackingStoreContract {
  // The contract's own store, and beside it the directory of the tests here.
  @TempDir Path contractDirectory;
  @TempDir Path directory;

  @Override
  protected BackingStore newStore() throws Exception {
    return open(contractDirectory, DirectoryStoreOptions.defaults().withMaxDescriptors(8));
  }

  private DirectoryStore open(DirectoryStoreOptions options) {
    return open(directory, options);
  }

  private static DirectoryStore open(Path directory, DirectoryStoreOptions options) {
    try {
      DirectoryStore store = DirectoryStore.open(directory, options);
      if (store.traits().blockSize() != 4096) {
        store.close();
        return abort(directory + " has blocks of " + store.traits().blockSize() + " bytes");
      }
      return store;
    } catch (StoreUnsupportedException e) {
      return abort(e.getMessage());
    }
  }

  /// tmpfs takes an allocated block for data once a part of it was zeroed.
  private DirectoryStore openWithExactHoles() {
    DirectoryStore store = open();
    String fsType = store.traits().fsType();
    if (!fsType.equals("ext4") && !fsType.equals("xfs")) {
      store.close();
      abort(fsType + " has other rules for what is a hole than ext4");
    }
    return store;
  }

  private DirectoryStore open() {
    return open(DirectoryStoreOptions.defaults());
  }

  @Test
  void filesAreSeenFromOutsideAndAfterwards() throws Exception {
    try (DirectoryStore store = open()) {
      Inode dir = store.mkdir(store.root(), "dir", 0700);
      try (OpenFile file = store.open(store.create(dir, "file", 0600), true)) {
        file.write(0, ByteBuffer.wrap("x".repeat(512).getBytes(US_ASCII)));
      }
      assertEquals("x".repeat(512), Files.readString(directory.resolve("dir/file")));
    }
    try (DirectoryStore store = open()) {
      Inode dir = Objects.requireNonNull(store.lookup(store.root(), "dir"));
      assertEquals("file", store.list(dir).getFirst().name());
    }
  }

  @Test
  void fewDescriptorsAreEnoughForManyFiles() throws Exception {
    try (DirectoryStore store = open(DirectoryStoreOptions.defaults().withMaxDescriptors(8))) {
      Inode volume = store.mkdir(store.root(), "volume", 0700);
      List<OpenFile> files = new ArrayList<>();
      for (int i = 0; i < 256; i++) {
        Inode fanout = store.mkdir(volume, "@%02x".formatted(i), 0700);
        assertTrue(fanout.testAndMarkInUse());
        for (int j = 0; j < 4; j++) {
          Inode file = store.tmpfile(fanout, 0600);
          OpenFile open = store.open(file, true);
          open.write(0, ByteBuffer.allocate(512));
          store.link(file, fanout, "file" + j);
          files.add(open);
        }
      }
      long descriptors = countDescriptorsBelow(directory);
      assertTrue(descriptors < 20, descriptors + " descriptors are open");
      for (OpenFile file : files) {
        assertEquals(512, file.read(0, ByteBuffer.allocate(1024)));
        file.close();
      }
    }
    assertEquals(0, countDescriptorsBelow(directory));
  }

  @Test
  void aForgottenTmpfileLosesItsDescriptor() throws Exception {
    try (DirectoryStore store = open()) {
      for (int i = 0; i < 50; i++) {
        store.tmpfile(store.root(), 0600);
      }
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (countDescriptorsBelow(directory) > 10 && System.nanoTime() < deadline) {
        System.gc();
        assertNull(store.lookup(store.root(), "anything"));
      }
      assertTrue(countDescriptorsBelow(directory) <= 10);
    }
  }

  @Test
  void aFileThatIsGoneFromOutsideIsStale() throws Exception {
    try (DirectoryStore store = open()) {
      Inode file = store.create(store.root(), "file", 0600);
      Files.delete(directory.resolve("file"));
      assertFails(Errno.ESTALE, () -> store.stat(file));
      assertFails(Errno.ESTALE, () -> store.open(file, false));
      assertFails(Errno.ESTALE, () -> store.setXattr(file, "user.x", new byte[1]));
      assertFails(Errno.ESTALE, () -> store.link(file, store.root(), "new"));
      assertNull(store.lookup(store.root(), "file"));
      assertFails(Errno.ENOENT, () -> store.unlink(store.root(), "file"));
    }
  }

  @Test
  void aFileThatWasReplacedFromOutsideIsAnother() throws Exception {
    try (DirectoryStore store = open()) {
      Inode file = store.create(store.root(), "file", 0600);
      Files.writeString(directory.resolve("other"), "other");
      Files.delete(directory.resolve("file"));
      Files.move(directory.resolve("other"), directory.resolve("file"));
      assertFails(Errno.ESTALE, () -> store.stat(file));
      Inode found = Objects.requireNonNull(store.lookup(store.root(), "file"));
      assertNotSame(file, found);
      assertEquals(5, store.stat(found).size());
    }
  }

  @Test
  void aFileThatWasMovedFromOutsideIsFoundByItsNewName() throws Exception {
    try (DirectoryStore store = open()) {
      Inode file = store.create(store.root(), "file", 0600);
      assertTrue(file.testAndMarkInUse());
      Files.move(directory.resolve("file"), directory.resolve("moved"));
      assertFails(Errno.ESTALE, () -> store.open(file, false));
      assertSame(file, store.lookup(store.root(), "moved"));
      assertTrue(file.isInUse());
      store.open(file, false).close();
    }
  }

  @Test
  void aDirectoryThatIsGoneFromOutsideTakesItsFilesAlong() throws Exception {
    try (DirectoryStore store = open()) {
      Inode dir = store.mkdir(store.root(), "dir", 0700);
      Inode file = store.create(dir, "file", 0600);
      Files.delete(directory.resolve("dir/file"));
      Files.delete(directory.resolve("dir"));
      assertThrows(ErrnoException.class, () -> store.stat(file));
      assertThrows(ErrnoException.class, () -> store.create(dir, "new", 0600));
      assertFails(Errno.ENOENT, () -> store.lookup(dir, "new"));
      assertNull(store.lookup(store.root(), "dir"));
    }
  }

  @Test
  void anOpenFileThatIsTruncatedFromOutsideIsShort() throws Exception {
    try (DirectoryStore store = open();
        OpenFile file = store.open(store.create(store.root(), "file", 0600), true)) {
      file.write(0, ByteBuffer.allocate(8192));
      Files.writeString(directory.resolve("file"), "abc");
      assertEquals(3, file.size());
      assertEquals(3, file.read(0, ByteBuffer.allocate(4096)));
    }
  }

  @Test
  void sparseFilesAreTheSameAsThoseInMemory() throws Exception {
    for (int seed = 0; seed < 120; seed++) {
      List<FileOperation> operations = FileOperation.random(new Random(seed));
      MemoryStore memory = MemoryStore.create();
      String name = "file" + seed;
      try (DirectoryStore store = openWithExactHoles();
          OpenFile host = store.open(store.create(store.root(), name, 0600), false);
          OpenFile expected = memory.open(memory.create(memory.root(), name, 0600), false)) {
        for (FileOperation operation : operations) {
          operation.applyTo(host);
          operation.applyTo(expected);
        }
        int tried = seed;
        long hostBlocks = FileOperation.blocks(host);
        long blocks = FileOperation.blocks(expected);
        assertEquals(
            FileOperation.describe(expected),
            FileOperation.describe(host),
            () -> "seed " + tried + ": " + operations);
        // A host may need a block more for where the others are.
        assertTrue(
            hostBlocks == blocks || hostBlocks == blocks + 1,
            () ->
                "seed %d: %d, not %d blocks: %s".formatted(tried, hostBlocks, blocks, operations));
      }
    }
  }

  @Test
  void aFifoIsNotOpened() throws Exception {
    try (DirectoryStore store = open()) {
      Process made =
          new ProcessBuilder("mkfifo", directory.resolve("fifo").toString()).inheritIO().start();
      assertEquals(0, made.waitFor());
      Inode fifo = Objects.requireNonNull(store.lookup(store.root(), "fifo"));
      assertFails(Errno.ENXIO, () -> store.open(fifo, false));
      assertFails(Errno.EPERM, () -> store.setXattr(fifo, "user.x", new byte[1]));
      store.unlink(store.root(), "fifo");
    }
  }

  @Test
  void otherMountsAreNotEntered() throws Exception {
    try (DirectoryStore store = DirectoryStore.open(Path.of("/"))) {
      assertFails(Errno.EXDEV, () -> store.lookup(store.root(), "proc"));
    } catch (StoreUnsupportedException e) {
      abort(e.getMessage());
    }
  }

  @Test
  void withoutSimulatedCountsSpaceIsTheHosts() throws Exception {
    try (DirectoryStore store = open()) {
      assertEquals(
          Files.getFileStore(directory).getTotalSpace(),
          store.statfs().blocks() * store.statfs().bsize());
    }
  }

  @Test
  void aDurableStoreForcesTheHost() throws Exception {
    try (DirectoryStore store = open(DirectoryStoreOptions.defaults().withDurable(true));
        OpenFile file = store.open(store.create(store.root(), "file", 0600), false)) {
      file.write(0, ByteBuffer.allocate(1));
      file.sync();
      store.sync();
    }
  }

  @Test
  void theAccessTimeComesFromTheGivenClock() throws Exception {
    try (DirectoryStore store =
        open(DirectoryStoreOptions.defaults().withClock(() -> 1_700_000_000_123_456_789L))) {
      Inode file = store.create(store.root(), "file", 0600);
      store.touchAtime(file);
      assertEquals(1_700_000_000L, store.stat(file).atimeNanos() / 1_000_000_000L);
    }
  }

  @Test
  void aPathWithUnusualBytesIsOpened() throws Exception {
    Path odd = Files.createDirectory(directory.resolve("a b%41 #?"));
    try (DirectoryStore store = DirectoryStore.open(odd)) {
      store.create(store.root(), "file", 0600);
      assertTrue(Files.exists(odd.resolve("file")));
    } catch (StoreUnsupportedException e) {
      abort(e.getMessage());
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsNamed() {
    Path none = directory.resolve("none");
    assertEquals(
        none
            + " (host directory) cannot hold a cache: ENOENT (No such file or directory);"
            + " give an existing directory that can be read",
        message(none));
  }

  @Test
  void aFilesystemWithoutTmpfilesIsNamed() {
    assertMatches(
        "/proc/self \\(proc\\) cannot hold a cache:"
            + " it has no files without a name \\(open with O_TMPFILE gives E[A-Z]+\\);"
            + " use a directory on ext4, xfs or btrfs, or keep the cache in memory",
        message(Path.of("/proc/self")));
  }

  @Test
  void aFilesystemWithoutUserXattrsIsNamed() throws Exception {
    // The first thing that proc lacks is another; so its xattrs are tried alone.
    int proc = LibC.openat(HostFlags.AT_FDCWD, "/proc/self", HostFlags.O_RDONLY, 0);
    try {
      HostProbe probe = new HostProbe(Path.of("/somewhere"), "proc");
      assertMatches(
          "/somewhere \\(proc\\) cannot hold a cache:"
              + " it has no user xattrs \\(setxattr gives E[A-Z]+\\);"
              + " use a directory on ext4, xfs or btrfs, or keep the cache in memory",
          Objects.requireNonNull(
              assertThrows(StoreUnsupportedException.class, () -> probe.xattrs(proc))
                  .getMessage()));
    } finally {
      LibC.close(proc);
    }
  }

  @Test
  void theTypeOfAFilesystemIsThatOfItsMount() {
    List<String> mounts =
        List.of(
            "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue",
            "37 36 0:22 / /tmp rw - tmpfs none rw");
    assertEquals("ext3", HostFilesystem.type(mounts, 36, 0xef53));
    assertEquals("tmpfs", HostFilesystem.type(mounts, 37, 0));
    assertEquals("ext4", HostFilesystem.type(mounts, 3, 0xef53));
    assertEquals("filesystem 0x123", HostFilesystem.type(mounts, 3, 0x123));
  }

  private static String message(Path path) {
    return Objects.requireNonNull(
        assertThrows(StoreUnsupportedException.class, () -> DirectoryStore.open(path))
            .getMessage());
  }

  /// Descriptors of this process that lead to files below a directory, removed ones included.
  private static long countDescriptorsBelow(Path directory) throws Exception {
    long count = 0;
    try (var links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path link : links) {
        if (Files.isSymbolicLink(link) && target(link).startsWith(directory.toString())) {
          count++;
        }
      }
    }
    return count;
  }

  private static String target(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException e) {
      return "closed meanwhile";
    }
  }

  private static void assertMatches(String pattern, String text) {
    assertTrue(text.matches(pattern), text);
  }

  private static void assertFails(Errno errno, Executable call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call).errno());
  }

  @Test
  void whatOthersRemoveIsFreeAgainOnASharedDisk() throws Exception {
    Files.write(directory.resolve("old"), new byte[64 * 1024]);
    try (DirectoryStore store =
        open(DirectoryStoreOptions.defaults().withShared(true).withDisk(16L << 20))) {
      StatFs before = store.statfs();
      assertEquals(4096, before.blocks());
      assertTrue(before.bfree() <= 4096 - 16, before.toString());
      Files.write(directory.resolve("new"), new byte[1 << 20]);
      await().until(() -> store.statfs().bfree() <= before.bfree() - 256);
      Files.delete(directory.resolve("new"));
      Files.delete(directory.resolve("old"));
      await().until(() -> store.statfs().bfree() >= before.bfree() + 16);
      assertEquals(before.ffree() + 1, store.statfs().ffree());
    }
  }
}

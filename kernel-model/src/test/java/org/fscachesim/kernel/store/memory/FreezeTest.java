package org.fscachesim.kernel.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Machines;
import org.fscachesim.kernel.store.Freezer;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.OpenFile;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A filesystem that is frozen and thawed.
class FreezeTest {
  private static final String XATTR = "user.x";

  @FunctionalInterface
  private interface Call {
    void run() throws ErrnoException;
  }

  private static void must(Call call) {
    try {
      call.run();
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  private static Errno errno(Call call) {
    return assertThrows(ErrnoException.class, call::run).errno();
  }

  @ParameterizedTest
  @EnumSource
  void whatChangesAFilesystemWaitsUntilItIsThawed(Machines machines) {
    machines.run(
        kernel ->
            must(
                () -> {
                  MemoryStore store = MemoryStore.create();
                  Freezer freezer = store.freezer(kernel);
                  List<Call> changes = changes(store);
                  freezer.freeze();
                  AtomicInteger done = new AtomicInteger();
                  List<Task> tasks = new ArrayList<>();
                  for (Call change : changes) {
                    tasks.add(
                        kernel.spawn(
                            "writer" + tasks.size(),
                            () -> {
                              must(change);
                              done.incrementAndGet();
                            }));
                  }
                  kernel.sleepMillis(5);
                  assertEquals(0, done.get());
                  freezer.thaw();
                  tasks.forEach(Task::join);
                  assertEquals(changes.size(), done.get());
                }));
  }

  private static List<Call> changes(MemoryStore store) throws ErrnoException {
    Inode root = store.root();
    Inode named = store.create(root, "file", 0600);
    store.create(root, "unlinked", 0600);
    store.create(root, "moved", 0600);
    store.mkdir(root, "removed", 0700);
    OpenFile file = store.open(named, false);
    return List.of(
        () -> store.create(root, "created", 0600),
        () -> store.mkdir(root, "made", 0700),
        () -> store.symlink(root, "symlink", "target"),
        () -> store.tmpfile(root, 0600),
        () -> store.link(named, root, "linked"),
        () -> store.unlink(root, "unlinked"),
        () -> store.rmdir(root, "removed"),
        () -> store.rename(root, "moved", root, "to"),
        () -> store.setMode(named, 0400),
        () -> file.write(0, ByteBuffer.wrap(new byte[] {1})),
        () -> file.truncate(10),
        () -> file.punchHole(0, 1),
        () -> file.zeroRange(0, 1, true),
        () -> file.allocate(0, 1, true),
        () -> {
          try (Held _ = store.startWrite()) {
            store.setXattr(named, XATTR, new byte[1]);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void aFreezeWaitsForWhoeverAskedBefore(Machines machines) {
    machines.run(
        kernel ->
            must(
                () -> {
                  MemoryStore store = MemoryStore.create();
                  Freezer freezer = store.freezer(kernel);
                  AtomicBoolean frozen = new AtomicBoolean();
                  Task freezes;
                  try (Held _ = store.startWrite()) {
                    freezes = kernel.spawn("fsfreeze", () -> freeze(freezer, frozen));
                    kernel.sleepMillis(5);
                    assertFalse(frozen.get());
                    assertEquals(Errno.EINVAL, errno(freezer::thaw));
                    store.setXattr(store.root(), XATTR, new byte[1]);
                  }
                  freezes.join();
                  assertTrue(frozen.get());
                }));
  }

  private static void freeze(Freezer freezer, AtomicBoolean frozen) {
    must(() -> freezer.freeze());
    frozen.set(true);
  }

  @Test
  void anAttributeThatIsSetOnAFrozenFilesystemIsABug() {
    assertEquals(
        "SET_XATTR changes directory inode 2 on a frozen filesystem, without write access",
        bugOfFrozen(store -> store.setXattr(store.root(), XATTR, new byte[1])));
  }

  @Test
  void anAttributeThatIsRemovedFromAFrozenFilesystemIsABug() {
    assertEquals(
        "REMOVE_XATTR changes directory inode 2 on a frozen filesystem, without write access",
        bugOfFrozen(store -> store.removeXattr(store.root(), XATTR)));
  }

  @FunctionalInterface
  private interface Change {
    void on(MemoryStore store) throws ErrnoException;
  }

  private static String bugOfFrozen(Change change) {
    return Machines.SIM.bugOf(
        kernel ->
            must(
                () -> {
                  MemoryStore store = MemoryStore.create();
                  Freezer freezer = store.freezer(kernel);
                  freezer.freeze();
                  change.on(store);
                }));
  }

  @Test
  void aFrozenFilesystemIsReadWithItsTimesLeftAlone() {
    Machines.SIM.run(
        kernel ->
            must(
                () -> {
                  AtomicLong clock = new AtomicLong();
                  MemoryStore store =
                      MemoryStore.create(MemoryStoreConfig.ext4().withClock(clock::get));
                  Freezer freezer = store.freezer(kernel);
                  Inode file = store.create(store.root(), "file", 0600);
                  freezer.freeze();
                  clock.set(1);
                  store.touchAtime(file);
                  assertEquals(0, store.stat(file).atimeNanos());
                  assertNotNull(store.lookup(store.root(), "file"));
                  assertNull(store.lookup(store.root(), "other"));
                  freezer.thaw();
                  store.touchAtime(file);
                  assertEquals(1, store.stat(file).atimeNanos());
                }));
  }

  @Test
  void aFrozenFilesystemIsNeitherFrozenNorRemounted() {
    Machines.SIM.run(
        kernel ->
            must(
                () -> {
                  MemoryStore store = MemoryStore.create();
                  Freezer freezer = store.freezer(kernel);
                  assertEquals(Errno.EINVAL, errno(freezer::thaw));
                  freezer.freeze();
                  assertEquals(Errno.EBUSY, errno(() -> freezer.freeze()));
                  assertEquals(Errno.EBUSY, errno(() -> store.remount(true)));
                  freezer.thaw();
                  store.remount(true);
                  assertEquals(Errno.EINVAL, errno(freezer::thaw));
                }));
  }
}

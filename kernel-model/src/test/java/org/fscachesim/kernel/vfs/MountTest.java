package org.fscachesim.kernel.vfs;

import static org.fscachesim.kernel.vfs.Vfs.assertFails;
import static org.fscachesim.kernel.vfs.Vfs.unchecked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// mount(2), umount(2), and what keeps a mount busy.
final class MountTest {
  /// A namespace with `/mnt`, `/file` and a filesystem type `toy`.
  private static final class Stage {
    final Vfs vfs;
    final Namespace names;
    final Files files;

    Stage(Vfs vfs) throws ErrnoException {
      this.vfs = vfs;
      this.names = vfs.kernel.namespace();
      this.files = new Files(vfs);
      names.register(files.type("toy"));
      vfs.root.mkdir(vfs.root.root(), "mnt", 0755);
      vfs.root.create(vfs.root.root(), "file", 0644);
      vfs.root.symlink(vfs.root.root(), "link", "mnt");
    }

    void mount(String source, String path) throws ErrnoException {
      names.mount(names.rootLocation(), "toy", source, path, "");
    }

    void unmount(String path) throws ErrnoException {
      names.unmount(names.rootLocation(), path);
    }

    ClientPath at(String path) {
      ClientPath found = names.findClient(names.rootLocation(), path);
      assertNotNull(found, path);
      return found;
    }

    List<String> mounts() {
      return names.clientMounts().stream().map(ClientMount::path).toList();
    }
  }

  private interface Body {
    void run(Stage stage) throws ErrnoException;
  }

  private static void on(Body body) {
    Vfs.run(vfs -> body.run(new Stage(vfs)));
  }

  @Test
  void aMountIsSeenAndGoesAgain() {
    on(
        s -> {
          s.mount("one", "/mnt");
          assertEquals(List.of("/mnt"), s.mounts());
          assertEquals(List.of("dir", "file"), s.at("/mnt").names());
          assertEquals(0, s.at("/mnt/file").stat().size());
          s.at("/mnt/file").truncate(5);
          assertFails(Errno.EINVAL, () -> s.at("/mnt/file").readlink());
          s.names.clientMounts().getFirst().sync();
          s.names.clientMounts().getFirst().dropPageCache();
          s.unmount("link");
          assertEquals(List.of(), s.mounts());
          assertEquals(
              List.of("mount one", "truncate file 5", "sync one", "drop one", "unmount one"),
              s.vfs.log);
        });
  }

  @Test
  void mountFailsInTheKernelsOrder() {
    on(
        s -> {
          Location root = s.names.rootLocation();
          assertFails(Errno.ENOENT, () -> s.names.mount(root, "nosuch", "none", "/nothing", "bad"));
          assertFails(Errno.ENODEV, () -> s.names.mount(root, "nosuch", "none", "/mnt", "bad"));
          assertFails(Errno.ENODEV, () -> s.names.mount(root, "nosuch", "none", "/file", ""));
          assertFails(Errno.EINVAL, () -> s.names.mount(root, "toy", "none", "/file", "bad"));
          assertEquals(List.of(), s.vfs.log);
          assertFails(Errno.ENOTDIR, () -> s.mount("one", "/file"));
          assertEquals(List.of("mount one", "unmount one"), s.vfs.log);
          assertEquals(List.of(), s.mounts());
        });
  }

  @Test
  void unmountNeedsTheRootOfAClientMount() {
    on(
        s -> {
          assertFails(Errno.ENOENT, () -> s.unmount("/nothing"));
          assertFails(Errno.EINVAL, () -> s.unmount("/mnt"));
          assertFails(Errno.EINVAL, () -> s.unmount("/"));
          s.mount("one", "/mnt");
          assertFails(Errno.EINVAL, () -> s.unmount("/mnt/file"));
          assertFails(Errno.ENOENT, () -> s.unmount("/mnt/nothing"));
          assertFails(Errno.ENOTDIR, () -> s.unmount("/file/x"));
          s.unmount("/mnt/");
          assertFails(Errno.EINVAL, () -> s.unmount("/mnt"));
        });
  }

  @Test
  void anOpenFileKeepsItsMountBusy() {
    on(
        s -> {
          s.mount("one", "/mnt");
          assertFails(Errno.ENOENT, () -> s.at("/mnt/nothing").open(OpenFlags.READ_ONLY, false));
          ClientFile file = s.at("/mnt/file").open(OpenFlags.READ_ONLY, false);
          assertFails(Errno.EBUSY, () -> s.unmount("/mnt"));
          assertEquals(0, file.read(0, ByteBuffer.allocate(1)));
          assertEquals(1, file.write(0, ByteBuffer.allocate(1)));
          assertEquals(0, file.stat().size());
          file.close();
          file.close();
          s.unmount("/mnt");
          assertEquals(0, s.files.mounted);
        });
  }

  @Test
  void theNewestMountHidesTheOthersAndGoesFirst() {
    on(
        s -> {
          s.mount("one", "/mnt");
          ClientPath below = s.at("/mnt");
          s.mount("two", "/mnt");
          assertEquals(List.of("/mnt", "/mnt"), s.mounts());
          assertEquals(below.mount(), s.names.clientMounts().getLast());
          s.unmount("/mnt");
          assertEquals(below, s.at("/mnt"));
          s.unmount("/mnt");
          assertEquals(List.of("mount one", "mount two", "unmount two", "unmount one"), s.vfs.log);
        });
  }

  @Test
  void aMountInsideAMountKeepsItBusy() {
    on(
        s -> {
          s.mount("outer", "/mnt");
          assertFails(Errno.ENOTDIR, () -> s.mount("none", "/mnt/file"));
          assertFails(Errno.ENOENT, () -> s.mount("none", "/mnt/nothing"));
          s.mount("inner", "/mnt/dir");
          assertEquals("/mnt/dir", s.at("/mnt/dir/file").mount().path());
          assertEquals("file", s.at("/mnt/dir/file").path());
          assertEquals("/mnt", s.at("/mnt/dir/../file").mount().path());
          assertFails(Errno.EBUSY, () -> s.unmount("/mnt"));
          s.mount("cover", "/mnt");
          s.unmount("/mnt");
          for (ClientMount mount : s.names.clientMounts()) {
            s.unmount(mount.path());
          }
          assertEquals(0, s.files.mounted);
        });
  }

  @Test
  void whatIsUsedAfterAnUnmountIsNotThere() {
    on(
        s -> {
          s.mount("one", "/mnt");
          ClientPath path = s.at("/mnt/file");
          ClientMount mount = s.names.clientMounts().getFirst();
          s.unmount("/mnt");
          assertFails(Errno.ENOENT, () -> path.open(OpenFlags.READ_ONLY, false));
          assertFails(Errno.ENOENT, path::stat);
          mount.sync();
          mount.dropPageCache();
          assertEquals(List.of("mount one", "unmount one"), s.vfs.log);
        });
  }

  @Test
  void twoMountsAtTheSameTimeBothStand() {
    Vfs.forSeeds(
        40,
        vfs -> {
          Stage s = new Stage(vfs);
          Task first = vfs.kernel.spawn("first", () -> unchecked(() -> s.mount("one", "/mnt")));
          Task second = vfs.kernel.spawn("second", () -> unchecked(() -> s.mount("two", "/mnt")));
          first.join();
          second.join();
          assertEquals(List.of("/mnt", "/mnt"), s.mounts());
          s.unmount("/mnt");
          s.unmount("/mnt");
          assertEquals(0, s.files.mounted);
        });
  }

  @Test
  @Timeout(20)
  void anUnmountAndAnOpenNeverMissEachOther() {
    Set<String> outcomes = new HashSet<>();
    Vfs.forSeeds(
        200,
        vfs -> {
          Stage s = new Stage(vfs);
          s.mount("one", "/mnt");
          Task reader =
              vfs.kernel.spawn(
                  "reader",
                  () -> {
                    ClientPath path = s.names.findClient(s.names.rootLocation(), "/mnt/file");
                    if (path == null) {
                      vfs.log.add("other file");
                      return;
                    }
                    try (ClientFile file = path.open(OpenFlags.READ_ONLY, false)) {
                      file.read(0, ByteBuffer.allocate(1));
                      vfs.log.add("read");
                    } catch (ErrnoException e) {
                      vfs.log.add("open: " + e.errno());
                    }
                  });
          Task unmounter =
              vfs.kernel.spawn(
                  "unmounter",
                  () -> {
                    try {
                      s.unmount("/mnt");
                    } catch (ErrnoException e) {
                      vfs.log.add("unmount: " + e.errno());
                    }
                  });
          Task other =
              vfs.kernel.spawn(
                  "other",
                  () -> {
                    try {
                      s.unmount("/mnt");
                    } catch (ErrnoException e) {
                      vfs.log.add("other unmount: " + e.errno());
                    }
                  });
          reader.join();
          unmounter.join();
          other.join();
          outcomes.add(String.join(", ", vfs.log));
          if (s.files.mounted > 0) {
            s.unmount("/mnt");
          }
        });
    assertTrue(outcomes.stream().anyMatch(o -> o.contains("unmount: EBUSY")), outcomes.toString());
    assertTrue(outcomes.stream().anyMatch(o -> o.contains("open: ENOENT")), outcomes.toString());
    assertTrue(outcomes.stream().anyMatch(o -> o.contains("other file")), outcomes.toString());
    assertTrue(outcomes.stream().anyMatch(o -> o.contains("unmount: EINVAL")), outcomes.toString());
  }
}

package org.fscachesim.kernel.vfs;

import static org.fscachesim.kernel.vfs.Vfs.assertFails;
import static org.fscachesim.kernel.vfs.Vfs.unchecked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Where paths lead to.
final class NamespaceTest {
  private Namespace namespace = new Namespace(Simulation.with(new NoStrategy()).kernel());

  /// A tree: `/a/b/file`, `/a/file`, `/other/` with a store of its own, and links.
  private static void plant(Vfs vfs) throws ErrnoException {
    Inode root = vfs.root.root();
    Inode a = vfs.root.mkdir(root, "a", 0755);
    Inode b = vfs.root.mkdir(a, "b", 0755);
    vfs.root.create(b, "file", 0644);
    vfs.root.create(a, "file", 0644);
    vfs.root.mkdir(root, "other", 0755);
    MemoryStore other = MemoryStore.create();
    other.mkdir(other.root(), "inside", 0755);
    other.symlink(other.root(), "up", "../a");
    vfs.kernel.namespace().mountStore("/other", other);
    vfs.root.symlink(a, "absolute", "/a/b");
    vfs.root.symlink(a, "relative", "b/../b/file");
    vfs.root.symlink(a, "dangling", "nothing");
    vfs.root.symlink(a, "slashed", "file/");
    vfs.root.symlink(a, "loop", "loop");
    vfs.root.symlink(a, "intoOther", "/other/inside");
  }

  private void planted(Vfs.Body body) {
    Vfs.run(
        vfs -> {
          plant(vfs);
          namespace = vfs.kernel.namespace();
          body.run(vfs);
        });
  }

  @BeforeEach
  void forget() {
    namespace = new Namespace(Simulation.with(new NoStrategy()).kernel());
  }

  private String at(String path) throws ErrnoException {
    return namespace.resolve(namespace.rootLocation(), path, true).path();
  }

  private String unfollowed(String path) throws ErrnoException {
    return namespace.resolve(namespace.rootLocation(), path, false).path();
  }

  @Test
  void aPathLeadsFromTheRootOrFromWhereOneIs() {
    planted(
        vfs -> {
          assertEquals("/a/b/file", at("/a/b/file"));
          assertEquals("/", at("/"));
          assertEquals("/", at("///"));
          assertEquals("/a/b", at("//a///b"));
          assertEquals("/a/b", at("a/./b/."));
          Location a = namespace.resolve(namespace.rootLocation(), "/a", true);
          assertEquals("/a/b/file", namespace.resolve(a, "b/file", true).path());
          assertEquals("/a", namespace.resolve(a, ".", true).path());
          assertEquals("/a", namespace.resolve(a, "./", true).path());
          assertSame(a.inode(), namespace.resolve(a, "b/..", true).inode());
        });
  }

  @Test
  void dotsLeadUpAndNoFurtherThanTheRoot() {
    planted(
        vfs -> {
          assertEquals("/", at("/.."));
          assertEquals("/a", at("/../../a"));
          assertEquals("/a/file", at("/a/b/../file"));
          assertEquals("/", at("/a/b/../../"));
          assertFails(Errno.ENOTDIR, () -> at("/a/file/.."));
          assertFails(Errno.ENOENT, () -> at("/a/nothing/.."));
        });
  }

  @Test
  void whatIsNotThereOrNoDirectoryIsSaid() {
    planted(
        vfs -> {
          assertFails(Errno.ENOENT, () -> at(""));
          assertFails(Errno.ENOENT, () -> at("/nothing"));
          assertFails(Errno.ENOENT, () -> at("/nothing/more"));
          assertFails(Errno.ENOTDIR, () -> at("/a/file/more"));
          assertFails(Errno.ENOTDIR, () -> at("/a/file/"));
          assertFails(Errno.ENOTDIR, () -> at("/a/file/."));
          assertEquals("/a/b", at("/a/b/"));
        });
  }

  @Test
  void namesAndPathsHaveALongestLength() {
    planted(
        vfs -> {
          assertFails(Errno.ENOENT, () -> at("/" + "n".repeat(255)));
          assertFails(Errno.ENAMETOOLONG, () -> at("/" + "n".repeat(256)));
          String deep = "/./".repeat(1365);
          assertEquals(4095, deep.length());
          assertEquals("/", at(deep));
          assertFails(Errno.ENAMETOOLONG, () -> at(deep + "/"));
        });
  }

  @Test
  void linksAreFollowedInTheMiddleAndAtTheEndOnRequest() {
    planted(
        vfs -> {
          assertEquals("/a/b", at("/a/absolute"));
          assertEquals("/a/b/file", at("/a/absolute/file"));
          assertEquals("/a/b/file", unfollowed("/a/absolute/file"));
          assertEquals("/a/b/file", at("/a/relative"));
          assertEquals("/a/absolute", unfollowed("/a/absolute"));
          assertEquals("/a/b", unfollowed("/a/absolute/"));
          assertEquals("/a/b", unfollowed("/a/absolute/."));
          assertEquals("/a/dangling", unfollowed("/a/dangling"));
          assertFails(Errno.ENOENT, () -> at("/a/dangling"));
          assertFails(Errno.ENOTDIR, () -> at("/a/relative/"));
          assertFails(Errno.ENOTDIR, () -> at("/a/slashed"));
          assertEquals("/other/inside", at("/a/intoOther"));
          assertEquals("/a/b", at("/other/up/b"));
        });
  }

  @Test
  void fortyLinksAreFollowedAndNoMore() {
    planted(
        vfs -> {
          assertFails(Errno.ELOOP, () -> at("/a/loop"));
          assertFails(Errno.ELOOP, () -> at("/a/loop/file"));
          Inode root = vfs.root.root();
          vfs.root.symlink(root, "l1", "a");
          for (int i = 2; i <= 41; i++) {
            vfs.root.symlink(root, "l" + i, "l" + (i - 1));
          }
          assertEquals("/a", at("/l40"));
          assertFails(Errno.ELOOP, () -> at("/l41"));
        });
  }

  @Test
  void mountedStoresHideTheDirectoryBelow() {
    planted(
        vfs -> {
          assertEquals("/other/inside", at("/other/inside"));
          assertEquals("/", at("/other/.."));
          assertEquals("/other", at("/other/inside/.."));
          Location other = namespace.resolve(namespace.rootLocation(), "/other", true);
          assertSame(other.store().root(), other.inode());
          MemoryStore newer = MemoryStore.create();
          namespace.mountStore("/other", newer);
          assertFails(Errno.ENOENT, () -> at("/other/inside"));
          assertSame(newer.root(), namespace.resolve(other, "../other", true).inode());
        });
  }

  @Test
  void devicesAreFoundByTheirPathHoweverItIsWritten() {
    Vfs.run(
        vfs -> {
          Namespace names = vfs.kernel.namespace();
          KernelFile device = vfs.file("device");
          names.registerDevice("/dev/cachefiles", (_, _) -> device);
          UserProcess process = UserProcess.ofRoot(vfs.kernel, "p");
          for (String path :
              new String[] {"/dev/cachefiles", "dev/cachefiles", "//dev/./x/../cachefiles"}) {
            assertSame(device, names.open(process, path, OpenFlags.READ_WRITE));
          }
          assertFails(Errno.ENOENT, () -> names.open(process, "/dev/null", OpenFlags.READ_WRITE));
          names.registerDevice(
              "/dev/busy",
              (_, _) -> {
                throw Errno.EBUSY.exception();
              });
          assertFails(Errno.EBUSY, () -> names.open(process, "/dev/busy", OpenFlags.READ_WRITE));
        });
  }

  @Test
  void withoutARootNothingLeadsAnywhere() {
    assertThrows(KernelBug.class, namespace::rootLocation);
  }

  @Test
  void aClientIsFoundThroughLinksAndDots() {
    planted(
        vfs -> {
          Files files = new Files(vfs);
          namespace.register(files.type("toy"));
          namespace.mount(namespace.rootLocation(), "toy", "none", "/a/b", "");
          assertEquals("file", client("/a/absolute/file"));
          assertEquals("", client("/a/b"));
          assertEquals("", client("/a/b/"));
          assertEquals("x/z", client("/other/up/b/x/y/../z"));
          assertEquals("dir", client("/a/b/../../a/b/./dir"));
          assertNull(namespace.findClient(namespace.rootLocation(), "/a/b/.."));
          assertNull(namespace.findClient(namespace.rootLocation(), "/nothing"));
          assertEquals("/a/file", at("/a/b/../file"));
          assertFails(Errno.EINVAL, () -> at("/a/b"));
          assertFails(Errno.EINVAL, () -> at("/a/b/file"));
        });
  }

  private String client(String path) {
    ClientPath found = namespace.findClient(namespace.rootLocation(), path);
    assertNotNull(found, path);
    assertEquals("/a/b", found.mount().path());
    return found.path();
  }

  @Test
  void tasksMayWalkWhileOthersMount() {
    Vfs.forSeeds(
        20,
        vfs -> {
          plant(vfs);
          Namespace names = vfs.kernel.namespace();
          names.register(new Files(vfs).type("toy"));
          var mounter =
              vfs.kernel.spawn(
                  "mounter",
                  () ->
                      unchecked(
                          () -> {
                            names.mount(names.rootLocation(), "toy", "none", "/a/b", "");
                            names.unmount(names.rootLocation(), "/a/b");
                          }));
          for (int i = 0; i < 5; i++) {
            ClientPath found = names.findClient(names.rootLocation(), "/a/b/file");
            if (found == null) {
              assertEquals("/a", names.resolve(names.rootLocation(), "/a/b/..", true).path());
            }
          }
          mounter.join();
        });
  }
}

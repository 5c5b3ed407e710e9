package org.fscachesim.scenario.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostMounts;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.scenario.script.FileNode;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.Transcript;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The directories of a recording, its disk, and what is put back.
final class SiteTest {
  @TempDir private Path directory;

  private static void assumeRoot() {
    Assumptions.assumeTrue(LibC.geteuid() == 0, "only root can mount");
  }

  @Test
  void whatWasMissingIsMadeAndRemoved() throws Exception {
    Path there = Files.createDirectory(directory.resolve("there"));
    Site site = new Site();
    try (site) {
      site.prepare(directory.resolve("a/b"));
      site.prepare(there);
      assertTrue(Files.isDirectory(directory.resolve("a/b")));
    }
    assertEquals(List.of(), site.complaints());
    assertFalse(Files.exists(directory.resolve("a")));
    assertTrue(Files.isDirectory(there));
  }

  @Test
  void whatIsTheUsersIsLeftAlone() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    Files.createDirectories(directory.resolve("full/inside"));
    Site site = new Site();
    try (site) {
      assertThrows(UnsupportedStep.class, () -> site.prepare(file));
      assertThrows(UnsupportedStep.class, () -> site.prepare(file.resolve("below")));
      assertThrows(UnsupportedStep.class, () -> site.prepare(directory.resolve("full")));
      site.prepare(directory.resolve("mine"));
      Files.createFile(directory.resolve("mine/new"));
    }
    assertEquals(1, site.complaints().size(), site.complaints().toString());
    assertTrue(Files.exists(file));
    assertTrue(Files.exists(directory.resolve("full/inside")));
    assertTrue(
        Files.exists(directory.resolve("mine/new")), "what somebody put there is not removed");
  }

  @Test
  void mountPointsAreThoseOfTheScript() throws Exception {
    Transcript script =
        Transcript.parseScript(
            "s",
            """
            a: mount erofs none /mnt fsid=x
            b: mount erofs none /mnt/ fsid=x
            b: mount erofs none /mnt/below fsid=x
            b: mount erofs none relative fsid=x
            b: umount /other
            """);
    assertEquals(
        List.of(Path.of("/mnt"), Path.of("/mnt/below")), List.copyOf(Site.mountPoints(script)));
  }

  @Test
  void whatWasMountedIsUnmountedHoweverOften() throws Exception {
    assumeRoot();
    Path point = directory.resolve("point");
    Site site = new Site();
    try (site) {
      site.prepare(point);
      for (int i = 0; i < 3; i++) {
        mount(point);
      }
      Files.createFile(point.resolve("file"));
    }
    assertEquals(List.of(), site.complaints());
    assertFalse(Files.exists(point));
  }

  private static void mount(Path point) {
    try {
      HostMounts.mount("tmpfs", "none", point.toString(), "size=64k");
    } catch (ErrnoException e) {
      Assumptions.abort("nothing can be mounted here: " + e.getMessage());
    }
  }

  @Test
  void whereSomethingIsMountedNothingElseIs() throws Exception {
    assumeRoot();
    Path point = Files.createDirectory(directory.resolve("point"));
    mount(point);
    try (Site site = new Site()) {
      assertThrows(UnsupportedStep.class, () -> site.prepare(point));
    }
    assertTrue(!Files.getFileStore(point).equals(Files.getFileStore(directory)), "still mounted");
    HostMounts.umount(point.toString());
  }

  /// The numbers are those that begin `orig-cull-watermarks` and `od-enospc`.
  @Test
  void theDiskIsAsTheRecordedMachinesHadIt() throws Exception {
    assumeRoot();
    Assumptions.assumeTrue(CacheDisk.missingPrograms().isEmpty(), "mkfs.ext4 is not installed");
    Path point = directory.resolve("point");
    Path disk = directory.resolve("disk");
    Site site = new Site();
    try (site) {
      site.prepare(point);
      mountDisk(disk, point);
      HostFiles files = new HostFiles();
      assertEquals(
          new StatFs(4096, 15349, 15343, 14197, 16384, 16373), files.statfs(point.toString()));
      FileNode root = files.find(point.toString());
      assertEquals(List.of(), root.names(), "lost+found is not listed");
      fill(files, point);
      remount(files, point);
    }
    assertEquals(List.of(), site.complaints());
    assertFalse(Files.exists(point));
  }

  private static void mountDisk(Path disk, Path point) throws IOException {
    try {
      CacheDisk.mount(disk, 64, point);
    } catch (UnsupportedStep e) {
      Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }

  private static void fill(HostFiles files, Path point) throws ErrnoException {
    try (Ballast ballast = new Ballast(point.toString())) {
      ballast.take(25_000_000);
      long taken = 15343 - files.statfs(point.toString()).bfree();
      long blocks = Math.ceilDiv(25_000_000, 4096);
      assertTrue(blocks <= taken && taken <= blocks + 4, taken + " blocks");
      ballast.give();
      assertEquals(15343, files.statfs(point.toString()).bfree());
      ballast.take(1L << 30);
      // ext4 keeps two blocks of a hundred for itself.
      long left = files.statfs(point.toString()).bfree();
      assertTrue(left <= 16384 / 50, left + " blocks");
      assertEquals(List.of(), files.find(point.toString()).names());
      assertThrows(ErrnoException.class, () -> ballast.take(1));
    }
  }

  private static void remount(HostFiles files, Path point) throws ErrnoException {
    String file = point.resolve("file").toString();
    HostMounts.remount(point.toString(), true);
    assertThrows(ErrnoException.class, () -> files.create(file, 0600));
    HostMounts.remount(point.toString(), false);
    files.create(file, 0600).setXattr("user.CacheFiles.cache", new byte[] {1, 2});
    assertEquals(2, files.find(file).xattr("user.CacheFiles.cache").length);
  }
}

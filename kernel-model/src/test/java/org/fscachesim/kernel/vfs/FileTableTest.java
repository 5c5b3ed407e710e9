package org.fscachesim.kernel.vfs;

import static org.fscachesim.kernel.vfs.Vfs.assertFails;
import static org.fscachesim.kernel.vfs.Vfs.unchecked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.task.Task;
import org.junit.jupiter.api.Test;

final class FileTableTest {
  private static FileTable table(Vfs vfs, int limit) {
    return new FileTable(vfs.kernel, "p", limit);
  }

  @Test
  void theLowestFreeNumberIsTaken() {
    Vfs.run(
        vfs -> {
          FileTable files = table(vfs, 10);
          for (int fd = 0; fd < 4; fd++) {
            assertEquals(fd, files.add(vfs.file("f" + fd)));
          }
          files.close(2);
          files.close(1);
          assertEquals(1, files.add(vfs.file("again")));
          assertEquals(List.of(0, 1, 3), files.open());
          assertEquals(2, files.reserve());
          assertEquals(4, files.reserve());
        });
  }

  @Test
  void aReservedNumberIsTakenButLeadsNowhere() {
    Vfs.run(
        vfs -> {
          FileTable files = table(vfs, 10);
          int fd = files.reserve();
          assertEquals(List.of(), files.open());
          assertFails(Errno.EBADF, () -> files.get(fd));
          assertFails(Errno.EBADF, () -> files.close(fd));
          assertFails(Errno.EBADF, () -> files.dup(fd));
          KernelFile file = vfs.file("f");
          files.install(fd, file);
          KernelFile got = files.get(fd);
          assertSame(file, got);
          got.put();
          int other = files.reserve();
          files.unreserve(other);
          assertEquals(other, files.reserve());
        });
  }

  @Test
  void theLimitIsOneMoreThanTheHighestNumber() {
    Vfs.run(
        vfs -> {
          FileTable files = table(vfs, 2);
          files.reserve();
          files.add(vfs.file("f"));
          assertFails(Errno.EMFILE, files::reserve);
          assertFails(Errno.EMFILE, () -> files.add(vfs.file("g")));
          assertFails(Errno.EMFILE, () -> files.dup(1));
          files.close(1);
          assertEquals(List.of("release f"), vfs.log, "a failed dup gave its reference back");
          assertEquals(1, files.reserve());
        });
  }

  @Test
  void numbersThatAreNotOpenAreRefused() {
    Vfs.run(
        vfs -> {
          FileTable files = table(vfs, 10);
          for (int fd : new int[] {-1, 0, 9, 10, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertFails(Errno.EBADF, () -> files.get(fd));
            assertFails(Errno.EBADF, () -> files.close(fd));
            assertFails(Errno.EBADF, () -> files.dup(fd));
            assertFails(Errno.EBADF, () -> files.dup2(fd, 3));
          }
        });
  }

  @Test
  void aDescriptorThatIsInstalledTwiceOrUnreservedWhenOpenIsABug() {
    Vfs.run(
        vfs -> {
          FileTable files = table(vfs, 10);
          int fd = files.add(vfs.file("f"));
          KernelFile other = vfs.file("g");
          assertEquals(
              "descriptor 0 of p is in use",
              assertThrows(KernelBug.class, () -> files.install(fd, other)).getMessage());
          assertEquals(
              "descriptor 0 of p is in use",
              assertThrows(KernelBug.class, () -> files.unreserve(fd)).getMessage());
          assertEquals(
              "descriptor 5 of p is not reserved",
              assertThrows(KernelBug.class, () -> files.unreserve(5)).getMessage());
          assertEquals(
              "descriptor 5 of p is not reserved",
              assertThrows(KernelBug.class, () -> files.install(5, other)).getMessage());
        });
  }

  @Test
  void copiesShareTheFileAndTheLastOneReleasesIt() {
    Vfs.run(
        vfs -> {
          FileTable files = table(vfs, 10);
          int fd = files.add(vfs.file("f"));
          int copy = files.dup(fd);
          assertEquals(1, copy);
          KernelFile got = files.get(copy);
          assertSame(got, files.get(fd));
          got.put();
          files.close(fd);
          assertEquals(List.of(), vfs.log);
          files.close(copy);
          assertEquals(List.of(), vfs.log, "a call under way keeps the file");
          got.put();
          assertEquals(List.of("release f"), vfs.log);
        });
  }

  @Test
  void dup2ClosesWhatWasThere() {
    Vfs.run(
        vfs -> {
          FileTable files = table(vfs, 10);
          int f = files.add(vfs.file("f"));
          int g = files.add(vfs.file("g"));
          assertEquals(g, files.dup2(f, g));
          assertEquals(List.of("release g"), vfs.log);
          assertEquals(f, files.dup2(f, f));
          assertEquals(7, files.dup2(f, 7));
          assertEquals(List.of(0, 1, 7), files.open());
          assertFails(Errno.EBADF, () -> files.dup2(f, 10));
          assertFails(Errno.EBADF, () -> files.dup2(f, -1));
          files.close(f);
          files.close(g);
          assertEquals(List.of("release g"), vfs.log);
          files.close(7);
          assertEquals(List.of("release g", "release f"), vfs.log);
        });
  }

  @Test
  void dup2OntoANumberThatIsJustBeingOpenedIsBusy() {
    Vfs.run(
        vfs -> {
          FileTable files = table(vfs, 10);
          int f = files.add(vfs.file("f"));
          int reserved = files.reserve();
          assertFails(Errno.EBUSY, () -> files.dup2(f, reserved));
          files.install(reserved, vfs.file("g"));
          files.close(f);
          assertEquals(List.of("release f"), vfs.log);
        });
  }

  @Test
  void exitClosesAllAscending() {
    Vfs.run(
        vfs -> {
          FileTable files = table(vfs, 10);
          for (String name : List.of("a", "b", "c", "d")) {
            files.add(vfs.file(name));
          }
          files.close(1);
          files.dup2(3, 7);
          files.reserve();
          files.closeAll();
          assertEquals(List.of("release b", "release a", "release c", "release d"), vfs.log);
          assertEquals(List.of(), files.open());
          files.closeAll();
        });
  }

  @Test
  void aCloseRacesWithTheInstallAndWithACallUnderWay() {
    Set<String> outcomes = new HashSet<>();
    Vfs.forSeeds(
        60,
        vfs -> {
          FileTable files = table(vfs, 10);
          Task opener = vfs.kernel.spawn("opener", () -> unchecked(() -> files.add(vfs.file("f"))));
          Task user =
              vfs.kernel.spawn(
                  "user",
                  () -> {
                    try {
                      KernelFile file = files.get(0);
                      files.open();
                      file.put();
                      vfs.log.add("used");
                    } catch (ErrnoException e) {
                      vfs.log.add("not there");
                    }
                  });
          Task closer =
              vfs.kernel.spawn(
                  "closer",
                  () -> {
                    try {
                      files.close(0);
                    } catch (ErrnoException e) {
                      vfs.log.add("nothing to close");
                    }
                  });
          opener.join();
          user.join();
          closer.join();
          outcomes.add(String.join(", ", vfs.log));
        });
    assertTrue(outcomes.contains("used, release f"), outcomes.toString());
    assertTrue(outcomes.contains("release f, not there"), outcomes.toString());
    assertTrue(outcomes.contains("nothing to close, used"), outcomes.toString());
  }
}

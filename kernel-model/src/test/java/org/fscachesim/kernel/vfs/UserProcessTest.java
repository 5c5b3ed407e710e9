package org.fscachesim.kernel.vfs;

import static org.fscachesim.kernel.vfs.Vfs.assertFails;
import static org.fscachesim.kernel.vfs.Vfs.unchecked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.wait.Completion;
import org.junit.jupiter.api.Test;

final class UserProcessTest {
  @Test
  void tasksKnowTheirProcess() {
    Vfs.run(
        vfs -> {
          UserProcess process = UserProcess.ofRoot(vfs.kernel, "daemon");
          assertTrue(process.hasSysAdmin());
          Task task =
              process.start("serve", () -> assertSame(process, UserProcess.current(vfs.kernel)));
          assertEquals("daemon/serve", task.name());
          task.join();
          assertEquals(
              "main#1 belongs to no process",
              assertThrows(KernelBug.class, () -> UserProcess.current(vfs.kernel)).getMessage());
          vfs.kernel
              .spawn(
                  "kworker",
                  () -> assertThrows(KernelBug.class, () -> UserProcess.current(vfs.kernel)))
              .join();
        });
  }

  @Test
  void aKillWaitsForUninterruptibleTasksAndThenClosesAscending() {
    Vfs.forSeeds(
        30,
        vfs -> {
          UserProcess process = UserProcess.ofRoot(vfs.kernel, "daemon");
          for (String name : List.of("a", "b", "c")) {
            process.files().add(vfs.file(name));
          }
          Completion reply = new Completion(vfs.kernel, "reply");
          Completion disk = new Completion(vfs.kernel, "disk");
          process.start(
              "reader",
              () -> {
                assertFalse(reply.awaitKillable());
                vfs.log.add("reader ends");
              });
          process.start(
              "writer",
              () -> {
                disk.await();
                vfs.log.add("writer ends");
              });
          Task killer = vfs.kernel.spawn("killer", process::kill);
          assertFalse(killer.joinUntil(vfs.kernel.nanos() + 1_000_000));
          assertFalse(process.isDead());
          assertEquals(List.of("reader ends"), vfs.log);
          disk.complete();
          killer.join();
          assertTrue(process.isDead());
          assertEquals(
              List.of("reader ends", "writer ends", "release a", "release b", "release c"),
              vfs.log);
          assertEquals(
              "process daemon is dead",
              assertThrows(KernelBug.class, () -> process.start("late", () -> {})).getMessage());
        });
  }

  @Test
  void aTaskThatIsStartedDuringAKillDiesToo() {
    Vfs.forSeeds(
        60,
        vfs -> {
          UserProcess process = UserProcess.ofRoot(vfs.kernel, "daemon");
          process.files().add(vfs.file("f"));
          Completion never = new Completion(vfs.kernel, "never");
          Runnable waits =
              () -> {
                assertFalse(never.awaitKillable());
                vfs.log.add("ends");
              };
          process.start(
              "parent",
              () -> {
                process.start("child1", waits);
                process.start("child2", waits);
                waits.run();
              });
          process.kill();
          assertEquals(List.of("ends", "ends", "ends", "release f"), vfs.log);
        });
  }

  @Test
  void aTaskDoesNotComeBackToUserModeWhenItIsKilled() {
    Vfs.run(
        vfs -> {
          UserProcess process = UserProcess.ofRoot(vfs.kernel, "app");
          Completion never = new Completion(vfs.kernel, "never");
          process.start(
              "read",
              () -> {
                never.awaitKillable();
                vfs.log.add("system call ends");
                UserProcess.returnToUser(vfs.kernel);
                vfs.log.add("back in user mode");
              });
          process.kill();
          assertEquals(List.of("system call ends"), vfs.log);
          UserProcess.returnToUser(vfs.kernel);
        });
  }

  @Test
  void theSignalAloneWaitsForNobody() {
    Vfs.run(
        vfs -> {
          UserProcess process = UserProcess.ofRoot(vfs.kernel, "app");
          Completion disk = new Completion(vfs.kernel, "disk");
          Task task = process.start("write", disk::await);
          process.signalKill();
          assertTrue(task.isKilled());
          assertFalse(process.isDead());
          disk.complete();
          process.kill();
          assertTrue(task.isFinished());
        });
  }

  @Test
  void aTaskCannotWaitForTheEndOfItsOwnProcess() {
    Vfs.run(
        vfs -> {
          UserProcess process = UserProcess.ofRoot(vfs.kernel, "app");
          process
              .start(
                  "suicide",
                  () ->
                      assertEquals(
                          "app/suicide#2 would wait for its own end",
                          assertThrows(KernelBug.class, process::kill).getMessage()))
              .join();
          vfs.kernel.spawn(process, "app/exit", process::kill).join();
          assertTrue(process.isDead(), "a reaper of its own may wait");
        });
  }

  @Test
  void exitClosesAscendingInTheCurrentTask() {
    Vfs.run(
        vfs -> {
          UserProcess process = new UserProcess(vfs.kernel, "app", false, 4);
          assertFalse(process.hasSysAdmin());
          process.files().add(vfs.file("a"));
          process.files().add(vfs.file("b"));
          process.exit();
          assertTrue(process.isDead());
          assertEquals(List.of("release a", "release b"), vfs.log);
          process.kill();
        });
  }

  @Test
  void aFileThatIsGivenAwayStaysWithBoth() {
    Vfs.run(
        vfs -> {
          UserProcess from = UserProcess.ofRoot(vfs.kernel, "from");
          UserProcess to = new UserProcess(vfs.kernel, "to", true, 1);
          int fd = from.files().add(vfs.file("f"));
          assertEquals(0, from.give(fd, to));
          assertFails(Errno.EMFILE, () -> from.give(fd, to));
          assertFails(Errno.EBADF, () -> from.give(9, to));
          from.kill();
          assertEquals(List.of(), vfs.log);
          to.kill();
          assertEquals(List.of("release f"), vfs.log);
        });
  }

  @Test
  void chdirNeedsADirectoryAndFollowsLinks() {
    Vfs.run(
        vfs -> {
          UserProcess process = UserProcess.ofRoot(vfs.kernel, "app");
          assertEquals("/", process.workingDirectory().path());
          Inode a = vfs.root.mkdir(vfs.root.root(), "a", 0755);
          vfs.root.mkdir(a, "b", 0755);
          vfs.root.create(a, "file", 0644);
          vfs.root.symlink(a, "link", "b");
          process.chdir("a");
          assertEquals("/a", process.workingDirectory().path());
          assertFails(Errno.ENOTDIR, () -> process.chdir("file"));
          assertFails(Errno.ENOENT, () -> process.chdir("nothing"));
          process.chdir("link");
          assertEquals("/a/b", process.workingDirectory().path());
          process.chdir("../..");
          assertEquals("/", process.workingDirectory().path());
          process.start("check", () -> unchecked(() -> process.chdir("a/./b/"))).join();
          assertEquals("/a/b", process.workingDirectory().path());
        });
  }
}

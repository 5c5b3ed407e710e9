package org.fscachesim.scenario.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// `fscache-sim run` needs no rights.
final class OrdinaryUserTest {
  @TempDir Path temporary;

  @BeforeEach
  void letEverybodyEnter() throws Exception {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void readEverything(OrdinaryUser user) throws Exception {
    user.awaitLog(" registered");
    assertEquals("0 ok\n", user.ctl("mount", "erofs", "/mnt", "fsid=plain.img"));
    for (Map.Entry<String, String> file : TestImages.files("plain.img").entrySet()) {
      assertEquals(
          file.getValue(),
          Hashing.sha256().hashBytes(user.cat("/mnt" + file.getKey())).toString(),
          file.getKey());
    }
    assertEquals("0 ok\n", user.ctl("umount", "/mnt"));
  }

  @ParameterizedTest
  @EnumSource(TestDaemon.class)
  void anOrdinaryUserRunsADaemon(TestDaemon daemon) throws Exception {
    Path program = daemon.program();
    Path images = TestImages.write(temporary.resolve("images"));
    try (OrdinaryUser user = new OrdinaryUser(temporary.resolve("home"))) {
      Path cache = user.directory("cache-dir");
      user.run(List.of(), List.of(program.toString(), cache.toString(), images.toString()));
      readEverything(user);
      assertNotEquals(0, Files.getAttribute(cache.resolve("cache"), "unix:uid"));
      assertEquals("0 ok\n", user.ctl("stop"));
      assertEquals(0, user.awaitEnd(), user.output());
    }
  }

  @Test
  void aDaemonThatWantsToBeRootFirstIsServed() throws Exception {
    try (OrdinaryUser user = new OrdinaryUser(temporary.resolve("home"))) {
      serveInMode(user, "rights");
      readEverything(user);
      assertEquals("0 ok\n", user.ctl("stop"));
      assertEquals(0, user.awaitEnd(), user.output());
    }
  }

  /// Some hosts let only ancestors look into a process.
  @Test
  void aDaemonThatDetachesBelongsToTheRun() throws Exception {
    try (OrdinaryUser user = new OrdinaryUser(temporary.resolve("home"))) {
      serveInMode(user, "detach");
      readEverything(user);
      assertTrue(user.children().contains("descriptors"), () -> user.children().toString());
      // What else the daemon has left behind is over, and was waited for.
      await().until(() -> !user.children().contains(OrdinaryUser.ZOMBIE));
      assertEquals("0 ok\n", user.ctl("stop"));
      assertEquals(0, user.awaitEnd(), user.output());
    }
  }

  private void serveInMode(OrdinaryUser user, String mode) throws Exception {
    user.run(
        List.of(),
        List.of(
            Programs.get(Toolchain.C, "descriptors").toString(),
            user.directory("cache-dir").toString(),
            TestImages.write(temporary.resolve("images")).toString(),
            mode));
  }

  @ParameterizedTest
  @CsvSource({
    "forbidden, a policy of this host or container forbids seccomp(2)",
    "unreadable, a policy of this host or container forbids process_vm_readv(2)",
    "watched, whoever runs this program watches system calls already",
  })
  void whereCallsCannotBeCaughtOneLineSaysSo(String how, String why) throws Exception {
    Path program = Programs.get(Toolchain.C, "no-seccomp");
    try (OrdinaryUser user = new OrdinaryUser(temporary.resolve("home"))) {
      user.run(List.of(program.toString(), how), List.of("true"));
      assertEquals(3, user.awaitEnd());
      assertEquals("fscache-sim: system calls cannot be caught here: " + why + "\n", user.output());
    }
  }

  @Test
  void aDaemonThatCannotBeServedEndsWithOneLine() throws Exception {
    Path program = Programs.get(Toolchain.C, "descriptors");
    try (OrdinaryUser user = new OrdinaryUser(temporary.resolve("home"))) {
      user.run(
          List.of(),
          List.of(program.toString(), user.directory("cache-dir").toString(), "/", "low-number"));
      assertEquals(3, user.awaitEnd());
      assertEquals(
          1,
          user.output().lines().filter(line -> line.startsWith("fscache-sim: ")).count(),
          user.output());
    }
  }
}

package org.fscachesim.scenario.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.common.hash.Hashing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `fscache-sim run` needs no rights.
final class OrdinaryUserTest {
  @TempDir Path temporary;

  @BeforeEach
  void letEverybodyEnter() throws Exception {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @EnumSource(TestDaemon.class)
  void anOrdinaryUserRunsADaemon(TestDaemon daemon) throws Exception {
    Path program = daemon.program();
    Path images = TestImages.write(temporary.resolve("images"));
    try (OrdinaryUser user = new OrdinaryUser(temporary.resolve("home"))) {
      Path cache = user.directory("cache-dir");
      user.run(
          List.of("--profile", "D6_12_117"),
          List.of(program.toString(), cache.toString(), images.toString()));
      user.awaitLog(" registered");
      assertEquals("0 ok\n", user.ctl("mount", "erofs", "/mnt", "fsid=plain.img"));
      for (Map.Entry<String, String> file : TestImages.files("plain.img").entrySet()) {
        assertEquals(
            file.getValue(),
            Hashing.sha256().hashBytes(user.cat("/mnt" + file.getKey())).toString(),
            file.getKey());
      }
      assertNotEquals(0, Files.getAttribute(cache.resolve("cache"), "unix:uid"));
      assertEquals("0 ok\n", user.ctl("umount", "/mnt"));
      assertEquals("0 ok\n", user.ctl("stop"));
      assertEquals(0, user.awaitEnd(), user.output());
    }
  }
}

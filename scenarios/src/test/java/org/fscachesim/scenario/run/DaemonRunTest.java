package org.fscachesim.scenario.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DaemonRunTest {
  @TempDir Path temporary;

  private Path images() throws IOException {
    return TestImages.write(temporary.resolve("images"));
  }

  private static boolean awaitWord(World world, Path file, String word) {
    try {
      while (!Files.exists(file) || !Files.readString(file).contains(word)) {
        world.kernel().sleepMillis(5);
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String expectedNotes() throws IOException {
    try (InputStream in = DaemonRunTest.class.getResourceAsStream("/daemons/surface.expected")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }

  private DaemonRun start(Path program, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                Files.createDirectories(temporary.resolve("cache-dir")).toString()));
    command.addAll(List.of(arguments));
    return DaemonRun.start(
        KernelConfig.of(KernelVersion.D6_12_117), HostDirectories.real(), command);
  }

  @Test
  void everyCallOnItsDescriptorsGivesWhatAKernelGives() throws Exception {
    Path program = Programs.get(Toolchain.C, "surface", "-static");
    Path notes = temporary.resolve("notes");
    Path image = images().resolve("plain.img");
    try (DaemonRun run = start(program, notes.toString(), image.toString())) {
      Applications applications = new Applications(run);
      applications.call("test", w -> awaitWord(w, notes, "READY"));
      applications.mount("plain.img", "/mnt");
      applications.readEverything("app", "plain.img", "/mnt", new Random(1));
      applications.umount("/mnt");
      assertTrue(run.daemon().awaitEnd(30, TimeUnit.SECONDS));
      assertEquals(expectedNotes(), Files.readString(notes));
      applications.assertDaemonEndsWell();
    }
  }

  @Test
  void whatIsNotThereCannotBeRun() throws Exception {
    RunRefused refused =
        assertThrows(RunRefused.class, () -> start(Path.of("/nowhere/daemon")).close());
    assertEquals("/nowhere/daemon: No such file or directory", refused.getMessage());
  }
}

package org.fscachesim.scenario.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.scenario.BundledImages;
import org.fscachesim.scenario.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DaemonRunTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path temporary;

  private Path cache() throws IOException {
    return Files.createDirectories(temporary.resolve("cache-dir"));
  }

  private Path images() throws IOException {
    Path directory = Files.createDirectories(temporary.resolve("images"));
    for (String name : BundledImages.names()) {
      Files.write(directory.resolve(name), BundledImages.bytes(name));
    }
    return directory;
  }

  /// mount(2), again while the daemon has not bound yet.
  private static void mount(DaemonRun run, String image, String at) throws Exception {
    run.live()
        .call(
            "app",
            "mount",
            LIMIT,
            world -> {
              while (world.kernel().log().lines().stream()
                  .noneMatch(line -> line.text().endsWith(" registered"))) {
                world.kernel().sleepMillis(5);
              }
              world.mount(world.process("app"), "erofs", "none", at, "fsid=" + image);
              return true;
            });
  }

  private static String sha256(World world, String path) {
    var hasher = Hashing.sha256().newHasher();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (ClientFile file = world.openFile(world.process("app"), path, OpenFlags.READ_ONLY)) {
      long at = 0;
      while (file.read(at, buffer.clear()) > 0) {
        at += buffer.flip().remaining();
        hasher.putBytes(buffer);
      }
    } catch (ErrnoException e) {
      throw new AssertionError(path, e);
    }
    return hasher.hash().toString();
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

  private static void umount(DaemonRun run) throws ErrnoException {
    run.live()
        .call(
            "app",
            "umount",
            LIMIT,
            w -> {
              w.unmount(w.process("app"), "/mnt");
              return true;
            });
  }

  private static void readEverything(DaemonRun run, String image) throws ErrnoException {
    for (BundledImages.Entry entry : BundledImages.manifest()) {
      if (entry.image().equals(image)) {
        assertEquals(
            entry.sha256(),
            run.live().call("app", "cat", LIMIT, w -> sha256(w, "/mnt" + entry.path())),
            image + entry.path());
      }
    }
  }

  private static void assertEndsWell(DaemonRun run) throws InterruptedException {
    assertTrue(run.stopDaemon(), "the daemon did not end by itself");
    assertEquals(0, run.daemon().status());
    assertNull(run.daemon().refusal());
    assertEquals(List.of(), run.findings());
    assertEquals(Set.of(), run.daemon().processes());
  }

  private DaemonRun start(Path program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString(), cache().toString()));
    command.addAll(List.of(arguments));
    return DaemonRun.start(
        KernelConfig.of(KernelVersion.D6_12_117), HostDirectories.real(), command);
  }

  @Test
  void aDaemonThatIsAProgramServesImages() throws Exception {
    Path program = Compiler.compile(temporary, "poll-loop");
    try (DaemonRun run = start(program, images().toString())) {
      for (String image : BundledImages.names()) {
        mount(run, image, "/mnt");
        readEverything(run, image);
        umount(run);
      }
      assertEndsWell(run);
    }
  }

  @Test
  void everyCallOnItsDescriptorsGivesWhatAKernelGives() throws Exception {
    Path program = Compiler.compile(temporary, "surface", "-static");
    Path notes = temporary.resolve("notes");
    Path image = images().resolve("plain.img");
    try (DaemonRun run = start(program, notes.toString(), image.toString())) {
      run.live().call("test", "wait", LIMIT, w -> awaitWord(w, notes, "READY"));
      mount(run, "plain.img", "/mnt");
      readEverything(run, "plain.img");
      umount(run);
      assertTrue(run.daemon().awaitEnd(30, TimeUnit.SECONDS));
      assertEquals(expectedNotes(), Files.readString(notes));
      assertEndsWell(run);
    }
  }

  @Test
  void aWorkerMayBeKilledFiftyTimesUnderItsSupervisor() throws Exception {
    Path program = Compiler.compile(temporary, "supervised");
    try (DaemonRun run = start(program, images().toString(), "50", "4711")) {
      mount(run, "plain.img", "/mnt");
      readEverything(run, "plain.img");
      umount(run);
      assertEndsWell(run);
    }
  }

  @Test
  void whatIsNotThereCannotBeRun() throws Exception {
    RunRefused refused =
        assertThrows(RunRefused.class, () -> start(Path.of("/nowhere/daemon")).close());
    assertEquals("/nowhere/daemon: No such file or directory", refused.getMessage());
  }

  @Test
  void aKilledDaemonLeavesItsReadersWithAnError() throws Exception {
    Path program = Compiler.compile(temporary, "poll-loop");
    try (DaemonRun run = start(program, images().toString())) {
      mount(run, "plain.img", "/mnt");
      run.daemon().signal(9);
      assertTrue(run.daemon().awaitEnd(30, TimeUnit.SECONDS));
      assertEquals(128 + 9, run.daemon().status());
      ErrnoException error =
          assertThrows(
              ErrnoException.class,
              () ->
                  run.live()
                      .call(
                          "app",
                          "read",
                          LIMIT,
                          w -> {
                            try (ClientFile file =
                                w.openFile(w.process("app"), "/mnt/big", OpenFlags.READ_ONLY)) {
                              return file.read(0, ByteBuffer.allocate(4096));
                            }
                          }));
      assertTrue(Set.of(Errno.EIO, Errno.ENOBUFS).contains(error.errno()), error.getMessage());
      umount(run);
      assertEquals(List.of(), run.findings());
    }
  }
}

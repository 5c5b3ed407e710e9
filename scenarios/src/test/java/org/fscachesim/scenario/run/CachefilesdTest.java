package org.fscachesim.scenario.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fscachesim.devnode.external.ExternalDaemon;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The cachefilesd of the distribution's package, as it is.
final class CachefilesdTest {
  private static final Path PROGRAM = Path.of("/usr/sbin/cachefilesd");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int FILES = 24;
  private static final int SIZE = 256 * 1024;
  private static final String HELD = "file00";
  private static final int HELD_SIZE = SIZE + 4096;
  private static final long BLOCKS = (32L << 20) / 4096;
  private static final String MOUNT =
      "mount 9p /mnt trans=virtio,version=9p2000.L,cache=fscache,cachetag=test";
  private static final Pattern DATA_FILE =
      Pattern.compile("T[0-9a-z]+.* data=0-[0-9]+ .*", Pattern.MULTILINE);

  @TempDir Path temporary;

  @BeforeEach
  void thePackageIsInstalled() {
    assumeTrue(Files.isExecutable(PROGRAM), "cachefilesd: there is no " + PROGRAM);
  }

  private Path config(String... lines) throws IOException {
    return Files.write(temporary.resolve("cachefilesd.conf"), List.of(lines));
  }

  private Path usualConfig() throws IOException {
    Path cache = Files.createDirectories(temporary.resolve("cache"));
    return config(
        "# comment",
        "dir " + cache,
        "tag test",
        "brun 50%",
        "bcull 40%",
        "bstop 10%",
        "frun 10%",
        "fcull 7%",
        "fstop 3%");
  }

  /// Its standard error is kept: a run has that of this JVM.
  private DaemonRun start(KernelVersion version, String options, Path config) throws Exception {
    String command =
        "exec %s %s -s -f %s -p %s 2>%s"
            .formatted(PROGRAM, options, config, temporary.resolve("pid"), said());
    return DaemonRun.start(
        KernelConfig.of(version), HostDirectories.real(32L << 20), List.of("sh", "-c", command));
  }

  /// cachefilesd 0.10.10 takes a heap address whose lower half begins with a 6 for one that was
  /// freed, and aborts when it has filled its table of what to cull. Where the heap is, is drawn at
  /// each start: one of sixteen fails.
  private void startUntilItCanCull(DaemonRun run) throws Exception {
    awaitBound(run);
    while (heapLooksFreed(run.daemon().process())) {
      assertTrue(run.stopDaemon());
      run.restart(List.of());
      await().until(() -> logged(run, " registered") > logged(run, " unregistering"));
    }
  }

  private static long logged(DaemonRun run, String end) {
    return control(run, "log").lines().filter(line -> line.endsWith(end)).count();
  }

  private static boolean heapLooksFreed(int process) throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/" + process + "/maps"))) {
      return maps.filter(line -> line.endsWith("[heap]"))
          .flatMap(line -> Stream.of(line.split("[- ]")).limit(2))
          .anyMatch(address -> (Long.parseLong(address, 16) & 0xf000_0000L) == 0x6000_0000L);
    }
  }

  private Path said() {
    return said("said");
  }

  private Path said(String what) {
    return temporary.resolve(what);
  }

  private static String control(DaemonRun run, String command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      int code = new Controls(run, LIMIT).execute(List.of(command.split(" ")), out);
      assertEquals(0, code, () -> command + ": " + out.toString(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(command, e);
    }
    return out.toString(UTF_8);
  }

  private static void awaitBound(DaemonRun run) {
    await().until(() -> control(run, "log").contains(" registered"));
  }

  private static long cached(DaemonRun run) {
    Matcher files = DATA_FILE.matcher(control(run, "tree"));
    return files.results().count();
  }

  private static long free(DaemonRun run) {
    Matcher free = Pattern.compile("bfree: (\\d+)").matcher(control(run, "statfs"));
    assertTrue(free.find());
    return Long.parseLong(free.group(1));
  }

  private Map<String, byte[]> server() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Path directory = Files.createDirectories(temporary.resolve("server"));
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < FILES; i++) {
      String name = "file%02d".formatted(i);
      byte[] bytes = new byte[name.equals(HELD) ? HELD_SIZE : SIZE];
      random.nextBytes(bytes);
      files.put(name, bytes);
      Files.write(directory.resolve(name), bytes);
    }
    return files;
  }

  private static void assertReads(DaemonRun run, Map<String, byte[]> server, String name)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertEquals(0, new Controls(run, LIMIT).execute(List.of("cat", "/mnt/" + name), out));
    assertArrayEquals(server.get(name), out.toByteArray(), name);
  }

  private static ClientFile open(DaemonRun run, String path) throws ErrnoException {
    return run.live()
        .call(
            "holder",
            "open",
            LIMIT,
            w -> {
              ClientFile file = w.openFile(w.process("holder"), path, OpenFlags.READ_ONLY);
              file.read(0, ByteBuffer.allocate(4096));
              return file;
            });
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> content = Files.list(directory)) {
      return content.findAny().isEmpty();
    }
  }

  private static void assertEndsWell(DaemonRun run) throws InterruptedException {
    assertTrue(run.stopDaemon(), "it did not end by itself");
    assertEquals(0, run.daemon().status());
    assertNull(run.daemon().refusal());
    assertEquals(List.of(), run.findings());
    assertEquals(Set.of(), run.daemon().processes());
  }

  @ParameterizedTest
  @EnumSource(names = {"D6_1_192", "D6_12_117"})
  void itCullsTheOldestFilesUntilThereIsSpaceAgain(KernelVersion version) throws Exception {
    Map<String, byte[]> server = server();
    try (DaemonRun run = start(version, "-n", usualConfig())) {
      run.offer(temporary.resolve("server"));
      startUntilItCanCull(run);
      control(run, MOUNT);
      for (String name : server.keySet()) {
        assertReads(run, server, name);
      }
      control(run, "umount /mnt");
      await().until(() -> cached(run) == FILES);

      // One file is in use, and the disk falls below bcull.
      control(run, MOUNT);
      ClientFile held = open(run, "/mnt/" + HELD);
      control(run, "ballast 13500K");
      // The kernel notices when it needs space next, or when the daemon looks at the state, and
      // then asks for culling. A single page, so that what culling has made free stays.
      Path page = Files.write(temporary.resolve("page"), new byte[4096]);
      control(run, "server-put " + page + " another");
      control(run, "cat /mnt/another");
      await().atMost(LIMIT).until(() -> free(run) >= BLOCKS / 100 * 50);
      await().until(() -> isEmpty(temporary.resolve("cache/graveyard")));
      long left = cached(run);
      assertTrue(left > 0 && left < FILES, left + " are left");
      assertTrue(control(run, "tree").contains(" size=" + HELD_SIZE + " "), "in use, and culled");

      // What was culled is fetched again; what was in use was not culled.
      for (String name : server.keySet()) {
        assertReads(run, server, name);
      }
      run.live()
          .call(
              "holder",
              "close",
              LIMIT,
              _ -> {
                held.close();
                return true;
              });
      control(run, "umount /mnt");
      assertEndsWell(run);
      assertTrue(Files.readString(said()).contains("Daemon Terminated"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmdir", "perl -e 'rmdir(shift) or die qq($!\\n)'", "rm -d"})
  void aDirectoryThatIsInUseStaysAlsoWhenItIsEmpty(String program) throws Exception {
    server();
    try (DaemonRun run = start(KernelVersion.D6_12_117, "-n", usualConfig())) {
      run.offer(temporary.resolve("server"));
      awaitBound(run);
      control(run, MOUNT);
      control(run, "cat /mnt/" + HELD);
      Path volume = temporary.resolve("cache/cache/I9p,server,test");
      List<Path> empty = new ArrayList<>();
      try (DirectoryStream<Path> all = Files.newDirectoryStream(volume)) {
        for (Path directory : all) {
          if (isEmpty(directory)) {
            empty.add(directory);
          }
        }
      }
      Path own = Files.createDirectory(temporary.resolve("own"));
      String inUse = empty.getFirst().getFileName().toString();
      String command =
          "cd %s; %s %s 2>%s; echo $? >>%s; cd %s; %s own; echo $? >>%s"
              .formatted(
                  volume,
                  program,
                  inUse,
                  said("refused"),
                  said("codes"),
                  temporary,
                  program,
                  said("codes"));
      try (ExternalDaemon other = run.startBeside(List.of("sh", "-c", command))) {
        assertTrue(other.awaitEnd(30, TimeUnit.SECONDS));
      }
      String refused = Files.readString(said("refused"));
      assertTrue(refused.contains("Device or resource busy"), refused);
      List<String> codes = Files.readAllLines(said("codes"));
      assertNotEquals("0", codes.getFirst());
      assertEquals("0", codes.getLast());
      assertTrue(Files.exists(empty.getFirst()));
      assertFalse(Files.exists(own));
      control(run, "umount /mnt");
      assertEndsWell(run);
    }
  }

  @Test
  void itBecomesADaemonAndEndsAtSigterm() throws Exception {
    try (DaemonRun run = start(KernelVersion.D6_12_117, "", usualConfig())) {
      awaitBound(run);
      await().until(() -> Files.exists(temporary.resolve("pid")) && run.daemon().status() != null);
      int pid = Integer.parseInt(Files.readString(temporary.resolve("pid")).strip());
      await().until(() -> run.daemon().processes().equals(Set.of(pid)));
      assertEndsWell(run);
    }
  }

  @Test
  void aDeviceThatIsHeldCannotBeOpened() throws Exception {
    try (DaemonRun run = start(KernelVersion.D6_12_117, "-n", usualConfig())) {
      awaitBound(run);
      String second = "exec %s -n -s -f %s 2>%s".formatted(PROGRAM, usualConfig(), said());
      try (ExternalDaemon other = run.startBeside(List.of("sh", "-c", second))) {
        assertTrue(other.awaitEnd(30, TimeUnit.SECONDS));
        assertEquals(1, other.status());
      }
      assertTrue(whatItSaid().contains("Unable to open"), () -> whatItSaid());
      assertTrue(whatItSaid().contains("Device or resource busy"), () -> whatItSaid());
      assertEndsWell(run);
    }
  }

  private String whatItSaid() {
    try {
      return Files.readString(said());
    } catch (IOException e) {
      throw new AssertionError("what it said", e);
    }
  }

  private void assertFails(Path config, int status, String reason) throws Exception {
    try (DaemonRun run = start(KernelVersion.D6_12_117, "-n", config)) {
      assertTrue(run.daemon().awaitEnd(30, TimeUnit.SECONDS));
      assertEquals(status, run.daemon().status());
      assertTrue(whatItSaid().contains(reason), () -> whatItSaid());
      assertEquals(List.of(), run.findings());
    }
  }

  @Test
  void aDirectoryThatIsNotThereCannotBeBound() throws Exception {
    assertFails(
        config("dir " + temporary.resolve("nowhere"), "tag test"), 1, "No such file or directory");
  }

  @Test
  void limitsThatAreOutOfOrderAreRefused() throws Exception {
    Path cache = Files.createDirectories(temporary.resolve("cache"));
    assertFails(config("dir " + cache, "brun 10%", "bcull 20%"), 2, "Invalid argument");
  }

  @Test
  void aLineThatIsNoCommandIsRefused() throws Exception {
    assertFails(config("dir " + temporary, "colour blue"), 2, "Operation not supported");
  }
}

package org.fscachesim.scenario.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.cli.FscacheSim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Commands that take long say how far they are, and their output stays as it is.
final class ControlProgressTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SIGKILL = 9;

  // Where /big begins in the image, and what the kernel reads ahead with the first 128 KiB of it.
  private static final int BEGINNING = 4096;
  private static final int READ_AHEAD = 256 * 1024;

  @TempDir Path temporary;

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Path control() {
    return temporary.resolve("control");
  }

  private DaemonRun start(String program, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Programs.get(Toolchain.C, program).toString(),
                Files.createDirectories(temporary.resolve("cache-dir")).toString(),
                TestImages.write(temporary.resolve("images")).toString()));
    command.addAll(List.of(arguments));
    return DaemonRun.start(
        KernelConfig.of(KernelVersion.D6_12_117), HostDirectories.inMemory(), command);
  }

  private ControlServer serve(DaemonRun run) throws Exception {
    Applications applications = new Applications(run);
    applications.awaitCache();
    applications.mount("plain.img", "/mnt");
    return new ControlServer(control(), new Controls(run, LIMIT));
  }

  private int send(String... words) throws Exception {
    return ControlClient.send(control(), List.of(words), out, lines::add);
  }

  /// The first line that looks so.
  private void awaitLine(String pattern) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    do {
      String line = lines.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertNotNull(line, () -> "nothing like " + pattern + ": " + seen);
      seen.add(line);
    } while (!seen.getLast().matches(pattern));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no | waiting: \\d+ s, cat /mnt/big: 0 of 300000 bytes; app/read#\\d+: wait for .*",
        "--json | \\{\"waiting\": \\d+, \"what\": \"cat /mnt/big\", \"unit\": \"bytes\", \"done\":"
            + " 0, \"total\": 300000, \"waitsFor\": \"app/read#\\d+: wait for .*\"\\}",
      })
  void aReadThatHangsSaysWhatItWaitsFor(String option, String pattern) throws Exception {
    String notes = temporary.resolve("notes").toString();
    try (DaemonRun run = start("gallery", notes, "read-unanswered");
        ControlServer _ = serve(run);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> code =
          threads.submit(
              () ->
                  option.equals("no") ? send("cat", "/mnt/big") : send(option, "cat", "/mnt/big"));
      awaitLine(pattern);
      run.daemon().signal(SIGKILL);
      assertEquals(1, code.get());
      String said = out.toString(UTF_8);
      assertTrue(said.matches("(\\{\"errno\": \")?(EIO|ENOBUFS)(\"})?\n"), said);
      run.unmountAll();
      new Applications(run).assertClean();
    }
  }

  @Test
  void aReadThatIsSlowSaysHowFarItIsAndGivesEveryByte() throws Exception {
    Path gate = temporary.resolve("gate");
    try (DaemonRun run =
            start("poll-loop", gate.toString(), Integer.toString(BEGINNING + READ_AHEAD));
        ControlServer _ = serve(run);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> code = threads.submit(() -> send("cat", "/mnt/big"));
      awaitLine("waiting: \\d+ s, cat /mnt/big: 131072 of 300000 bytes.*");
      Path _ = Files.createFile(gate);
      assertEquals(0, code.get());
      assertEquals(
          TestImages.files("plain.img").get("/big"),
          Hashing.sha256().hashBytes(out.toByteArray()).toString());
      run.unmountAll();
      new Applications(run).assertDaemonEndsWell();
    }
  }

  @Test
  void theCommandPrintsProgressBesideItsOutput() throws Exception {
    try (DaemonRun run = start("poll-loop");
        ControlServer _ = serve(run)) {
      StringWriter printed = new StringWriter();
      StringWriter beside = new StringWriter();
      int code =
          FscacheSim.commandLine(
                  new PrintWriter(printed, true), new PrintWriter(beside, true), false)
              .execute("ctl", "--json", "--control", control().toString(), "wait-daemon", "2");
      assertEquals(1, code);
      assertEquals("[\"the daemon runs\"]\n", printed.toString());
      String first = beside.toString().lines().findFirst().orElse("");
      assertTrue(
          first.matches("\\{\"waiting\": \\d+, \"what\": \"wait-daemon 2\", \"waitsFor\": null\\}"),
          beside.toString());
    }
  }

  /// Those who talk to the socket themselves.
  @Test
  void whoDoesNotAskForProgressGetsNone() throws Exception {
    try (DaemonRun run = start("poll-loop");
        ControlServer _ = serve(run);
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(control()))) {
      int sent = channel.write(ByteBuffer.wrap("wait-daemon\0002\0\0".getBytes(UTF_8)));
      assertTrue(sent > 0);
      byte[] answer = new DataInputStream(Channels.newInputStream(channel)).readAllBytes();
      byte[] text = "the daemon runs\n".getBytes(UTF_8);
      ByteBuffer expected = ByteBuffer.allocate(4 + text.length + 4 + 4);
      expected.putInt(text.length).put(text).putInt(0).putInt(1);
      assertArrayEquals(expected.array(), answer);
    }
  }

  @Test
  void whatIsQuickSaysNothing() throws Exception {
    try (DaemonRun run = start("poll-loop");
        ControlServer _ = serve(run)) {
      assertEquals(0, send("status"));
      assertEquals(List.of(), List.copyOf(lines));
    }
  }
}

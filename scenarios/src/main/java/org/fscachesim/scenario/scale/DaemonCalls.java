package org.fscachesim.scenario.scale;

import static com.google.common.io.RecursiveDeleteOption.ALLOW_INSECURE;

import com.google.common.io.MoreFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.Launcher;
import org.fscachesim.devnode.seccomp.Listener;
import org.fscachesim.devnode.seccomp.Processor;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.devnode.seccomp.StoppedCall;
import org.fscachesim.devnode.seccomp.Trap;
import org.fscachesim.devnode.seccomp.WatchedNumbers;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.scenario.run.DaemonRun;

/// What calls of a daemon cost that is a program of its own, each beside the least that it could
/// cost: a stopped call that is answered by nobody's thought, and a write to a file of the same
/// filesystem.
///
/// The program is [CallProbe], started by this JVM.
public final class DaemonCalls {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 20;
  private static final int FAILED = 1;

  private final KernelVersion version;

  public DaemonCalls(KernelVersion version) {
    this.version = version;
  }

  /// Measures in a directory, which must be able to hold a cache.
  ///
  /// @return a line for each comparison
  /// @throws RunRefused when this host cannot run daemons
  public List<String> measure(Path directory)
      throws RunRefused, IOException, ErrnoException, InterruptedException {
    Path own = Files.createTempDirectory(directory, "fscache-sim-benchmark-");
    try {
      Map<String, Double> bare = bare(own.resolve("bare"));
      Map<String, Double> daemon = daemon(own.resolve("daemon"), own.resolve("cache"));
      List<String> out = new ArrayList<>();
      out.add(
          line(
              "read of the device with nothing there",
              daemon.getOrDefault("read", 0.0),
              "a bare notification",
              bare.getOrDefault("read", 0.0)));
      for (String size : List.of("131072", "4096")) {
        out.add(
            line(
                "pwrite of " + size + " bytes to an object",
                daemon.getOrDefault("anonymous-" + size, 0.0),
                "to a file",
                daemon.getOrDefault("plain-" + size, 0.0)));
      }
      return out;
    } finally {
      MoreFiles.deleteRecursively(own, ALLOW_INSECURE);
    }
  }

  private static String line(String what, double nanos, String other, double otherNanos) {
    return String.format(
        Locale.ROOT,
        "%s: %.1f us; %s: %.1f us; ratio %.2f",
        what,
        nanos / 1000,
        other,
        otherNanos / 1000,
        nanos / otherNanos);
  }

  private static List<String> probe(Path results, String argument) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path").replace(File.pathSeparatorChar, ':'),
        CallProbe.class.getName(),
        results.toString(),
        argument);
  }

  /// Every read of one number gives 0 at once.
  private static Map<String, Double> bare(Path results)
      throws RunRefused, ErrnoException, IOException {
    WatchedNumbers watched = WatchedNumbers.below(LibC.maxDescriptors());
    int process =
        Launcher.start(
            watched,
            probe(results, Integer.toString(watched.first())),
            System.getenv(),
            listener ->
                Thread.ofPlatform()
                    .daemon()
                    .name("bare supervisor")
                    .start(() -> serve(listener, watched.first())));
    int status = new HostCalls().waitFor(process);
    return results(results, status);
  }

  private static void serve(Listener listener, int number) {
    int read = Trap.READ.number(Processor.current().orElseThrow());
    // Ends with the JVM: nothing else tells it that nobody calls any more.
    while (true) {
      StoppedCall call = listener.receive();
      if (call == null) {
        continue;
      }
      if (call.number() == read && call.intArgument(0) == number) {
        listener.answer(call, 0);
      } else {
        listener.letGo(call);
      }
    }
  }

  private Map<String, Double> daemon(Path results, Path cache)
      throws RunRefused, IOException, InterruptedException {
    Files.createDirectory(cache);
    try (DaemonRun run =
        DaemonRun.start(
            KernelConfig.of(version), HostDirectories.real(), probe(results, cache.toString()))) {
      while (!run.daemon().awaitEnd(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (Files.exists(cache.resolve(CallProbe.READY))) {
          mount(run);
        }
      }
      Integer status = run.daemon().status();
      return results(results, status == null ? FAILED : status);
    }
  }

  /// What makes the kernel ask for an object. It waits for the probe, which in the end has none.
  private static void mount(DaemonRun run) {
    try {
      run.live()
          .call(
              "app",
              "mount",
              LIMIT,
              world -> {
                world.mount(world.process("app"), "erofs", "none", "/mnt", "fsid=probe");
                return true;
              });
    } catch (ErrnoException e) {
      // There was none.
    }
  }

  private static Map<String, Double> results(Path file, int status) throws IOException {
    if (status != 0) {
      throw new IOException("the program that measures ended with status " + status);
    }
    Map<String, Double> out = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      out.put(line.split(" ", -1)[0], Double.valueOf(line.split(" ", -1)[1]));
    }
    return out;
  }
}

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
import java.util.Objects;
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

  /// Nanoseconds of one call.
  private record Cost(double best, double median) {
    String times(Cost other) {
      return String.format(
          Locale.ROOT,
          "%s, ratio %.2f (median %.2f)",
          other,
          best / other.best,
          median / other.median);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.1f us (median %.1f)", best / 1000, median / 1000);
    }
  }

  /// Measures in a directory, which must be able to hold a cache.
  ///
  /// @return lines of text
  /// @throws RunRefused when this host cannot run daemons
  public List<String> measure(Path directory)
      throws RunRefused, IOException, ErrnoException, InterruptedException {
    Path own = Files.createTempDirectory(directory, "fscache-sim-benchmark-");
    try {
      Path turns = own.resolve("turns");
      int bareProbe = startBare(own.resolve("bare"), turns);
      Map<String, Cost> daemon = daemon(own.resolve("daemon"), turns, own.resolve("cache"));
      Map<String, Cost> bare = results(own.resolve("bare"), new HostCalls().waitFor(bareProbe));
      List<String> out = new ArrayList<>();
      Cost read = cost(daemon, "read");
      out.add("read of the device, nothing there: " + read);
      out.add("  a bare notification:             " + read.times(cost(bare, "read")));
      for (int size : CallProbe.SIZES) {
        Cost object = cost(daemon, "object-" + size);
        out.add("pwrite of " + size + " bytes to an object: " + object);
        out.add(
            "  to a file:                       " + object.times(cost(daemon, "plain-" + size)));
        out.add(
            "  to a file with O_DIRECT:         " + object.times(cost(daemon, "direct-" + size)));
      }
      return out;
    } finally {
      MoreFiles.deleteRecursively(own, ALLOW_INSECURE);
    }
  }

  private static Cost cost(Map<String, Cost> results, String what) {
    return Objects.requireNonNull(results.get(what), what);
  }

  private static List<String> probe(Path results, Path turns, int player, String argument) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path").replace(File.pathSeparatorChar, ':'),
        CallProbe.class.getName(),
        results.toString(),
        turns.toString(),
        Integer.toString(player),
        argument);
  }

  /// Every read of one number gives 0 at once.
  private static int startBare(Path results, Path turns) throws RunRefused, ErrnoException {
    WatchedNumbers watched = WatchedNumbers.below(LibC.maxDescriptors());
    return Launcher.start(
        watched,
        probe(results, turns, 0, Integer.toString(watched.first())),
        System.getenv(),
        listener ->
            Thread.ofPlatform()
                .daemon()
                .name("bare supervisor")
                .start(() -> serve(listener, watched.first())));
  }

  private static void serve(Listener listener, int number) {
    int read = Trap.READ.number(Processor.current().orElseThrow());
    while (true) {
      StoppedCall call = listener.receive();
      if (call == null) {
        if (listener.isOver()) {
          return;
        }
      } else if (call.number() == read && call.intArgument(0) == number) {
        listener.answer(call, 0);
      } else {
        listener.letGo(call);
      }
    }
  }

  private Map<String, Cost> daemon(Path results, Path turns, Path cache)
      throws RunRefused, IOException, InterruptedException {
    Files.createDirectory(cache);
    try (DaemonRun run =
        DaemonRun.start(
            KernelConfig.of(version),
            HostDirectories.real(),
            probe(results, turns, 1, cache.toString()))) {
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

  private static Map<String, Cost> results(Path file, int status) throws IOException {
    if (status != 0) {
      throw new IOException("the program that measures ended with status " + status);
    }
    Map<String, Cost> out = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ", -1);
      out.put(words[0], new Cost(Double.parseDouble(words[1]), Double.parseDouble(words[2])));
    }
    return out;
  }
}

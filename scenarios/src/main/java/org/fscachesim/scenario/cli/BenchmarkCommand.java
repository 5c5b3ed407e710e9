package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.scale.Crowd;
import org.fscachesim.scenario.scale.DaemonCalls;
import org.fscachesim.scenario.scale.Measure;
import org.fscachesim.scenario.scale.TimeShares;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `benchmark`: what a crowd of cookies and volumes costs.
@Command(
    name = "benchmark",
    description = {
      "Measures a crowd of cookies in one volume, and of volumes in one cache, on parallel"
          + " threads.",
      "",
      "They are acquired, used, listed as /proc does, and let go of, with a backend that stores"
          + " nothing. Beside each figure stands that of a plain ConcurrentHashMap of the same"
          + " keys, measured in the same run.%n"
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  fscache-sim benchmark --cookies 100000",
      "  fscache-sim benchmark --calls /var/tmp",
      "  fscache-sim benchmark --shares explore.jfr"
    })
final class BenchmarkCommand implements Callable<Integer> {
  private static final int WARM_UP = 5_000;
  private static final int MAX = 10_000_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--cookies",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Cookies in one volume, 1 to " + MAX + ". Default: ${DEFAULT-VALUE}.")
  private int cookies = 1_000_000;

  @Option(
      names = "--volumes",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Volumes in one cache, 1 to " + MAX + ". Default: ${DEFAULT-VALUE}.")
  private int volumes = 10_000;

  @Mixin private ProfileOption profile = new ProfileOption();

  @Option(
      names = "--calls",
      paramLabel = "DIR",
      description =
          "Instead: what calls of a daemon that is a program cost, with its cache in this"
              + " directory. Beside each stands the least that it could cost.")
  private @Nullable Path calls;

  @Option(
      names = "--shares",
      paramLabel = "FILE",
      description =
          "Instead: where the time of schedules went, by a flight recording of a JVM that explored"
              + " (JDK_JAVA_OPTIONS=-XX:StartFlightRecording:filename=FILE,settings=profile).")
  private @Nullable Path shares;

  @Override
  public Integer call() throws IOException, InterruptedException {
    KernelVersion version = profile.version();
    if (shares instanceof Path recording) {
      return timeShares(recording);
    }
    if (calls instanceof Path directory) {
      return daemonCalls(version, directory);
    }
    checkCount("--cookies", cookies);
    checkCount("--volumes", volumes);
    Crowd crowd = new Crowd(version);
    crowd.plain("file", WARM_UP);
    crowd.cookies(WARM_UP);
    // The map first: of a simulated kernel, a little may be reachable until other threads have run.
    Measure map = crowd.plain("file", cookies);
    print(cookies + " cookies in one volume", crowd.cookies(cookies), map);
    map = crowd.plain("volume", volumes);
    print(volumes + " volumes in one cache", crowd.volumes(volumes), map);
    return ExitCode.PASSED;
  }

  private int daemonCalls(KernelVersion version, Path directory)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(directory)) {
      throw usage("--calls: there is no directory " + directory);
    }
    try {
      new DaemonCalls(version).measure(directory).forEach(spec.commandLine().getOut()::println);
      return ExitCode.PASSED;
    } catch (RunRefused | ErrnoException e) {
      spec.commandLine().getErr().println("fscache-sim: " + e.getMessage());
      return ExitCode.UNDECIDED;
    }
  }

  private int timeShares(Path recording) {
    try {
      TimeShares.of(recording).lines().forEach(spec.commandLine().getOut()::println);
      return ExitCode.PASSED;
    } catch (IOException e) {
      throw usage("--shares: " + e.getMessage());
    }
  }

  private void checkCount(String option, int count) {
    if (count < 1 || count > MAX) {
      throw usage(option + " (" + count + ") must be 1 to " + MAX);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void print(String title, Measure model, Measure plain) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(title);
    model.beside(plain).forEach(line -> out.println("  " + line));
    out.flush();
  }
}

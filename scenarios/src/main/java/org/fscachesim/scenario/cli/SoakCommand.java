package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.run.DaemonRun;
import org.fscachesim.scenario.run.NotEndedException;
import org.fscachesim.scenario.run.Progress;
import org.fscachesim.scenario.run.ProgressTeller;
import org.fscachesim.scenario.run.Soak;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `soak`: load for a daemon, for a long time.
@Command(
    name = "soak",
    description = {
      "Has many readers read from all images that a daemon serves, round after round.",
      "",
      "Every byte is compared with the image. After each round all is unmounted, and what the"
          + " daemon, the simulator and its kernel hold must not be more than after the second:"
          + " descriptors, tasks, objects. Ends with exit code 1 at the first wrong byte, failed"
          + " read or leak.%n"
    },
    footerHeading = "%nExample:%n",
    footer =
        "  fscache-sim soak --images images --seconds 600 -- my-daemon --root /var/tmp/cache"
            + " --images images")
final class SoakCommand implements Callable<Integer> {
  /// What the first rounds load stays.
  private static final int WARM_UP = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ProfileOption profile = new ProfileOption();

  @Option(
      names = "--images",
      paramLabel = "DIR",
      required = true,
      description = "The EROFS images that the daemon serves, each under the name of its file.")
  private Path images = Path.of("images");

  @Option(
      names = "--readers",
      paramLabel = "N",
      defaultValue = "100",
      description = "Readers at once, 1 to 1000. Default: ${DEFAULT-VALUE}.")
  private int readers = 100;

  @Option(
      names = "--reads",
      paramLabel = "N",
      defaultValue = "50",
      description = "Reads of each reader in a round. Default: ${DEFAULT-VALUE}.")
  private int reads = 50;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "600",
      description = "Begin no round after that, but do at least four. Default: ${DEFAULT-VALUE}.")
  private int seconds = 600;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides what is read. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Parameters(
      arity = "1..*",
      paramLabel = "DAEMON ARGS",
      description = "The daemon and its arguments, behind '--'.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    KernelVersion version = profile.version();
    if (!Files.isDirectory(images)) {
      throw usage("--images: there is no directory " + images);
    }
    if (readers < 1 || readers > 1000 || reads < 1) {
      throw usage("--readers is 1 to 1000, and --reads at least 1");
    }
    KernelConfig config = KernelConfig.of(version);
    try (DaemonRun run = DaemonRun.start(config, Soak.directories(), command);
        Soak soak = new Soak(run, config, images, seed)) {
      return rounds(run, soak);
    } catch (RunRefused e) {
      spec.commandLine().getErr().println("fscache-sim: " + e.getMessage());
      return ExitCode.UNDECIDED;
    } catch (ErrnoException | NotEndedException e) {
      spec.commandLine().getErr().println("fscache-sim: " + e.getMessage());
      return ExitCode.VIOLATED;
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int rounds(DaemonRun run, Soak soak) throws ErrnoException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(DaemonRun.BINDING);
    try (ProgressTeller _ =
        new ProgressTeller(
            progress, ProgressTeller.Pace.STEADY, false, spec.commandLine().getErr()::println)) {
      return rounds(run, soak, out, progress);
    }
  }

  private int rounds(DaemonRun run, Soak soak, PrintWriter out, Progress progress)
      throws ErrnoException, InterruptedException {
    run.awaitCache(Duration.ofSeconds(30));
    long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    Soak.@Nullable Round reference = null;
    for (int number = 1; number <= 2 * WARM_UP || System.nanoTime() < until; number++) {
      Soak.Round round = soak.round(number, readers, reads, progress);
      out.println("round " + number + ": " + round);
      out.flush();
      List<String> wrong = new ArrayList<>(round.mistakes());
      if (reference != null) {
        wrong.addAll(round.grownSince(reference));
      } else if (number == WARM_UP) {
        reference = round;
      }
      if (!wrong.isEmpty()) {
        wrong.forEach(line -> out.println("  " + line));
        return ExitCode.VIOLATED;
      }
    }
    progress.begin(DaemonRun.ENDING);
    boolean _ = run.stopDaemon();
    List<String> left = run.findings();
    left.forEach(line -> out.println("left over: " + line));
    return left.isEmpty() ? ExitCode.PASSED : ExitCode.VIOLATED;
  }
}

package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.store.directory.StoreUnsupportedException;
import org.fscachesim.kernel.task.HungTaskException;
import org.fscachesim.netfs.erofs.image.BadImageException;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.demo.Demo;
import org.fscachesim.scenario.demo.DemoOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `demo`: the main job, end to end.
@Command(
    name = "demo",
    description = {
      "Serves EROFS images to applications through an on-demand daemon, and compares every byte.",
      "",
      "Boots a kernel in real time on a directory of this machine, starts the daemon, mounts the"
          + " images, reads every file with several tasks at once, and shows what goes over the"
          + " device. Then it unmounts, unbinds, and checks that nothing is left.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fscache-sim demo --quiet", "  fscache-sim demo --image my.erofs --daemons-die"})
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "Serve this plain EROFS image, in place of the bundled ones.")
  private @Nullable Path image;

  @Option(
      names = "--daemons-die",
      description =
          "Kill the daemon's worker process now and then; another one takes over the open device.")
  private boolean daemonsDie;

  @Mixin private ProfileOption profile = new ProfileOption();

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "3",
      description = "Tasks of the daemon, 1 to 64. Default: ${DEFAULT-VALUE}.")
  private int workers = 3;

  @Option(
      names = "--readers",
      paramLabel = "N",
      defaultValue = "4",
      description = "Application tasks per image, 1 to 64. Default: ${DEFAULT-VALUE}.")
  private int readers = 4;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "When to give up, and say who waits for what. Default: ${DEFAULT-VALUE}.")
  private int limit = 300;

  @Option(names = "--quiet", description = "Leave out the lines about single messages.")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    DemoOptions options = options();
    try {
      return new Demo(options, spec.commandLine().getOut()).run()
          ? ExitCode.PASSED
          : ExitCode.VIOLATED;
    } catch (BadImageException e) {
      return complain(ExitCode.USAGE, image + ": " + e.getMessage());
    } catch (AccessDeniedException e) {
      return complain(ExitCode.USAGE, e.getFile() + ": permission denied");
    } catch (StoreUnsupportedException e) {
      return complain(ExitCode.UNDECIDED, String.valueOf(e.getMessage()));
    } catch (HungTaskException e) {
      return complain(ExitCode.UNDECIDED, String.valueOf(e.getMessage()));
    }
  }

  private DemoOptions options() {
    KernelVersion version = profile.version();
    if (image != null && !Files.isRegularFile(image)) {
      throw usage("No such image: '" + image + "'");
    }
    if (limit < 1) {
      throw usage("--limit (" + limit + ") must be at least 1 second");
    }
    try {
      return new DemoOptions(
          version, image, daemonsDie, workers, readers, quiet, Duration.ofSeconds(limit));
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int complain(int exitCode, String message) {
    spec.commandLine().getErr().println("fscache-sim: " + message);
    return exitCode;
  }
}

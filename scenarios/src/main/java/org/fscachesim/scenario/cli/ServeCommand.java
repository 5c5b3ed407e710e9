package org.fscachesim.scenario.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.devnode.HostSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.daemon.DaemonListener;
import org.fscachesim.scenario.daemon.ImageSource;
import org.fscachesim.scenario.daemon.OnDemandDaemon;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `serve`: the bundled daemon, on the real device of this machine.
@Command(
    name = "serve",
    description = {
      "Runs the bundled on-demand daemon on the real " + SystemCalls.DEVICE + " of this machine.",
      "",
      "The same daemon that 'demo' runs on a simulated kernel binds a cache directory here, and"
          + " serves images from a directory until it is interrupted. Needs root, and a kernel with"
          + " on-demand mode.%n"
    },
    footerHeading = "%nExample:%n",
    footer = "  fscache-sim serve --dir /var/cache/fscache-sim --images /srv/images")
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      required = true,
      description = "The cache directory, on a filesystem that can hold a cache.")
  private Path directory = Path.of("");

  @Option(
      names = "--images",
      paramLabel = "DIR",
      required = true,
      description = "Where the images are: the file of an image has its fsid for a name.")
  private Path images = Path.of("");

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      defaultValue = "fscache-sim",
      description = "Name of the cache. Default: ${DEFAULT-VALUE}.")
  private String tag = "fscache-sim";

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "3",
      description = "Threads that serve, 1 to 64. Default: ${DEFAULT-VALUE}.")
  private int workers = 3;

  @Override
  public Integer call() throws InterruptedException {
    if (!HostSystem.hasDevice()) {
      spec.commandLine()
          .getErr()
          .println(
              "fscache-sim: this machine has no "
                  + SystemCalls.DEVICE
                  + ": its kernel has no cachefiles, or the module is not loaded");
      return ExitCode.NOTHING_RAN;
    }
    if (!Files.isDirectory(images)) {
      throw usage("No such directory: '" + images + "'");
    }
    if (workers < 1 || workers > 64) {
      throw usage("--workers (" + workers + ") must be 1 to 64");
    }
    return serve(spec.commandLine().getOut());
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int serve(PrintWriter out) throws InterruptedException {
    OnDemandDaemon daemon =
        new OnDemandDaemon(
            new HostSystem(),
            ImageSource.directory(images.toAbsolutePath().normalize()),
            new Lines(out));
    AtomicReference<@Nullable String> failure = new AtomicReference<>();
    try {
      daemon.bind(directory.toAbsolutePath().toString(), tag);
    } catch (ErrnoException e) {
      spec.commandLine()
          .getErr()
          .println("fscache-sim: binding " + directory + ": " + e.getMessage());
      return ExitCode.UNDECIDED;
    }
    List<Thread> threads = new ArrayList<>();
    Runtime.getRuntime().addShutdownHook(new Thread(daemon::stop));
    for (int i = 1; i <= workers; i++) {
      String name = "worker-" + i;
      threads.add(Thread.ofPlatform().name(name).start(() -> work(daemon, name, failure)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    String reason = failure.get();
    if (reason != null) {
      spec.commandLine().getErr().println("fscache-sim: the device failed: " + reason);
      return ExitCode.UNDECIDED;
    }
    return ExitCode.PASSED;
  }

  private static void work(
      OnDemandDaemon daemon, String name, AtomicReference<@Nullable String> failure) {
    try {
      daemon.work(name);
    } catch (ErrnoException e) {
      failure.compareAndSet(null, e.getMessage());
      daemon.stop();
    }
  }

  /// A line per answer.
  private record Lines(PrintWriter out) implements DaemonListener {
    @Override
    public void answered(String worker, DaemonMessage message, String answer) {
      out.println(worker + "  " + message + "  " + answer);
      out.flush();
    }
  }
}

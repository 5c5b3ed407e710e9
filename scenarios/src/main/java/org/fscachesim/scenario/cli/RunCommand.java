package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.json.Json;
import org.fscachesim.scenario.replay.StepResult;
import org.fscachesim.scenario.run.ByteSize;
import org.fscachesim.scenario.run.ControlServer;
import org.fscachesim.scenario.run.Controls;
import org.fscachesim.scenario.run.DaemonRun;
import org.fscachesim.scenario.run.Progress;
import org.fscachesim.scenario.run.ProgressTeller;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `run`: a daemon that is a program of its own.
@Command(
    name = "run",
    description = {
      "Runs a daemon, unmodified, whose /dev/cachefiles is that of a simulated kernel.",
      "",
      "No root, no kernel module: its calls on the device are caught and answered here; all others"
          + " go to the kernel of this machine. What it names as cache directory is that directory"
          + " of this machine. Ends when the last process of the daemon has ended. Meanwhile"
          + " 'fscache-sim ctl' mounts images and reads files.",
      "",
      "Exit code 0: the daemon ended with 0, and left nothing behind in the kernel. 3: the daemon"
          + " cannot be served here.%n"
    },
    footerHeading = "%nExample:%n",
    footer = "  fscache-sim run --control /tmp/control -- my-daemon --root /var/tmp/cache")
final class RunCommand implements Callable<Integer> {
  private static final long SMALLEST_DISK = 64 * 1024;
  private static final long TURN_MILLIS = 50;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ProfileOption profile = new ProfileOption();

  @Option(
      names = "--store",
      paramLabel = "KIND",
      defaultValue = "directory",
      description =
          "Where the cache's files are: 'directory', the one that the daemon names; or 'memory',"
              + " for daemons that never look. Default: ${DEFAULT-VALUE}.")
  private String store = "directory";

  @Option(
      names = "--disk",
      paramLabel = "SIZE",
      description =
          "The cache's directory looks like a disk of this size, such as 64M, with nothing else on"
              + " it; culling goes by that. Default: the filesystem that it is on.")
  private @Nullable String disk;

  @Option(
      names = "--server",
      paramLabel = "DIR",
      description =
          "What the file server holds that 'ctl mount 9p' and 'ctl mount nfs' mount, at the"
              + " beginning: a copy of this directory. Default: nothing.")
  private @Nullable Path server;

  @Option(
      names = "--keep",
      description = "Go on after the daemon's end, until 'ctl stop': it may be started again.")
  private boolean keep;

  @Option(
      names = "--control",
      paramLabel = "FILE",
      description = "Socket for 'ctl'. Default: one in a new private directory, which is printed.")
  private @Nullable Path control;

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description =
          "Play a script on the simulated kernel beside the daemon, in the form of a transcript:"
              + " applications, looks at the cache, 'daemon ready|kill|wait|start|stop'. Outcomes"
              + " that it gives are compared. Then the run ends.")
  private @Nullable Path script;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "What '/img' is in a script, such as in 'crc /img/my.img'. Default: none.")
  private Path images = Path.of("images");

  @Option(
      names = "--json",
      description = "Print each step of the script, and at the end the verdict, as a line of JSON.")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "When a mount or read of 'ctl' that has not ended is given up. Default:"
              + " ${DEFAULT-VALUE}.")
  private int limit = 60;

  @Parameters(
      arity = "1..*",
      paramLabel = "DAEMON ARGS",
      description = "The daemon and its arguments, behind '--'.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    KernelVersion version = profile.version();
    if (limit < 1) {
      throw usage("--limit (" + limit + ") must be at least 1 second");
    }
    HostDirectories directories = directories();
    if (server instanceof Path files && !Files.isDirectory(files)) {
      throw usage("--server: there is no directory " + files);
    }
    Transcript text = script == null ? null : script(script);
    try (DaemonRun run = DaemonRun.start(KernelConfig.of(version), directories, command)) {
      if (server instanceof Path files) {
        run.offer(files);
      }
      return text == null ? serve(run) : play(run, text);
    } catch (RunRefused e) {
      complain(String.valueOf(e.getMessage()));
      return ExitCode.UNDECIDED;
    }
  }

  private Transcript script(Path file) {
    try {
      Transcript read = Transcript.readScript(file);
      List<String> missing = new GuestFiles(images, images).missingImages(read);
      if (!missing.isEmpty()) {
        throw usage("--script " + file + ": " + String.join("; ", missing));
      }
      return read;
    } catch (TranscriptSyntaxException e) {
      throw usage("--script: " + e.getMessage());
    } catch (IOException e) {
      throw usage("--script: " + file + " cannot be read: " + e.getMessage());
    }
  }

  private int play(DaemonRun run, Transcript text) throws InterruptedException {
    Thread atExit = new Thread(run::close);
    Runtime.getRuntime().addShutdownHook(atExit);
    CommandLine line = spec.commandLine();
    ReplayReport report = new ReplayReport(line.getOut(), line.getColorScheme().ansi());
    AtomicInteger differences = new AtomicInteger();
    int result = ExitCode.PASSED;
    Progress progress = new Progress("for the script to begin");
    try (ProgressTeller _ = teller(progress, ProgressTeller.Pace.STEADY)) {
      run.play(
          text,
          new GuestFiles(images, images),
          progress,
          done -> {
            if (json) {
              line.getOut().println(Json.line(described(done)));
            } else {
              report.step(done);
            }
            line.getOut().flush();
            differences.addAndGet(done.matches() ? 0 : 1);
          });
      result = differences.get() == 0 ? ExitCode.PASSED : ExitCode.VIOLATED;
    } catch (UnsupportedStep e) {
      complain(String.valueOf(e.getMessage()));
      result = ExitCode.UNDECIDED;
    }
    boolean wasRunning = !run.daemon().awaitEnd(0, TimeUnit.SECONDS);
    try (ProgressTeller _ = teller(new Progress(DaemonRun.ENDING), ProgressTeller.Pace.STEADY)) {
      boolean _ = run.stopDaemon();
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
    // What a daemon says that the script made to end is the script's business.
    int verdict = verdict(run, wasRunning);
    return result == ExitCode.UNDECIDED || verdict == ExitCode.PASSED ? result : verdict;
  }

  private ProgressTeller teller(Progress progress, ProgressTeller.Pace pace) {
    return new ProgressTeller(progress, pace, json, spec.commandLine().getErr()::println);
  }

  private static Map<String, Object> described(StepResult done) {
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("line", done.step().line());
    step.put("step", StepPrinter.print(done.step().step()));
    step.put(
        "outcome",
        switch (done.actual()) {
          case Outcome.Line(String text) -> text;
          case Outcome.Block(List<String> lines) -> lines;
          case Outcome.NotRecorded() -> "";
        });
    step.put("matches", done.matches());
    return step;
  }

  private HostDirectories directories() {
    if (!store.equals("directory") && !store.equals("memory")) {
      throw usage("--store is 'directory' or 'memory', not '" + store + "'");
    }
    long bytes = disk == null ? 0 : diskBytes(disk);
    return store.equals("memory") ? HostDirectories.inMemory(bytes) : HostDirectories.real(bytes);
  }

  private long diskBytes(String text) {
    try {
      long bytes = ByteSize.parse(text);
      if (bytes < SMALLEST_DISK) {
        throw usage("--disk (" + text + ") must be at least 64K");
      }
      return bytes;
    } catch (IllegalArgumentException e) {
      throw usage("--disk: " + e.getMessage());
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void complain(String message) {
    spec.commandLine().getErr().println("fscache-sim: " + message);
  }

  private int serve(DaemonRun run) throws IOException, InterruptedException {
    Path socket = control;
    @Nullable Path made = null;
    if (socket == null) {
      made =
          Files.createTempDirectory(
              "fscache-sim-control-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      socket = made.resolve("control");
      complain("control socket " + socket);
    }
    Thread atExit = new Thread(run::close);
    Runtime.getRuntime().addShutdownHook(atExit);
    try (ControlServer _ =
        new ControlServer(socket, new Controls(run, Duration.ofSeconds(limit)))) {
      try (ProgressTeller _ =
          teller(new Progress("for the daemon to name a cache"), ProgressTeller.Pace.DOUBLING)) {
        while (goesOn(run) && run.directories().newest() == null) {
          Thread.sleep(TURN_MILLIS);
        }
      }
      while (goesOn(run)) {
        Thread.sleep(TURN_MILLIS);
      }
    } finally {
      if (made != null) {
        Files.deleteIfExists(made);
      }
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
    return verdict(run, true);
  }

  private boolean goesOn(DaemonRun run) throws InterruptedException {
    return run.live().machine().failures().isEmpty()
        && !run.isEnding()
        && (keep || !run.daemon().awaitEnd(0, TimeUnit.SECONDS));
  }

  private int verdict(DaemonRun run, boolean judgesStatus) throws InterruptedException {
    run.daemon().close();
    run.unmountAll();
    List<String> findings = run.findings();
    if (json) {
      Map<String, @Nullable Object> verdict = new LinkedHashMap<>();
      verdict.put("status", run.daemon().status());
      verdict.put("leftOver", findings);
      verdict.put("directory", run.directories().complaint());
      verdict.put("refused", run.daemon().refusal());
      spec.commandLine().getOut().println(Json.line(verdict));
    }
    findings.forEach(f -> complain("left over: " + f));
    if (run.directories().complaint() instanceof String complaint) {
      complain(complaint);
    }
    if (run.daemon().refusal() instanceof String refusal) {
      complain(refusal);
      return ExitCode.UNDECIDED;
    }
    if (judgesStatus && !run.endedWell()) {
      complain("the daemon ended with status " + run.daemon().status());
      return ExitCode.VIOLATED;
    }
    return findings.isEmpty() ? ExitCode.PASSED : ExitCode.VIOLATED;
  }
}

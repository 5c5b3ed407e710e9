package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.replay.RecordedWaits;
import org.fscachesim.scenario.replay.Replay;
import org.fscachesim.scenario.replay.ReplayListener;
import org.fscachesim.scenario.replay.ReplayResult;
import org.fscachesim.scenario.replay.StageFactory;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `replay`: plays recorded transcripts and compares.
@Command(
    name = "replay",
    description = {
      "Plays transcripts and compares every outcome with the recorded one.",
      "",
      "A transcript is a list of steps, each with what a real kernel gave. The same steps are"
          + " done here, one by one, by simulated processes on a simulated kernel of the same"
          + " release. Of a script, whose steps have no outcomes, every step is printed with what"
          + " came out.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fscache-sim replay src/test/resources/oracle/6.12.117",
      "  fscache-sim replay -v --profile 6.8 od-restore.transcript"
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--profile",
      paramLabel = "P",
      description =
          "Kernel to boot, in place of the one that the transcript names: ${COMPLETION-CANDIDATES},"
              + " or a release like 6.8.",
      completionCandidates = Profiles.class)
  private @Nullable String profile;

  @Option(
      names = "--live",
      description =
          "Run in real time on parallel threads, not one after the other on a virtual clock.")
  private boolean live;

  @Option(
      names = "--store",
      paramLabel = "memory|DIR",
      defaultValue = "memory",
      description =
          "What the cache lies on: memory, or a directory of this machine. In DIR each transcript"
              + " gets a directory of its own, which must be empty. Default: ${DEFAULT-VALUE}.")
  private String store = "memory";

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Where /img/... is. Default: 'images' beside the transcript's directory.")
  private @Nullable Path images;

  @Option(
      names = "--server",
      paramLabel = "DIR",
      description =
          "Where the network server's files are. Default: 'server' beside the transcript's"
              + " directory.")
  private @Nullable Path server;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print every step with its outcome.")
  private boolean verbose;

  @Option(
      names = "--trace",
      description = "Print every trace event as it happens, in the format of the kernel's ftrace.")
  private boolean trace;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "Transcripts, or directories that hold files named *" + CaseFiles.SUFFIX)
  private List<Path> paths = new ArrayList<>();

  /// The names for --profile.
  static final class Profiles extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Profiles() {
      Stream.of(KernelVersion.values()).map(Enum::name).forEach(this::add);
    }
  }

  @Override
  public Integer call() throws IOException {
    Optional<KernelVersion> asked =
        Optional.ofNullable(profile).map(name -> ProfileOption.version(spec, name));
    StoreChoice choice = StoreChoice.parse(store);
    ReplayReport report =
        new ReplayReport(spec.commandLine().getOut(), spec.commandLine().getColorScheme().ansi());
    List<Path> files = files();
    long begin = System.nanoTime();
    long recordedMillis = 0;
    for (Path file : files) {
      recordedMillis += replay(file, asked, choice, report);
    }
    if (files.size() > 1) {
      report.took(Duration.ofNanos(System.nanoTime() - begin), recordedMillis);
    }
    report.total();
    return report.exitCode();
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(CaseFiles.transcripts(path));
      } else if (Files.exists(path)) {
        files.add(path);
      } else {
        throw new ParameterException(
            spec.commandLine(), "No such file or directory: '" + path + "'");
      }
    }
    return files;
  }

  /// Milliseconds that the recorded run waited at least, if it was replayed to its end.
  private long replay(
      Path file, Optional<KernelVersion> asked, StoreChoice choice, ReplayReport report) {
    Transcript transcript;
    try {
      transcript = Transcript.readScript(file);
    } catch (TranscriptSyntaxException | IOException e) {
      report.unreadable(file, String.valueOf(e.getMessage()));
      return 0;
    }
    Optional<KernelVersion> version =
        asked.or(() -> KernelVersion.byName(transcript.header().kernel()));
    if (version.isEmpty()) {
      report.unreadable(
          file,
          (transcript.header().isRecorded()
                  ? "kernel '" + transcript.header().kernel() + "' is not modelled"
                  : "it has no line '#! kernel', as a recording has")
              + ": give --profile, one of "
              + KernelVersion.names());
      return 0;
    }
    GuestFiles beside = GuestFiles.beside(file);
    GuestFiles guest =
        new GuestFiles(
            images == null ? beside.images() : images, server == null ? beside.server() : server);
    List<String> missing = guest.missing(transcript);
    if (!missing.isEmpty()) {
      report.unreadable(file, String.join("; ", missing));
      return 0;
    }
    boolean shown = verbose || !transcript.header().isRecorded();
    ReplayListener listener = shown ? report::step : ReplayListener.NONE;
    StageFactory stages = choice.stages(file);
    if (trace) {
      stages = stages.traced(report::event);
    }
    ReplayResult result = new Replay(stages, live).run(transcript, version.get(), guest, listener);
    report.replayed(file, result, shown);
    return result.end() instanceof ReplayResult.End.Completed
        ? RecordedWaits.millis(transcript)
        : 0;
  }
}

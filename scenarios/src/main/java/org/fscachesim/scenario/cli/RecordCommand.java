package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.record.HostRecording;
import org.fscachesim.scenario.record.KernelState;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.OutcomeRules;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.fscachesim.scenario.transcript.TranscriptSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `record`: scripts on the real device of this machine.
@Command(
    name = "record",
    description = {
      "Plays scripts on the real "
          + SystemCalls.DEVICE
          + " of this machine and writes transcripts.",
      "",
      "The steps are those of 'replay'; here the kernel of this machine answers, and what it says"
          + " is written down. 'replay' of what was written then says whether the model agrees with"
          + " this kernel. Needs root, and a kernel with cachefiles.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fscache-sim record od-mount-read cmd-parse --out /tmp/mine",
      "  fscache-sim record src/test/resources/oracle/6.12.117 --out /tmp/mine",
      "  fscache-sim replay --profile 6.12.117 --images src/test/resources/oracle/images /tmp/mine"
    })
final class RecordCommand implements Callable<Integer> {
  private final RecordingHost host;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the transcripts go: CASE.transcript. What is there is not overwritten.")
  private Path out = Path.of("");

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Where /img/... is. Default: 'images' beside the case's directory.")
  private @Nullable Path images;

  @Option(
      names = "--before",
      paramLabel = "COMMAND",
      description =
          "A shell command that is run before each case, to load the kernel's modules anew: ids and"
              + " counters in /proc then begin where those of the recordings do.")
  private @Nullable String before;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print every step with its outcome.")
  private boolean verbose;

  @Parameters(
      paramLabel = "CASE",
      arity = "1..*",
      description =
          "A transcript or script, a directory of transcripts, or the name of a bundled case.")
  private List<String> cases = new ArrayList<>();

  RecordCommand() {
    this(new RecordingHost.ThisMachine());
  }

  /// @param host the machine to record on
  RecordCommand(RecordingHost host) {
    this.host = host;
  }

  /// A script, and where it came from.
  private record Script(Path file, Transcript steps) {}

  @Override
  public Integer call() throws IOException {
    Map<Path, Script> scripts = scripts();
    if (!host.hasDevice()) {
      complain(
          "this machine has no "
              + SystemCalls.DEVICE
              + ": load its module ('modprobe cachefiles'), or record where the kernel has"
              + " CONFIG_CACHEFILES");
      return ExitCode.NOTHING_RAN;
    }
    if (!host.isRoot()) {
      complain("recording needs root, which opens the device and mounts: run it as root");
      return ExitCode.NOT_PERMITTED;
    }
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw usage("--out " + out + " cannot be made: " + e);
    }
    int worst = ExitCode.PASSED;
    for (Map.Entry<Path, Script> script : scripts.entrySet()) {
      worst = Math.max(worst, record(script.getValue(), script.getKey()));
    }
    return worst;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void complain(String message) {
    spec.commandLine().getErr().println("fscache-sim: " + message);
  }

  /// All that is asked for, by the file that it goes to.
  private Map<Path, Script> scripts() throws IOException {
    checkOut();
    Map<Path, Script> scripts = new LinkedHashMap<>();
    for (String name : cases) {
      for (Path file : CaseFiles.find(name).orElseThrow(() -> usage(CaseFiles.unknown(name)))) {
        Path target = out.resolve(CaseFiles.caseName(file) + CaseFiles.SUFFIX);
        if (scripts.containsKey(target)) {
          throw usage("Two cases are named " + CaseFiles.caseName(file) + ": record one at a time");
        }
        if (Files.exists(target)) {
          throw usage(target + " is there already: remove it, or name another --out");
        }
        try {
          scripts.put(target, new Script(file, Transcript.readScript(file)));
        } catch (TranscriptSyntaxException e) {
          throw usage(String.valueOf(e.getMessage()));
        }
      }
    }
    return scripts;
  }

  /// Before anything is made.
  private void checkOut() {
    Path there = out.toAbsolutePath();
    while (there.getParent() != null && Files.notExists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw usage("--out " + out + " cannot be made: " + there + " is no directory");
    }
    if (!Files.isWritable(there)) {
      throw usage("--out " + out + " cannot be written: " + there + " is not writable");
    }
  }

  private int record(Script script, Path target) throws IOException {
    GuestFiles beside = GuestFiles.beside(script.file);
    GuestFiles guest = new GuestFiles(images == null ? beside.images() : images, beside.server());
    List<String> missing = guest.missingImages(script.steps);
    if (!missing.isEmpty()) {
      return notRecorded(script, String.join("; ", missing));
    }
    HostRecording recording = host.recording(guest);
    try (recording) {
      prepare();
      Transcript recorded = recording.record(script.steps, KernelState.release(), this::show);
      write(recorded, target);
      report(script, recorded, target);
    } catch (UnsupportedStep e) {
      return notRecorded(script, String.valueOf(e.getMessage()));
    } finally {
      recording.complaints().forEach(this::complain);
    }
    return recording.complaints().isEmpty() ? ExitCode.PASSED : ExitCode.UNDECIDED;
  }

  private int notRecorded(Script script, String why) {
    complain(script.file + " is not recorded: " + why);
    return ExitCode.UNDECIDED;
  }

  private void prepare() throws IOException {
    if (before != null) {
      ShellCommand.run(before);
    }
    try {
      host.tryDevice();
    } catch (ErrnoException e) {
      throw new UnsupportedStep(
          SystemCalls.DEVICE
              + ": "
              + e.getMessage()
              + (e.errno() == Errno.EBUSY ? ": a daemon has it, stop it (cachefilesd?)" : ""));
    }
    KernelState.used().ifPresent(this::complain);
  }

  private void show(TranscriptStep step) {
    if (verbose) {
      spec.commandLine().getOut().println(StepPrinter.print(step));
    }
  }

  /// Whole, or not at all.
  private static void write(Transcript recorded, Path target) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    Files.writeString(unfinished, recorded.print(), StandardCharsets.ISO_8859_1);
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private void report(Script script, Transcript recorded, Path target) {
    PrintWriter terminal = spec.commandLine().getOut();
    List<TranscriptStep> asked = script.steps.steps();
    int compared = 0;
    int others = 0;
    for (int i = 0; i < asked.size(); i++) {
      TranscriptStep before = asked.get(i);
      if (script.steps.header().isRecorded()) {
        compared++;
        others +=
            OutcomeRules.matches(
                    before.step(), before.expected(), recorded.steps().get(i).expected())
                ? 0
                : 1;
      }
    }
    String besides =
        compared == 0 ? "" : ", %d not as on %s".formatted(others, script.steps.header().kernel());
    terminal.println(
        "RECORDED  %s  %d steps%s".formatted(target, recorded.steps().size(), besides));
    terminal.flush();
  }
}

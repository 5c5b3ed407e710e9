package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.conformance.Conformance;
import org.fscachesim.scenario.conformance.ConformanceDocument;
import org.fscachesim.scenario.transcript.TranscriptSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `conformance`: counts how the models stand to the recorded kernels.
@Command(
    name = "conformance",
    description = {
      "Replays every recording and prints a document of what was compared, and what differs.",
      "",
      "Exit code 1 says that something is not as it was recorded, or that the document"
          + " of --check is not what came out.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fscache-sim conformance --out docs/conformance.md",
      "  fscache-sim conformance --check docs/conformance.md"
    })
final class ConformanceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the document to a file, not to the standard output.")
  private @Nullable Path target;

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description = "Compare the document with a file, and print nothing when it is the same.")
  private @Nullable Path check;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description = "Directories of transcripts. Default: src/test/resources/oracle.")
  private List<Path> directories = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    List<Path> asked =
        directories.isEmpty()
            ? List.of(Path.of("src", "test", "resources", "oracle"))
            : directories;
    for (Path directory : asked) {
      if (!Files.isDirectory(directory)) {
        throw new ParameterException(spec.commandLine(), "No such directory: '" + directory + "'");
      }
    }
    Conformance conformance;
    try {
      conformance = Conformance.of(asked);
    } catch (TranscriptSyntaxException | IOException e) {
      return complain(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
    if (conformance.isEmpty()) {
      return complain(ExitCode.NOTHING_RAN, "there is no transcript below " + asked);
    }
    int code = print(ConformanceDocument.of(conformance));
    List<String> surprises = conformance.surprises();
    surprises.forEach(line -> spec.commandLine().getErr().println("fscache-sim: " + line));
    return surprises.isEmpty() ? code : ExitCode.VIOLATED;
  }

  private int print(String document) throws IOException {
    if (check != null && (!Files.isReadable(check) || !Files.readString(check).equals(document))) {
      return complain(ExitCode.VIOLATED, check + " is not what came out: --out writes it anew");
    }
    if (target != null) {
      Files.writeString(target, document);
    } else if (check == null) {
      spec.commandLine().getOut().print(document);
    }
    return ExitCode.PASSED;
  }

  private int complain(int exitCode, String message) {
    spec.commandLine().getErr().println("fscache-sim: " + message);
    return exitCode;
  }
}

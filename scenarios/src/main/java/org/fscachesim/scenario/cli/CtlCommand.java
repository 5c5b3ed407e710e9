package org.fscachesim.scenario.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.run.ControlClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ctl`: talks to a run.
@Command(
    name = "ctl",
    description = {
      "Mounts, reads and looks around in the simulated kernel of a 'run'.",
      "",
      "COMMAND is one of: mount TYPE PATH [OPTIONS], umount PATH, cat PATH, ls PATH, stat PATH,"
          + " compare PATH IMAGE|DIR, proc NAME, tree, extents PATH, log, tasks, status,"
          + " drop-caches, kill-daemon [SIGNAL], stop; a wrong one lists all.",
      "",
      "What takes long says each second, on the standard error, how far it is.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fscache-sim ctl --control /tmp/control mount erofs /mnt fsid=my.img",
      "  fscache-sim ctl --control /tmp/control cat /mnt/etc/passwd",
      "  fscache-sim ctl --control /tmp/control proc cookies"
    })
final class CtlCommand implements Callable<Integer> {
  private static final String VARIABLE = "FSCACHE_SIM_CONTROL";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--control",
      paramLabel = "FILE",
      description = "The socket of the run. Default: what $" + VARIABLE + " says.")
  private @Nullable Path control;

  @Option(
      names = "--json",
      description =
          "Print JSON, one line; progress on the standard error, too. File contents stay as they"
              + " are.")
  private boolean json;

  @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "What to do.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Path socket = control;
    if (socket == null) {
      String set = System.getenv(VARIABLE);
      if (set == null) {
        throw new ParameterException(
            spec.commandLine(), "--control says which run, or the variable " + VARIABLE);
      }
      socket = Path.of(set);
    }
    List<String> request = new ArrayList<>(words);
    if (json) {
      request.addFirst("--json");
    }
    // Contents of files are no text: they go to the standard output itself.
    boolean data = words.getFirst().equals("cat");
    OutputStream out = data ? System.out : new ByteArrayOutputStream();
    try {
      int code = ControlClient.send(socket, request, out, spec.commandLine().getErr()::println);
      if (!data) {
        spec.commandLine().getOut().print(out);
        spec.commandLine().getOut().flush();
      }
      return code;
    } catch (IOException e) {
      spec.commandLine().getErr().println("fscache-sim: " + socket + ": " + e.getMessage());
      return ExitCode.NOTHING_RAN;
    }
  }
}

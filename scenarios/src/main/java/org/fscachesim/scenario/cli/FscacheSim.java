package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;
import org.fscachesim.scenario.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The program: a command line with subcommands.
@Command(
    name = "fscache-sim",
    description = "The Linux fscache and cachefiles stack as a simulator.",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = FscacheSim.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all was as expected",
      "1:an expectation was violated",
      "2:wrong arguments, or input that cannot be read",
      "3:undecided: a limit was reached, or something is not modelled",
      "4:the program is at fault",
      "5:there was nothing to run",
      "6:this user may not do that"
    },
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeOnExecutionException = ExitCode.INTERNAL_FAULT,
    subcommands = {
      DemoCommand.class,
      ReplayCommand.class,
      ConformanceCommand.class,
      ScenariosCommand.class,
      ExploreCommand.class,
      CampaignCommand.class,
      ReplayScheduleCommand.class,
      ShrinkCommand.class,
      BugsCommand.class,
      HuntCommand.class,
      ServeCommand.class,
      RecordCommand.class,
      BenchmarkCommand.class,
      RunCommand.class,
      CtlCommand.class,
      SoakCommand.class
    })
public final class FscacheSim implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /// Without a command: says what there is.
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command is given");
  }

  /// The version that the build wrote down.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties build = new Properties();
      try (InputStream in = FscacheSim.class.getResourceAsStream("build.properties")) {
        if (in != null) {
          build.load(in);
        }
      }
      return new String[] {
        "fscache-sim " + build.getProperty("version", "(unknown version)"),
        "Java " + Runtime.version()
      };
    }
  }

  /// The command line with all commands.
  ///
  /// @param out for results
  /// @param err for complaints
  public static CommandLine commandLine(PrintWriter out, PrintWriter err, boolean colours) {
    return new CommandLine(new FscacheSim())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                colours ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
        .setParameterExceptionHandler(FscacheSim::complain)
        .setExecutionExceptionHandler(FscacheSim::report);
  }

  private static int complain(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("fscache-sim: " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
      String name = command.getCommandSpec().qualifiedName();
      command.getErr().println("'" + name + " --help' says what there is.");
    }
    return ExitCode.USAGE;
  }

  private static int report(Exception e, CommandLine command, CommandLine.ParseResult ignored) {
    command.getErr().println("fscache-sim: internal fault: " + e);
    e.printStackTrace(command.getErr());
    return ExitCode.INTERNAL_FAULT;
  }

  /// Runs the command that the arguments name, and ends the JVM with its exit code.
  public static void main(String[] args) {
    // Numbers have the same digits everywhere.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(args, System.out, System.err));
  }

  private static int run(String[] args, OutputStream stdout, OutputStream stderr) {
    PrintWriter out = writer(stdout);
    PrintWriter err = writer(stderr);
    try {
      return commandLine(out, err, Colours.wanted()).execute(args);
    } finally {
      out.flush();
      err.flush();
    }
  }

  /// UTF-8 whatever the locale is, so that the output is the same everywhere.
  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(
        new PrintStream(stream, false, StandardCharsets.UTF_8), true, StandardCharsets.UTF_8);
  }
}

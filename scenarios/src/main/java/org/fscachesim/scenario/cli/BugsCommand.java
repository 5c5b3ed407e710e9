package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.corpus.BugsDocument;
import org.fscachesim.scenario.corpus.Corpus;
import org.fscachesim.scenario.corpus.Family;
import org.fscachesim.scenario.corpus.Twin;
import org.fscachesim.scenario.corpus.Verification;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `bugs`: the corpus of historical bugs.
@Command(
    name = "bugs",
    description = {
      "Lists the bugs that were mended upstream and can be had back, or verifies that each is"
          + " found.",
      "",
      "To verify a bug is to find it without its fix, from several seeds, and to find nothing in"
          + " many schedules with the fix in.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fscache-sim bugs",
      "  fscache-sim bugs --verify --jobs 2",
      "  fscache-sim bugs --verify --seeds 3 late-fd-install cyclic-message-ids",
      "  fscache-sim bugs --verify --jobs 2 --write docs/bugs.md",
      "  fscache-sim bugs --renew docs/bugs.md"
    })
final class BugsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "BUG",
      arity = "0..*",
      description = "Only these, by their names. Default: all.")
  private List<String> names = List.of();

  @Option(names = "--verify", description = "Verify them.")
  private boolean verify;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "10",
      description = "From how many seeds each bug is to be found. Default: ${DEFAULT-VALUE}.")
  private int seeds = 10;

  @Option(
      names = "--schedules",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Schedules to run with the fix. Default: ${DEFAULT-VALUE}.")
  private int schedules = 20_000;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Bugs that are verified at the same time. Default: ${DEFAULT-VALUE}.")
  private int jobs = 1;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description =
          "With --verify: write a document of it, docs/bugs.md. Where bugs are named, only they"
              + " are renewed in it.")
  private @Nullable Path document;

  @Option(
      names = "--renew",
      paramLabel = "FILE",
      description =
          "Find and draw anew what the tokens of that document do no more; its figures stay.")
  private @Nullable Path renewed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seeds < 1 || schedules < 1 || jobs < 1) {
      throw usage("--seeds, --schedules and --jobs must be at least 1");
    }
    if (document != null && !verify) {
      throw usage("--write needs --verify");
    }
    List<Twin> twins = names.isEmpty() ? Corpus.all() : names.stream().map(this::byName).toList();
    PrintWriter out = spec.commandLine().getOut();
    Path stale = renewed;
    if (stale != null) {
      Files.writeString(stale, BugsDocument.renew(Files.readString(stale), out::println));
      return ExitCode.PASSED;
    }
    if (!verify) {
      list(twins, out);
      return ExitCode.PASSED;
    }
    return verify(twins, out);
  }

  private Twin byName(String name) {
    return Corpus.byName(name)
        .orElseThrow(
            () -> usage("No bug is called '" + name + "': 'fscache-sim bugs' lists all of them"));
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static void list(List<Twin> twins, PrintWriter out) {
    for (Family family : Family.values()) {
      List<Twin> those = Corpus.of(family).stream().filter(twins::contains).toList();
      if (!those.isEmpty()) {
        out.println(family.title());
        those.forEach(t -> out.printf("  %-30s %-16s %s%n", t.name(), symptoms(t), t.about()));
        out.println();
      }
    }
  }

  private static String symptoms(Twin twin) {
    return twin.bug().symptoms().stream().findFirst().map(Symptom::text).orElse("");
  }

  private int verify(List<Twin> twins, PrintWriter out) throws IOException, InterruptedException {
    String before = before();
    List<Verification> verified = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    long begin = System.nanoTime();
    // Platform threads: tasks are continuations there. Without those each exploration makes virtual
    // threads of its own.
    try (ExecutorService pool = Executors.newFixedThreadPool(jobs)) {
      List<Future<Verification>> all = new ArrayList<>();
      for (Twin twin : twins) {
        all.add(pool.submit(() -> Verification.of(twin, seeds, schedules)));
      }
      for (Future<Verification> one : all) {
        Verification outcome = one.get();
        verified.add(outcome);
        out.println(line(outcome));
        out.flush();
        outcome.complaints().forEach(c -> complaints.add(outcome.twin().name() + ": " + c));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("verifying failed", e.getCause());
    }
    out.println();
    complaints.forEach(out::println);
    out.printf(
        Locale.ROOT,
        "%d bugs, %d complaints, %.0f s%n",
        twins.size(),
        complaints.size(),
        (System.nanoTime() - begin) / 1e9);
    if (document != null) {
      Files.writeString(document, BugsDocument.of(verified, before));
      out.println(document + " is written");
    }
    return complaints.isEmpty() ? ExitCode.PASSED : ExitCode.VIOLATED;
  }

  /// What the document says of those that are not verified now.
  private String before() throws IOException {
    boolean renews = document != null && !names.isEmpty() && Files.isReadable(document);
    return renews ? Files.readString(document) : "";
  }

  private static String line(Verification v) {
    Verification.Shown shown = v.shown();
    Symptom symptom = shown == null ? null : shown.shrunk().run().verdict().symptom();
    return String.format(
        Locale.ROOT,
        "%-30s found %d of %d, after %d; %s; with the fix %s",
        v.twin().name(),
        v.needed().size(),
        v.seeds(),
        v.median(),
        shown == null || symptom == null
            ? "not shown"
            : symptom.text() + " in " + shown.token().schedule().size() + " choices",
        v.exhausted()
            ? "exhausted, " + v.passed() + " inequivalent schedules"
            : v.passed() + " passed");
  }
}

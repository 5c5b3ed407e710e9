package org.fscachesim.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fscachesim.scenario.catalogue.Catalogue;
import org.fscachesim.scenario.catalogue.race.RaceFamily;
import org.fscachesim.scenario.cli.FscacheSim;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.strategy.Searches;
import org.fscachesim.scenario.strategy.Shard;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/// The files of `docs/campaigns` are well formed, and the commands in them are ones that the
/// program takes.
final class CampaignFilesTest {
  private static final Pattern COMMAND =
      Pattern.compile("fscache-sim (explore|campaign) ([a-z-]+) .*");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\{.*?}}|\\$[A-Z_]+|\"");

  private static Object load(String name) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    String text =
        Repository.read(Repository.root().resolve("docs").resolve("campaigns").resolve(name));
    return new Yaml(new SafeConstructor(options)).load(text);
  }

  /// What is at a path of keys and indexes.
  private static Object at(Object from, Object... path) {
    Object found = from;
    for (Object step : path) {
      @Nullable Object inside =
          step instanceof Integer index
              ? assertInstanceOf(List.class, found).get(index)
              : assertInstanceOf(Map.class, found).get(step);
      found = Objects.requireNonNull(inside, "no " + step + " in " + List.of(path));
    }
    return found;
  }

  private static void checkCommand(Object command) {
    Matcher matcher = COMMAND.matcher(command.toString());
    assertEquals(true, matcher.find(), command.toString());
    String what = matcher.group(2);
    assertEquals(
        true,
        matcher.group(1).equals("campaign")
            ? RaceFamily.byName(what).isPresent()
            : Catalogue.byName(what).isPresent(),
        what);
    String plain = VARIABLE.matcher(matcher.group()).replaceAll("1");
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    CommandLine.ParseResult parsed =
        FscacheSim.commandLine(nowhere, nowhere, false)
            .parseArgs(plain.substring("fscache-sim ".length()).split(" +", -1))
            .subcommand();
    var _ = Searches.parse(parsed.matchedOptionValue("--strategy", ""), 1, new Shard(1, 8));
    var _ = Budget.parse(parsed.matchedOptionValue("--budget", ""));
  }

  @Test
  void theJobHasAnIndexForEachShard() {
    Object job = load("kubernetes-job.yaml");
    assertEquals("batch/v1", at(job, "apiVersion"));
    assertEquals("Job", at(job, "kind"));
    assertEquals("Indexed", at(job, "spec", "completionMode"));
    Object pod = at(job, "spec", "template", "spec");
    assertEquals("Never", at(pod, "restartPolicy"));
    String command = at(pod, "containers", 0, "args", 0).toString();
    checkCommand(command);
    assertEquals(
        true,
        command.contains("\"$JOB_COMPLETION_INDEX/" + at(job, "spec", "completions") + "\""),
        command);
    assertEquals(
        at(pod, "volumes", 0, "name"), at(pod, "containers", 0, "volumeMounts", 0, "name"));
  }

  @Test
  void theMatrixHasARunnerForEachShard() {
    Object explore = at(load("github-actions.yaml"), "jobs", "explore");
    List<?> shards = assertInstanceOf(List.class, at(explore, "strategy", "matrix", "shard"));
    String command = at(explore, "steps", 2, "run").toString();
    checkCommand(command);
    assertEquals(true, command.contains("}}/" + shards.size() + " "), command);
  }
}

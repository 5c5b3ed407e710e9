package org.fscachesim.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fscachesim.scenario.catalogue.Catalogue;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.strategy.Searches;
import org.fscachesim.scenario.strategy.Shard;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The files of `docs/campaigns` are well formed, and the commands in them are ones that the
/// program takes.
final class CampaignFilesTest {
  private static final Pattern EXPLORE =
      Pattern.compile("fscache-sim explore ([a-z-]+) --strategy (\\S+) .*--budget (\\S+)");

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

  private static void checkExplore(Object command) {
    Matcher matcher = EXPLORE.matcher(command.toString());
    assertEquals(true, matcher.find(), command.toString());
    assertEquals(true, Catalogue.byName(matcher.group(1)).isPresent(), matcher.group(1));
    var _ = Searches.parse(matcher.group(2), 1, new Shard(1, 8));
    var _ = Budget.parse(matcher.group(3));
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
    checkExplore(command);
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
    checkExplore(command);
    assertEquals(true, command.contains("}}/" + shards.size() + " "), command);
  }
}

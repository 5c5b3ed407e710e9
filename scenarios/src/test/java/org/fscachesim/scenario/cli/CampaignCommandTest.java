package org.fscachesim.scenario.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.explore.Campaign;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Shards of campaigns and explorations, from command to merged report.
final class CampaignCommandTest {
  @TempDir private Path directory = Path.of(".");

  private record Ran(int code, String out) {}

  private static Ran run(String... args) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    int code = FscacheSim.commandLine(writer, writer, false).execute(args);
    return new Ran(code, out.toString());
  }

  private Path report(int shard) {
    return directory.resolve(shard + ".report");
  }

  private Ran campaign(int shard, int of, String budget) {
    return run(
        "campaign",
        "unbind",
        "--profile=D6_12_117",
        "--fixed",
        "--strategy=random",
        "--budget=" + budget,
        "--shard=" + shard + "/" + of,
        "--report=" + report(shard));
  }

  private static Ran merge(List<Path> reports) {
    List<String> args = new ArrayList<>();
    Collections.addAll(args, "explore", "--merge");
    reports.forEach(report -> args.add(report.toString()));
    return run(args.toArray(String[]::new));
  }

  @Test
  void theShardsOfACampaignAreTheWholeTogether() throws Exception {
    assertEquals(ExitCode.PASSED, campaign(9, 10, "24").code());
    List<Campaign> ninth = Campaign.read(report(9));
    assertEquals(6, ninth.size());
    assertEquals("9/10", ninth.getFirst().shard().toString());

    campaign(0, 2, "12");
    campaign(1, 2, "12");
    List<Campaign> both = new ArrayList<>(Campaign.read(report(0)));
    both.addAll(Campaign.read(report(1)));
    Ran whole = campaign(0, 1, "24");
    List<Campaign> expected = Campaign.read(report(0));
    assertEquals(ExitCode.PASSED, whole.code(), whole.out());
    List<Campaign> merged = Campaign.mergeEach(both);

    assertEquals(6, merged.size());
    for (int i = 0; i < 6; i++) {
      assertEquals(expected.get(i).scenario(), merged.get(i).scenario());
      assertEquals(expected.get(i).steps(), merged.get(i).steps());
      assertEquals(expected.get(i).unreached(), merged.get(i).unreached());
    }
  }

  @Test
  void aMissingShardOfACampaignIsNamed() {
    campaign(0, 2, "6");
    Ran ran = merge(List.of(report(0)));
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.out().contains("missing: shard 1/2: unbind-with-descriptors"), ran.out());
  }

  @Test
  void onlyAllShardsTogetherAreAProof() throws Exception {
    for (int shard = 0; shard < 2; shard++) {
      Ran ran =
          run(
              "explore",
              "lru-timer-shutdown",
              "--fixed",
              "--strategy=depth-first",
              "--shard=" + shard + "/2",
              "--report=" + report(shard));
      assertEquals(ExitCode.PASSED, ran.code(), ran.out());
      assertTrue(ran.out().contains("inequivalent schedules of shard " + shard + "/2"), ran.out());
    }
    Ran merged = merge(List.of(report(1), report(0)));
    assertEquals(ExitCode.PASSED, merged.code(), merged.out());
    assertTrue(merged.out().contains(" inequivalent schedules in "), merged.out());

    Ran cut =
        run(
            "explore",
            "lru-timer-shutdown",
            "--fixed",
            "--strategy=depth-first",
            "--shard=1/2",
            "--budget=1",
            "--report=" + report(1));
    assertEquals(false, cut.out().contains("inequivalent"), cut.out());
    Ran half = merge(List.of(report(1), report(0)));
    assertEquals(false, half.out().contains("inequivalent"), half.out());
  }
}

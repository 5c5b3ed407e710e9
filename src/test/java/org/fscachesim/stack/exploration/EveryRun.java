package org.fscachesim.stack.exploration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RunPruned;
import org.fscachesim.kernel.task.Schedule;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.Catalogue;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Campaign;
import org.fscachesim.scenario.explore.Exploration;
import org.fscachesim.scenario.explore.Explorer;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.strategy.Attempt;
import org.fscachesim.scenario.strategy.Feedback;
import org.fscachesim.scenario.strategy.Search;
import org.fscachesim.scenario.strategy.Searches;
import org.fscachesim.scenario.strategy.Shard;

/// All that some explorations come to, as text: every choice, every line that the kernel traced,
/// and what an exploration reports, but for its times.
record EveryRun(String scenario, String strategy, KernelConfig config, int traced, int explored) {
  private static final KernelConfig NEWEST = KernelConfig.of(KernelVersion.D6_12_117);
  private static final KernelConfig OLDEST = KernelConfig.of(KernelVersion.D6_1_192);

  /// Large and small scenarios, such that fail and such that do not, with every strategy.
  private static final List<EveryRun> ALL =
      List.of(
          new EveryRun("read-and-withdraw", "random", NEWEST, 4, 40),
          new EveryRun("mount-read-while-daemon-closes", "pct:5", NEWEST, 6, 60),
          new EveryRun("mount-read-while-daemon-closes", "depth-first", OLDEST, 4, 20),
          new EveryRun("shared-files", "portfolio", NEWEST, 6, 80),
          new EveryRun("anything-goes", "portfolio", OLDEST, 6, 80),
          new EveryRun("withdraw-against-use", "round-robin", NEWEST, 4, 20),
          new EveryRun(
              "late-fd-install", "pct", OLDEST.without(CachefilesFix.LATE_FD_INSTALL), 4, 100),
          new EveryRun("volume-create-race-wake", "depth-first:2", NEWEST, 10, 100));

  /// The whole text.
  static String print(int jobs) {
    StringBuilder out = new StringBuilder();
    for (EveryRun one : ALL) {
      one.print(out, jobs);
    }
    return out.toString();
  }

  private void print(StringBuilder out, int jobs) {
    Scenario found = Catalogue.byName(scenario).orElseThrow();
    out.append("=== ").append(scenario).append(' ').append(strategy).append('\n');
    Search search = Searches.parse(strategy, 7, Shard.WHOLE);
    for (int n = 0; n < traced; ) {
      List<Attempt> batch = new ArrayList<>(search.batch(traced - n));
      for (Attempt attempt : batch) {
        search.learn(attempt, run(found, attempt, out));
      }
      n += Math.max(1, batch.size());
    }
    out.append(explored(found, jobs));
  }

  private Feedback run(Scenario found, Attempt attempt, StringBuilder out) {
    ScenarioRun run;
    try {
      run = ScenarioRun.of(found, config, attempt.strategy(), true, attempt.observer());
    } catch (RunPruned e) {
      out.append("run ").append(attempt.number()).append(" was given up\n");
      return new Feedback(Feedback.Outcome.PRUNED, new Schedule(), 0);
    }
    out.append("run ").append(attempt.number()).append('\n');
    out.append(run.trace());
    out.append(run.verdict().describe()).append('\n');
    out.append(run.steps()).append(" steps: ").append(run.schedule()).append('\n');
    return new Feedback(Feedback.Outcome.PASSED, run.schedule(), 1);
  }

  private String explored(Scenario found, int jobs) {
    Exploration so =
        Explorer.of(found)
            .on(config)
            .strategy(strategy)
            .seed(7)
            .jobs(jobs)
            .countSituations()
            .budget(Budget.ofSchedules(explored))
            .run();
    String report =
        Campaign.of(so, config)
            .print()
            .lines()
            .filter(line -> !line.startsWith("millis="))
            .collect(Collectors.joining("\n"));
    return report + "\ngiven up " + so.pruned() + ", situations " + so.situations() + "\n";
  }
}

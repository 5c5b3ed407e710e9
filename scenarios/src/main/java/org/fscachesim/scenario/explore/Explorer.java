package org.fscachesim.scenario.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RunPruned;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.strategy.Attempt;
import org.fscachesim.scenario.strategy.Feedback;
import org.fscachesim.scenario.strategy.Search;
import org.fscachesim.scenario.strategy.Searches;
import org.fscachesim.scenario.strategy.Shard;
import org.jspecify.annotations.Nullable;

/// Runs a scenario under many schedules, and stops at the first that fails.
///
/// ```java
/// Explorer.explore(new MyScenario());                                  // throws when one fails
///
/// Exploration found =
///     Explorer.of(new MyScenario())
///         .on(KernelConfig.of(KernelVersion.V6_8).without(CachefilesFix.X))
///         .strategy("pct:3").seed(7).budget(Budget.parse("30s")).jobs(4)
///         .run();
/// ```
///
/// Equal settings give equal runs, in equal order, whatever the number of jobs; only a budget of
/// time ends at another one of them. To be fast, start the JVM with `--add-exports
/// java.base/jdk.internal.vm=ALL-UNNAMED`.
public final class Explorer {
  /// Attempts that may run at the same time. Fixed, so that jobs change nothing.
  private static final int BATCH = 256;

  private static final Duration PROGRESS = Duration.ofSeconds(2);

  private final Scenario scenario;
  private KernelConfig config = KernelConfig.of(KernelVersion.D6_12_117);
  private String strategy = "portfolio";
  private long seed = 1;
  private Shard shard = Shard.WHOLE;
  private Budget budget = Budget.ofSchedules(10_000);
  private int jobs = 1;
  private boolean counting;
  private Consumer<Exploration> progress = _ -> {};

  private Explorer(Scenario scenario) {
    this.scenario = scenario;
  }

  /// An explorer of `scenario`: 10,000 schedules of the portfolio from seed 1, on the newest
  /// kernel.
  public static Explorer of(Scenario scenario) {
    return new Explorer(scenario);
  }

  /// Explores `scenario` as [#of(Scenario)] says.
  ///
  /// @throws AssertionError when a schedule fails, with what came of it and how to run it again
  public static void explore(Scenario scenario) {
    of(scenario).check();
  }

  /// What to boot.
  public Explorer on(KernelConfig value) {
    config = value;
    return this;
  }

  /// What to try, by name: see [Searches#NAMES].
  ///
  /// @throws IllegalArgumentException when there is no such strategy
  public Explorer strategy(String name) {
    var _ = Searches.parse(name, seed, Shard.WHOLE);
    strategy = name;
    return this;
  }

  public Explorer seed(long value) {
    seed = value;
    return this;
  }

  /// Only a part of the runs.
  public Explorer shard(Shard value) {
    shard = value;
    return this;
  }

  public Explorer budget(Budget value) {
    budget = value;
    return this;
  }

  /// How many threads run schedules at the same time.
  ///
  /// @param value at least 1
  public Explorer jobs(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("jobs (" + value + ") must be at least 1");
    }
    jobs = value;
    return this;
  }

  /// Counts the different situations that are met, which takes a little of each run's time.
  public Explorer countSituations() {
    counting = true;
    return this;
  }

  /// Hears every other second how far it is.
  public Explorer onProgress(Consumer<Exploration> listener) {
    progress = listener;
    return this;
  }

  /// Explores.
  ///
  /// @throws AssertionError when a schedule fails, with what came of it and how to run it again
  public Exploration check() {
    Exploration found = run();
    if (found.failure() instanceof Exploration.Failure failure) {
      throw new AssertionError(
          found.summary()
              + "\n"
              + failure.run().verdict().describe()
              + "\nreplay: ./fscache-sim replay-schedule "
              + failure.token()
              + "\n    or: Token.parse(\""
              + failure.token()
              + "\").replay(scenario)");
    }
    return found;
  }

  /// Explores.
  public Exploration run() {
    Search search = Searches.parse(strategy, seed, shard);
    return new Session(search).run();
  }

  /// One run, as far as the rest needs it.
  ///
  /// @param situations that were new when it began
  private record Ran(Feedback.Outcome outcome, ScenarioRun run, LongSet situations) {}

  /// One call of [#run()].
  private final class Session {
    private final Search search;
    private final long begin = System.nanoTime();
    private final LongSet situations = new LongSet(1 << 12);
    private final Places places = new Places();
    private final boolean watches;
    // Without continuations a machine is best run from a virtual thread.
    private final boolean virtual = !SimMachine.hasContinuations();
    private long lastProgress = begin;
    private long schedules;
    private long steps;
    private long pruned;
    private Exploration.@Nullable Failure failure;

    Session(Search search) {
      this.search = search;
      this.watches = counting || search.wantsNews();
    }

    Exploration run() {
      if (jobs == 1 && !virtual) {
        return run(null);
      }
      Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      try (ExecutorService threads =
          Executors.newFixedThreadPool(jobs, builder.name("explorer-", 1).factory())) {
        return run(threads);
      }
    }

    private Exploration run(@Nullable ExecutorService threads) {
      while (failure == null && schedules + pruned < budget.schedules() && !timeIsUp()) {
        int most = (int) Math.min(BATCH, budget.schedules() - schedules - pruned);
        List<Attempt> batch = search.batch(most);
        if (batch.isEmpty()) {
          break;
        }
        if (threads == null || batch.size() == 1 && !virtual) {
          for (Attempt attempt : batch) {
            learn(attempt, attempt(attempt));
            if (failure != null) {
              break;
            }
          }
        } else {
          learnAll(batch, inParallel(threads, batch));
        }
        tell();
      }
      return result();
    }

    private void learnAll(List<Attempt> batch, List<Ran> ran) {
      for (int i = 0; i < batch.size() && failure == null; i++) {
        learn(batch.get(i), ran.get(i));
      }
    }

    private List<Ran> inParallel(ExecutorService threads, List<Attempt> batch) {
      List<Callable<List<Ran>>> parts = new ArrayList<>();
      int size = (batch.size() + jobs - 1) / jobs;
      for (int from = 0; from < batch.size(); from += size) {
        List<Attempt> part = batch.subList(from, Math.min(batch.size(), from + size));
        parts.add(() -> part.stream().map(this::attempt).toList());
      }
      List<Ran> out = new ArrayList<>(batch.size());
      try {
        for (Future<List<Ran>> part : threads.invokeAll(parts)) {
          out.addAll(part.get());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while exploring", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("a run ended the exploration: " + e.getCause(), e);
      }
      return out;
    }

    private Ran attempt(Attempt attempt) {
      // Nobody adds to what is known while runs are under way.
      Situations met = watches ? new Situations(situations) : null;
      LongSet hashes = met == null ? new LongSet(0) : met.met();
      try {
        ScenarioRun run =
            ScenarioRun.of(
                scenario,
                config,
                attempt.strategy(),
                false,
                BothObservers.of(attempt.observer(), met));
        boolean passed = run.verdict() instanceof Verdict.Passed;
        return new Ran(passed ? Feedback.Outcome.PASSED : Feedback.Outcome.FAILED, run, hashes);
      } catch (RunPruned e) {
        return new Ran(Feedback.Outcome.PRUNED, ScenarioRun.PRUNED, hashes);
      }
    }

    private void learn(Attempt attempt, Ran ran) {
      int before = situations.size();
      ran.situations.forEach(situations::add);
      places.reach(ran.run.reached());
      Feedback.Outcome outcome =
          ran.outcome == Feedback.Outcome.PRUNED || search.isMine(attempt)
              ? ran.outcome
              : Feedback.Outcome.PRUNED;
      search.learn(attempt, new Feedback(outcome, ran.run.schedule(), situations.size() - before));
      switch (outcome) {
        case PRUNED -> pruned++;
        case PASSED -> count(ran);
        case FAILED -> {
          count(ran);
          failure =
              new Exploration.Failure(
                  attempt.number(), ran.run, Token.of(scenario, config, ran.run.schedule()));
        }
      }
    }

    private void count(Ran ran) {
      schedules++;
      steps += ran.run.steps();
    }

    private boolean timeIsUp() {
      return System.nanoTime() - begin >= budget.time().toNanos();
    }

    private void tell() {
      long now = System.nanoTime();
      if (now - lastProgress >= PROGRESS.toNanos()) {
        lastProgress = now;
        progress.accept(result());
      }
    }

    private Exploration result() {
      return new Exploration(
          scenario.name(),
          search.describe(),
          shard,
          schedules,
          steps,
          pruned,
          situations.size(),
          places.unreached(),
          search.isExhausted(),
          Duration.ofNanos(System.nanoTime() - begin),
          failure);
    }
  }
}

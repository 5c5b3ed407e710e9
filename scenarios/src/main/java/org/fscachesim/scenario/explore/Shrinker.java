package org.fscachesim.scenario.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.task.Replay;
import org.fscachesim.kernel.task.Schedule;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.strategy.Attempt;
import org.fscachesim.scenario.strategy.DepthFirst;
import org.fscachesim.scenario.strategy.Feedback;
import org.fscachesim.scenario.strategy.Search;
import org.fscachesim.scenario.strategy.Shard;

/// Makes a failing schedule plain: fewer preemptions first, then smaller answers (and with them
/// fewer operations and actors), then fewer changes of task at all, then fewer steps.
///
/// It takes detours out (see [Detour]), in halves, quarters and one by one, runs what is left, and
/// keeps it when it fails as before: with the same symptom; until no single detour can go. Between
/// two rounds of that it searches for a run with fewer preemptions that none of those led to.
public final class Shrinker {
  /// A failing schedule with its detours.
  private record Candidate(List<Detour> detours, ScenarioRun run) {
    int preemptions() {
      return Shrinker.preemptions(this).size();
    }

    long answers() {
      return detours.stream()
          .mapToLong(d -> d instanceof Detour.Answer answer ? answer.value() : 0)
          .sum();
    }
  }

  /// More preemptions than this are not searched for: there are too many ways to place them.
  private static final int MOST_SEARCHED = 3;

  /// The part of the runs that goes to the search for each number of preemptions.
  private static final int SEARCH_PART = 10;

  private static final Comparator<Candidate> PLAINNESS =
      Comparator.comparingInt(Candidate::preemptions)
          .thenComparingLong(Candidate::answers)
          .thenComparingInt(c -> c.detours.size())
          .thenComparingLong(c -> c.run.steps());

  private final Scenario scenario;
  private final KernelConfig config;
  private final int mostRuns;
  private int runs;

  private Shrinker(Scenario scenario, KernelConfig config, int mostRuns) {
    this.scenario = scenario;
    this.config = config;
    this.mostRuns = mostRuns;
  }

  /// What shrinking came to.
  ///
  /// @param schedule of the plainest failing run
  /// @param run that run
  /// @param preemptions in it
  /// @param before preemptions in the run that was given
  /// @param runs that were tried
  public record Shrunk(Schedule schedule, ScenarioRun run, int preemptions, int before, int runs) {}

  /// Shrinks a failing schedule.
  ///
  /// @param mostRuns when to stop at the latest
  /// @throws IllegalArgumentException when the schedule does not fail
  public static Shrunk shrink(
      Scenario scenario, KernelConfig config, Schedule schedule, int mostRuns) {
    return new Shrinker(scenario, config, mostRuns).shrink(schedule);
  }

  private Shrunk shrink(Schedule schedule) {
    Candidate begin = followed(schedule);
    if (begin.run.verdict() instanceof Verdict.Passed) {
      throw new IllegalArgumentException("the schedule does not fail: there is nothing to shrink");
    }
    Candidate best = plainest(searched(plainest(begin)));
    return new Shrunk(best.run.schedule(), best.run, best.preemptions(), begin.preemptions(), runs);
  }

  private Candidate plainest(Candidate begin) {
    Candidate best = begin;
    Candidate before;
    do {
      before = best;
      best = without(best, d -> d instanceof Detour.Turn turn && turn.preempts());
      best = smallerAnswers(without(best, d -> d instanceof Detour.Answer));
      best = without(best, _ -> true);
    } while (before != best && runs < mostRuns);
    return best;
  }

  /// Takes detours of a kind out, large parts first.
  private Candidate without(Candidate from, Predicate<Detour> kind) {
    Candidate best = from;
    int size = (int) best.detours.stream().filter(kind).count();
    while (size > 0) {
      int at = 0;
      List<Detour> all = ofKind(best, kind);
      while (at < all.size() && runs < mostRuns) {
        List<Detour> part = all.subList(at, Math.min(all.size(), at + size));
        List<Detour> rest = new ArrayList<>(best.detours);
        rest.removeAll(part);
        Candidate next = tried(rest, best);
        if (next != best) {
          best = next;
          all = ofKind(best, kind);
        } else {
          at += size;
        }
      }
      size /= 2;
    }
    return best;
  }

  private static List<Detour> ofKind(Candidate candidate, Predicate<Detour> kind) {
    return candidate.detours.stream().filter(kind).toList();
  }

  /// Looks for a run that fails alike with fewer preemptions than can be got by leaving some out:
  /// depth first, among those with none, one, two, as far as a part of the runs goes.
  private Candidate searched(Candidate best) {
    for (int bound = 0; bound < Math.min(best.preemptions(), MOST_SEARCHED); bound++) {
      Search search = DepthFirst.reduced(bound, Shard.WHOLE);
      int end = runs + mostRuns / SEARCH_PART;
      while (runs < end) {
        List<Attempt> attempts = search.batch(1);
        if (attempts.isEmpty()) {
          break;
        }
        runs++;
        Attempt attempt = attempts.getFirst();
        ScenarioRun run =
            ScenarioRun.of(scenario, config, attempt.strategy(), false, attempt.observer());
        if (failsAlike(run.verdict(), best.run.verdict())) {
          return followed(run.schedule());
        }
        search.learn(attempt, new Feedback(Feedback.Outcome.PASSED, run.schedule(), 0));
      }
    }
    return best;
  }

  /// A run of that schedule, with its detours.
  private Candidate followed(Schedule schedule) {
    Detours detours = Detours.of(new Replay(schedule));
    ScenarioRun run = ScenarioRun.of(scenario, config, detours, false);
    return new Candidate(detours.taken(), run);
  }

  private static List<Detour.Turn> preemptions(Candidate candidate) {
    return candidate.detours.stream()
        .filter(Detour.Turn.class::isInstance)
        .map(Detour.Turn.class::cast)
        .filter(Detour.Turn::preempts)
        .toList();
  }

  private Candidate smallerAnswers(Candidate from) {
    Candidate best = from;
    for (Detour detour : from.detours) {
      if (detour instanceof Detour.Answer(int at, int count, int value)) {
        for (int smaller = 1; smaller < value && runs < mostRuns; smaller++) {
          List<Detour> rest = new ArrayList<>(best.detours);
          int index = rest.indexOf(detour);
          if (index < 0) {
            break;
          }
          rest.set(index, new Detour.Answer(at, count, smaller));
          Candidate next = tried(rest, best);
          if (next != best) {
            best = next;
            break;
          }
        }
      }
    }
    return best;
  }

  /// What comes of these detours, if it fails as `best` does and is plainer; else `best`.
  private Candidate tried(List<Detour> detours, Candidate best) {
    runs++;
    Detours strategy = Detours.with(detours);
    ScenarioRun run = ScenarioRun.of(scenario, config, strategy, false);
    if (!failsAlike(run.verdict(), best.run.verdict())) {
      return best;
    }
    Candidate next = new Candidate(strategy.taken(), run);
    return PLAINNESS.compare(next, best) < 0 ? next : best;
  }

  private static boolean failsAlike(Verdict a, Verdict b) {
    return a.getClass() == b.getClass() && Objects.equals(a.symptom(), b.symptom());
  }
}

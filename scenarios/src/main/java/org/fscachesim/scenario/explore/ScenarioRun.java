package org.fscachesim.scenario.explore;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelWatch;
import org.fscachesim.kernel.Switch;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.task.HungTaskException;
import org.fscachesim.kernel.task.Observer;
import org.fscachesim.kernel.task.Replay;
import org.fscachesim.kernel.task.RunPruned;
import org.fscachesim.kernel.task.Schedule;
import org.fscachesim.kernel.task.ScheduleDiverged;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.task.Strategy;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// One run of a scenario, in a fresh world on a simulated machine.
///
/// @param trace what the kernel traced, when that was asked for, else empty
/// @param reached the switches that the models asked for: where they differ between kernels
public record ScenarioRun(
    Verdict verdict, Schedule schedule, long steps, String trace, Set<Switch> reached) {
  /// Scheduling points after which a run counts as a livelock.
  public static final long STEP_BOUND = 2_000_000;

  /// Seconds of virtual time that the kernel gets to settle before leftovers are counted: longer
  /// than any timer of the models.
  private static final long SETTLE_MILLIS = 30_000;

  /// In place of a run that its strategy gave up.
  static final ScenarioRun PRUNED =
      new ScenarioRun(new Verdict.Passed(), new Schedule(), 0, "", Set.of());

  /// Runs `scenario` under `strategy`. What the strategy throws is thrown on: that it gives the run
  /// up, or that the run does not follow its schedule.
  public static ScenarioRun of(
      Scenario scenario, KernelConfig config, Strategy strategy, boolean withTrace) {
    return of(scenario, config, strategy, withTrace, null);
  }

  /// As [#of(Scenario, KernelConfig, Strategy, boolean)], with one who hears every step.
  public static ScenarioRun of(
      Scenario scenario,
      KernelConfig config,
      Strategy strategy,
      boolean withTrace,
      @Nullable Observer observer) {
    // All is checked here; a test that watches the kernels made in it shall change no run.
    return ScopedValue.where(KernelWatch.SCOPE, KernelWatch.NOBODY)
        .call(() -> run(scenario, config, strategy, withTrace, observer));
  }

  /// Where in the code something was done takes time to note, and is told of few failures: those
  /// are run a second time for it.
  private static ScenarioRun run(
      Scenario scenario,
      KernelConfig config,
      Strategy strategy,
      boolean withTrace,
      @Nullable Observer observer) {
    SimMachine machine = new SimMachine(strategy, STEP_BOUND, observer, config.memory());
    ScenarioRun run = runOn(machine.withoutPlaces(), scenario, config, withTrace);
    if (run.verdict().symptom() != Symptom.LOCK_ORDER && machine.dataRaces().isEmpty()) {
      return run;
    }
    Strategy again = new Replay(run.schedule());
    return runOn(
        new SimMachine(again, STEP_BOUND, null, config.memory()), scenario, config, withTrace);
  }

  private static ScenarioRun runOn(
      SimMachine machine, Scenario scenario, KernelConfig config, boolean withTrace) {
    StringBuilder trace = new StringBuilder();
    AtomicReference<Set<Switch>> reached = new AtomicReference<>(Set.of());
    Verdict verdict;
    try {
      machine.run(
          "main",
          () -> {
            World world = World.boot(config, machine, MemoryStore.create(), scenario.fanouts());
            world.kernel().trace().turn(withTrace);
            try {
              scenario.run(world);
              world.shutDown();
              world.kernel().sleepMillis(SETTLE_MILLIS);
              checkNothingLeft(world);
              checkInvariants(world);
            } finally {
              trace.append(world.kernel().trace().print());
              reached.set(world.kernel().asked());
            }
          });
      verdict = new Verdict.Passed();
    } catch (ScenarioFailure e) {
      verdict = new Verdict.Violated(e.symptom(), String.valueOf(e.getMessage()));
    } catch (KernelBug e) {
      verdict = new Verdict.Bug(e.symptom(), String.valueOf(e.getMessage()));
    } catch (HungTaskException e) {
      verdict = new Verdict.Hung(e.symptom(), String.valueOf(e.getMessage()));
    } catch (RunPruned | ScheduleDiverged e) {
      throw e;
    } catch (AssertionError e) {
      verdict = new Verdict.Violated(Symptom.RULE, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      verdict = new Verdict.Bug(Symptom.BUG, thrown(e));
    }
    return new ScenarioRun(
        verdict, machine.schedule(), machine.steps(), trace.toString(), reached.get());
  }

  private static void checkInvariants(World world) {
    List<Violation> broken = world.kernel().checkers().violations();
    if (!broken.isEmpty()) {
      throw new ScenarioFailure(
          broken.getFirst().invariant().symptom(),
          broken.stream().map(Violation::toString).collect(Collectors.joining("\n  ")));
    }
  }

  /// What is no bug of the kernel but of its model, with the place that threw it.
  private static String thrown(RuntimeException e) {
    StackTraceElement[] frames = e.getStackTrace();
    return e + (frames.length == 0 ? "" : ", at " + frames[0]);
  }

  private static void checkNothingLeft(World world) {
    List<String> left = world.leftovers();
    if (!left.isEmpty()) {
      boolean warned = !world.kernel().log().warnings().isEmpty();
      throw new ScenarioFailure(
          warned ? Symptom.WARNING : Symptom.LEAK, "left over:\n  " + String.join("\n  ", left));
    }
  }
}

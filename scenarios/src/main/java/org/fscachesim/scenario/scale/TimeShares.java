package org.fscachesim.scenario.scale;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/// Where the time of running schedules went, by what a flight recording saw on the stacks.
///
/// A recording looks at the threads that run, some hundred times a second, so that it tells of the
/// processor's time and not of the clock's, whatever else the machine does.
public final class TimeShares {
  /// What a schedule spends time with.
  public enum Part {
    BOOTING("booting a world"),
    CHECKING("checking"),
    CHOOSING("choosing, and noting what was chosen"),
    SWITCHING("switching between tasks"),
    MODEL("the models");

    private final String text;

    Part(String text) {
      this.text = text;
    }
  }

  private static final String OURS = "org.fscachesim.";
  private static final String MACHINE = OURS + "kernel.task.SimMachine";
  private static final Set<String> BOOTING =
      Set.of(OURS + "scenario.World", OURS + "kernel.Kernel");
  private static final Set<String> CHECKING =
      Set.of(
          OURS + "kernel.Ledger",
          OURS + "kernel.sync.LockOrder",
          OURS + "kernel.task.RaceDetector",
          OURS + "kernel.task.WaitGraph",
          OURS + "scenario.ContentCheck");
  private static final Set<String> CHECKING_PACKAGES =
      Set.of(OURS + "kernel.invariant", OURS + "kernel.check");
  private static final Set<String> SWITCHING =
      Set.of("handOver", "awaitBaton", "unwind", "create", "run");

  private final Map<Part, Integer> samples = new EnumMap<>(Part.class);
  private int all;

  private TimeShares() {}

  /// Reads a recording.
  ///
  /// @throws IOException it cannot be read, or has no samples of stacks in which a simulated
  ///   machine runs
  public static TimeShares of(Path recording) throws IOException {
    TimeShares shares = new TimeShares();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample")
            && event.getStackTrace() != null) {
          shares.count(event.getStackTrace().getFrames());
        }
      }
    }
    if (shares.all == 0) {
      throw new IOException(
          recording + " has no sample of a simulated machine: record while schedules are run");
    }
    return shares;
  }

  private void count(List<RecordedFrame> frames) {
    List<RecordedMethod> methods =
        frames.stream().filter(RecordedFrame::isJavaFrame).map(RecordedFrame::getMethod).toList();
    if (methods.stream().anyMatch(m -> className(m).equals(MACHINE))) {
      samples.merge(part(methods), 1, Integer::sum);
      all++;
    }
  }

  /// Who boots or checks does so with whatever it calls; else the innermost of ours counts.
  private static Part part(List<RecordedMethod> methods) {
    if (methods.stream()
        .anyMatch(m -> BOOTING.contains(className(m)) && m.getName().equals("boot"))) {
      return Part.BOOTING;
    }
    if (methods.stream().anyMatch(TimeShares::checks)) {
      return Part.CHECKING;
    }
    for (RecordedMethod method : methods) {
      if (chooses(method)) {
        return Part.CHOOSING;
      }
      if (switches(method)) {
        return Part.SWITCHING;
      }
      if (className(method).startsWith(OURS)) {
        return Part.MODEL;
      }
    }
    return Part.MODEL;
  }

  private static boolean checks(RecordedMethod method) {
    String name = className(method);
    return CHECKING.contains(name)
        || CHECKING_PACKAGES.contains(packageOf(name))
        || name.endsWith("Invariants")
        || name.startsWith(OURS + "scenario.explore.Situations")
        || name.startsWith(OURS + "scenario.explore.ScenarioRun")
            && method.getName().startsWith("check");
  }

  private static boolean chooses(RecordedMethod method) {
    String name = className(method);
    return name.equals(MACHINE) && method.getName().equals("choose")
        || name.startsWith(OURS + "scenario.strategy.")
        || name.equals(OURS + "kernel.task.RandomWalk")
        || name.equals(OURS + "kernel.task.Schedule");
  }

  private static boolean switches(RecordedMethod method) {
    String name = className(method);
    return name.startsWith("jdk.internal.vm.Continuation")
        || name.startsWith(OURS + "kernel.task.Continuation")
        || name.startsWith(OURS + "kernel.task.Runner")
        || name.startsWith(OURS + "kernel.task.ThreadRunner")
        || name.equals(MACHINE) && SWITCHING.contains(method.getName());
  }

  private static String className(RecordedMethod method) {
    return method.getType().getName();
  }

  private static String packageOf(String className) {
    return className.substring(0, Math.max(0, className.lastIndexOf('.')));
  }

  /// One line for each part, and how many samples all of them are.
  public List<String> lines() {
    List<String> out = new ArrayList<>();
    out.add(String.format(Locale.ROOT, "%,d samples", all));
    for (Part part : Part.values()) {
      out.add(
          String.format(
              Locale.ROOT, "%5.1f %%  %s", 100.0 * samples.getOrDefault(part, 0) / all, part.text));
    }
    return out;
  }
}

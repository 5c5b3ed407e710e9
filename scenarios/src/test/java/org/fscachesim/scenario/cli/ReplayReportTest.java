package org.fscachesim.scenario.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.fscachesim.kernel.invariant.KernelInvariant;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.replay.RecordedWaits;
import org.fscachesim.scenario.replay.ReplayResult;
import org.fscachesim.scenario.replay.StepResult;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.Transcript;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

final class ReplayReportTest {
  private static final Path FILE = Path.of("t.transcript");

  private final StringWriter text = new StringWriter();
  private final ReplayReport report = new ReplayReport(new PrintWriter(text, true), Ansi.OFF);

  private static final String RECORDED = "#! kernel 6.1.192  cache-fs ext4\n";

  /// What a user writes has no such line.
  private static final String WRITTEN = "";

  private static ReplayResult result(
      ReplayResult.End end, List<String> warnings, Outcome... outcomes) throws Exception {
    return result(RECORDED, end, warnings, outcomes);
  }

  private static ReplayResult result(
      String header, ReplayResult.End end, List<String> warnings, Outcome... outcomes)
      throws Exception {
    String text =
        header
            + """
            sleep 5 => ok
            ls /cache =>
              cache/ mode=700
              graveyard/ mode=700
            #! end
            """;
    Transcript transcript =
        header.equals(RECORDED) ? Transcript.parse("t", text) : Transcript.parseScript("t", text);
    List<StepResult> results =
        java.util.stream.IntStream.range(0, outcomes.length)
            .mapToObj(i -> new StepResult(transcript.steps().get(i), outcomes[i]))
            .toList();
    return new ReplayResult(transcript, results, warnings, List.of(), end);
  }

  private static final Outcome TREE = Outcome.of(List.of("cache/ mode=700", "graveyard/ mode=700"));

  private String printed() {
    report.total();
    return text.toString();
  }

  @Test
  void theTimeThatReplaysTookStandsBesideWhatTheRecordedKernelsWaited() {
    report.took(Duration.ofMillis(1500), 6000);
    assertEquals(
        """
        1.5 s in all; the recorded kernels waited 6.0 s at least, of which this is 0.250
        0 passed, 0 failed
        """,
        printed());
  }

  @Test
  void aRecordedRunStoodStillWhereItSleptAndWhereItWaitedInVain() throws Exception {
    Transcript transcript =
        Transcript.parse(
            "t",
            """
            #! kernel 6.1.192  cache-fs ext4
            sleep 5 => ok
            d: poll dev 30 => none
            d: poll dev 900 => in
            app&: cat /mnt/a => started
            join app 200 => blocked
            join app 300 => ok
            d: serve dev dir=/img idle=70 => opens=0 reads=0 bytes=0 closes=0
            d: serve dev dir=/img idle=70 count=2 => opens=1 reads=1 bytes=4096 closes=0
            app: cat /mnt/b => blocked
            #! end
            """);
    assertEquals(5 + 30 + 200 + 70 + 4000, RecordedWaits.millis(transcript));
  }

  @Test
  void aReplayThatPassedIsOneLine() throws Exception {
    report.replayed(
        FILE, result(new ReplayResult.End.Completed(), List.of(), Outcome.of("ok"), TREE), false);
    assertEquals("PASS  t.transcript  2 steps\n1 passed, 0 failed\n", printed());
    assertEquals(ExitCode.PASSED, report.exitCode());
  }

  @Test
  void differencesAreShownWithTheirLines() throws Exception {
    report.replayed(
        FILE,
        result(
            new ReplayResult.End.Completed(),
            List.of(),
            Outcome.of("EIO"),
            Outcome.of(List.of("cache/ mode=755", "graveyard/ mode=700"))),
        false);
    assertEquals(
        """
        FAIL  t.transcript  2 of 2 steps differ
          t.transcript:2: sleep 5
              expected: ok
              actual:   EIO
          t.transcript:3: ls /cache
              - cache/ mode=700
              + cache/ mode=755
                graveyard/ mode=700
        0 passed, 1 failed
        """,
        printed());
    assertEquals(ExitCode.VIOLATED, report.exitCode());
  }

  @Test
  void aVerboseReplayShowsEachStepAsItWas() throws Exception {
    ReplayResult result =
        result(new ReplayResult.End.Completed(), List.of(), Outcome.of("EIO"), TREE);
    result.results().forEach(report::step);
    report.replayed(FILE, result, true);
    assertEquals(
        """
        sleep 5 => EIO
              expected: ok
              actual:   EIO
        ls /cache =>
          cache/ mode=700
          graveyard/ mode=700
        FAIL  t.transcript  1 of 2 steps differs
        0 passed, 1 failed
        """,
        printed());
  }

  @Test
  void aWarningOfTheKernelIsAFailureOfAScript() throws Exception {
    report.replayed(
        FILE,
        result(
            WRITTEN, new ReplayResult.End.Completed(), List.of("WARN x"), Outcome.of("ok"), TREE),
        false);
    assertEquals(
        """
        FAIL  t.transcript  2 steps
          the kernel warned: WARN x
        0 passed, 1 failed
        """,
        printed());
    assertEquals(ExitCode.VIOLATED, report.exitCode());
  }

  @Test
  void aBrokenInvariantIsNamedAndFailsAScript() throws Exception {
    report.replayed(FILE, broken(WRITTEN), false);
    assertEquals(
        """
        FAIL  t.transcript  2 steps
          broken: invariant K2 (nobody waits for ever, unless it can be killed): x#7: lock y
        0 passed, 1 failed
        """,
        printed());
    assertEquals(ExitCode.VIOLATED, report.exitCode());
  }

  @Test
  void aBrokenInvariantOfARecordedKernelIsTold() throws Exception {
    report.replayed(FILE, broken(RECORDED), false);
    assertEquals(
        """
        PASS  t.transcript  2 steps
          broken: invariant K2 (nobody waits for ever, unless it can be killed): x#7: lock y
        1 passed, 0 failed
        """,
        printed());
    assertEquals(ExitCode.PASSED, report.exitCode());
  }

  private static ReplayResult broken(String header) throws Exception {
    ReplayResult fine =
        result(header, new ReplayResult.End.Completed(), List.of(), Outcome.of("ok"), TREE);
    Violation broken = new Violation(KernelInvariant.NOBODY_HANGS, "x#7: lock y");
    return new ReplayResult(
        fine.transcript(), fine.results(), List.of(), List.of(broken), fine.end());
  }

  @Test
  void aReplayThatStoppedIsUndecidedUnlessSomethingDifferedBefore() throws Exception {
    ReplayResult.End end = new ReplayResult.End.Undecided("no such thing");
    report.replayed(FILE, result(end, List.of(), Outcome.of("ok")), false);
    assertEquals(ExitCode.UNDECIDED, report.exitCode());
    report.replayed(FILE, result(end, List.of(), Outcome.of("EIO")), false);
    assertEquals(ExitCode.VIOLATED, report.exitCode());
    assertEquals(
        """
        UNDECIDED  t.transcript  1 of 2 steps done
          stopped after step 1: no such thing
        FAIL  t.transcript  1 of 1 step differs
          t.transcript:2: sleep 5
              expected: ok
              actual:   EIO
          stopped after step 1: no such thing
        1 undecided
        0 passed, 1 failed
        """,
        printed());
  }

  @Test
  void aFaultOfTheProgramIsWorseThanAllElse() throws Exception {
    report.replayed(
        FILE,
        result(new ReplayResult.End.Broken(new IllegalStateException("oops")), List.of()),
        false);
    report.unreadable(FILE, "why");
    assertEquals(ExitCode.INTERNAL_FAULT, report.exitCode());
    String printed = printed();
    assertTrue(printed.startsWith("BROKEN  t.transcript  0 of 2 steps done\n"), printed);
    assertTrue(printed.contains("java.lang.IllegalStateException: oops"), printed);
    assertTrue(printed.endsWith("\n1 unreadable, 1 broken\n0 passed, 2 failed\n"), printed);
  }

  @Test
  void coloursAreUsedWhenAskedFor() throws Exception {
    new ReplayReport(new PrintWriter(text, true), Ansi.ON).unreadable(FILE, "why");
    assertTrue(text.toString().contains("\u001b["), text.toString());
  }
}

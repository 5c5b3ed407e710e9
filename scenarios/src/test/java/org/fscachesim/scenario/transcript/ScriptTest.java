package org.fscachesim.scenario.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// A script is a transcript that nobody has recorded.
final class ScriptTest {
  private static final Outcome NOT_RECORDED = new Outcome.NotRecorded();

  @Test
  void aStepOfAScriptNeedsNoOutcomeAndTheScriptNoEnd() throws Exception {
    Transcript script =
        Transcript.parseScript(
            "s",
            """
            # Opens and looks.
            d: open dev
            statfs /cache
            sync => ok
            d&: read dev as m
            """);

    assertFalse(script.header().isRecorded());
    assertEquals("ext4", script.header().cacheFs());
    assertEquals("Opens and looks.", script.header().about());
    assertEquals(
        List.of(NOT_RECORDED, NOT_RECORDED, Outcome.of("ok"), NOT_RECORDED),
        script.steps().stream().map(TranscriptStep::expected).toList());
  }

  @Test
  void aTextThatClaimsToBeRecordedIsReadAsStrictlyAsATranscript() throws Exception {
    String head = "#! kernel 6.12.117  cache-fs ext4\n";
    String whole = head + "sync => ok\n#! end\n";

    assertEquals(Transcript.parse("t", whole), Transcript.parseScript("t", whole));
    for (String lacking : List.of(head + "sync\n#! end\n", head + "sync => ok\n")) {
      assertThrows(
          TranscriptSyntaxException.class, () -> Transcript.parseScript("t", lacking), lacking);
    }
  }

  @Test
  void whatIsNoStepIsRefusedInAScriptToo() {
    TranscriptSyntaxException e =
        assertThrows(
            TranscriptSyntaxException.class, () -> Transcript.parseScript("s", "sync\njump\n"));
    assertEquals(2, e.line());
    assertEquals("jump", e.offending());
  }

  @Test
  void theLastStepOfAScriptMayHaveAnOutcomeOfSeveralLines() throws Exception {
    Transcript script = Transcript.parseScript("s", "ls /cache =>\n  a\n  b");
    assertEquals(Outcome.of(List.of("a", "b")), script.steps().getFirst().expected());
  }

  @Test
  void anyOutcomeIsWhatAStepWithoutOneAsksFor() {
    Step step = new Directive.Proc("caches");
    assertTrue(OutcomeRules.matches(step, NOT_RECORDED, Outcome.of("ENOENT")));
    assertTrue(OutcomeRules.matches(step, NOT_RECORDED, Outcome.of(List.of("a"))));
  }

  @Provide
  Arbitrary<Step> steps() {
    return Steps.any();
  }

  @Property(tries = 300)
  void aPrintedScriptReadsBackAsItself(
      @ForAll @Size(max = 5) List<@net.jqwik.api.From("steps") Step> steps) throws Exception {
    Transcript script =
        new Transcript(
            "s",
            new Header("", "ext4", Header.DISK_MEBIBYTES, List.of(), ""),
            java.util.stream.IntStream.range(0, steps.size())
                .mapToObj(i -> new TranscriptStep(i + 1, steps.get(i), NOT_RECORDED))
                .toList());
    assertEquals(script, Transcript.parseScript("s", script.print()));
  }

  @Property(tries = 1000)
  void aLineIsTheStepThatItWasPrintedFrom(@ForAll("steps") Step step) throws Exception {
    assertEquals(step, Step.parse(StepPrinter.print(step)));
  }

  @Test
  void aLineWithAnOutcomeOrWithoutAStepIsNoStep() {
    for (String line : List.of("", "sync => ok", "# sync")) {
      assertThrows(TranscriptSyntaxException.class, () -> Step.parse(line), line);
    }
  }
}

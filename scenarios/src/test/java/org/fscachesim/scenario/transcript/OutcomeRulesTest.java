package org.fscachesim.scenario.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OutcomeRulesTest {
  private static final Step STATS = new Directive.Proc("stats");

  @Test
  void theTimeOfTheLruIsNotCompared() {
    assertTrue(
        OutcomeRules.matches(
            STATS,
            Outcome.of(List.of("LRU    : n=5 exp=0 rmv=0 drp=0 at=2362")),
            Outcome.of(List.of("LRU    : n=5 exp=0 rmv=0 drp=0 at=17"))));
    assertFalse(
        OutcomeRules.matches(
            STATS,
            Outcome.of(List.of("LRU    : n=5 exp=0 rmv=0 drp=0 at=2362")),
            Outcome.of(List.of("LRU    : n=4 exp=0 rmv=0 drp=0 at=2362"))));
  }

  @Test
  void onlyTheKindOfATraceDumpIsCompared() {
    Step dump = new Directive.TraceDump();
    assertTrue(OutcomeRules.matches(dump, Outcome.of(List.of("x")), Outcome.of(List.of("y"))));
    assertFalse(OutcomeRules.matches(dump, Outcome.of(List.of("x")), Outcome.of("EIO")));
  }

  @Test
  void everythingElseIsComparedByteByByte() {
    Step sync = new Directive.Sync();
    assertTrue(OutcomeRules.matches(sync, Outcome.of("ok"), Outcome.of("ok")));
    assertFalse(OutcomeRules.matches(sync, Outcome.of("ok"), Outcome.of("ok ")));
    assertFalse(OutcomeRules.matches(sync, Outcome.of("ok"), Outcome.of(List.of("ok"))));
    Step proc = new Directive.Proc("cookies");
    assertFalse(
        OutcomeRules.matches(proc, Outcome.of(List.of("DEF  ")), Outcome.of(List.of("DEF"))));
  }

  @Test
  void theTimeInAGravesNameIsMasked() {
    assertEquals(
        "TTTTTTTT00000001/ mode=700", OutcomeRules.maskGrave("655e5d2a00000001/ mode=700"));
    assertEquals("  x/ mode=700", OutcomeRules.maskGrave("  x/ mode=700"));
  }

  @Test
  void aDifferenceOfOneLineShowsBothSides() {
    assertEquals(
        List.of("expected: 5", "actual:   EIO"),
        OutcomeDiff.lines(new Directive.Sync(), Outcome.of("5"), Outcome.of("EIO")));
  }

  @Test
  void aDifferenceOfBlocksShowsWhatIsMissingAndWhatIsTooMuch() {
    assertEquals(
        List.of(
            "  (2 equal lines)",
            "  c",
            "  d",
            "  e",
            "- f",
            "+ F",
            "  g",
            "  h",
            "  i",
            "  (1 equal line)"),
        OutcomeDiff.lines(
            STATS,
            Outcome.of(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")),
            Outcome.of(List.of("a", "b", "c", "d", "e", "F", "g", "h", "i", "j"))));
    assertEquals(
        List.of("- EIO", "+ a"),
        OutcomeDiff.lines(STATS, Outcome.of("EIO"), Outcome.of(List.of("a"))));
  }

  @Test
  void maskedPartsAreNoDifference() {
    assertEquals(
        List.of("  LRU : n=1 at=TIME", "- a", "+ b"),
        OutcomeDiff.lines(
            STATS,
            Outcome.of(List.of("LRU : n=1 at=5", "a")),
            Outcome.of(List.of("LRU : n=1 at=6", "b"))));
  }

  /// Such as the names in an empty directory.
  @Test
  void nothingOnTheLineIsNothingBelowIt() throws Exception {
    Step step = Step.parse("a: names /mnt");
    Outcome nothing = Outcome.of("");
    assertTrue(OutcomeRules.matches(step, Outcome.of(List.of()), nothing));
    assertFalse(OutcomeRules.matches(step, Outcome.of("x"), nothing));
    String line = StepPrinter.print(new TranscriptStep(1, step, nothing));
    assertEquals("a: names /mnt =>", line);
    assertEquals(
        Outcome.of(List.of()), Transcript.parseScript("t", line).steps().getFirst().expected());
  }
}

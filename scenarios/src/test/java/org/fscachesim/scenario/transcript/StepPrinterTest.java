package org.fscachesim.scenario.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class StepPrinterTest {

  @Provide
  Arbitrary<Step> steps() {
    return Steps.any();
  }

  @Property(tries = 2000)
  void aPrintedStepReadsBackAsItself(@ForAll("steps") Step step) throws Exception {
    Outcome outcome =
        step instanceof Directive.Statfs
            ? Outcome.of("bsize=1 blocks=2 bfree=2 bavail=1 files=0 ffree=0")
            : Outcome.of(List.of("a", "  b "));
    TranscriptStep whole = new TranscriptStep(2, step, outcome);
    String text = "#! kernel R  cache-fs F\n" + StepPrinter.print(whole) + "\n#! end\n";
    assertEquals(List.of(whole), Transcript.parse("t", text).steps());
  }

  @Test
  void quotesAreUsedOnlyWhereTheyAreNeeded() {
    assertEquals(
        "app&: mount erofs none /mnt fsid=a",
        StepPrinter.print(
            new ActorStep("app", true, new Operation.Mount("erofs", "none", "/mnt", "fsid=a"))));
    assertEquals(
        "app: mount erofs none /mnt \"fsid=a b\"",
        StepPrinter.print(
            new ActorStep("app", false, new Operation.Mount("erofs", "none", "/mnt", "fsid=a b"))));
    assertEquals(
        "d: write dev \"bind\"",
        StepPrinter.print(new ActorStep("d", false, new Operation.Write("dev", Text.of("bind")))));
  }

  @Test
  void aTextThatLooksLikeAReferenceIsEscaped() {
    assertEquals("echo \"\\x24{a.id}\" /f", StepPrinter.print(new Directive.Echo("${a.id}", "/f")));
  }
}

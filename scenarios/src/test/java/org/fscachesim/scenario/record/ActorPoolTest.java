package org.fscachesim.scenario.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.fscachesim.scenario.transcript.Transcript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ActorPoolTest {
  @Test
  void asManyProcessesAreNeededAsLivesAreLed() throws Exception {
    Transcript script =
        Transcript.parseScript(
            "s",
            """
            a: open dev
            a: close dev
            kill a
            kill a
            a: open dev
            give a b dev
            b: close dev
            c&: open dev
            join c
            join d
            """);
    assertEquals(4, ActorPool.needed(script));
  }

  @ParameterizedTest
  @CsvSource({"ready, ready, ''", "done ENOENT, done, ENOENT", "done 5 \"a b\", done, 5 \"a b\""})
  void aLineIsAWordAndTheRest(String line, String word, String rest) {
    assertEquals(new Wire.Line(word, rest), Wire.Line.parse(line));
    assertEquals(line, new Wire.Line(word, rest).toString());
  }

  @Test
  void whatIsSaidStaysOnOneLine() {
    assertEquals("failed a b", new Wire.Line("failed", "a\nb").toString());
  }
}

package org.fscachesim.stack.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fscachesim.scenario.conformance.Conformance;
import org.fscachesim.scenario.conformance.ConformanceDocument;
import org.junit.jupiter.api.Test;

/// The document that counts how the models stand to the recorded kernels is what a replay gives.
final class ConformanceDocumentTest {
  private static final boolean REFRESH = Boolean.getBoolean("fscachesim.refresh");
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "conformance.md");

  @Test
  void theDocumentIsWhatAFreshReplayOfEverythingGives() throws Exception {
    Conformance conformance = Conformance.of(List.of(Recording.ORACLE));
    assertEquals(List.of(), conformance.surprises());
    String made = ConformanceDocument.of(conformance);
    assertTrue(made.contains("| cases | "), made);
    if (REFRESH) {
      Files.writeString(DOCUMENT, made);
      return;
    }
    assertEquals(
        made,
        Files.readString(DOCUMENT),
        "docs/conformance.md is not what the replays give. To make it anew:"
            + " ./fscache-sim conformance --out docs/conformance.md");
  }
}

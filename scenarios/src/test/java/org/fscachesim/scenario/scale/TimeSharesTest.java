package org.fscachesim.scenario.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import org.fscachesim.scenario.catalogue.Catalogue;
import org.fscachesim.scenario.explore.Budget;
import org.fscachesim.scenario.explore.Explorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimeSharesTest {
  @TempDir private Path temporary = Path.of(".");

  private Path record(Runnable body) throws IOException {
    Path file = temporary.resolve("run.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").with("period", "1 ms");
      recording.start();
      body.run();
      recording.stop();
      recording.dump(file);
    }
    return file;
  }

  @Test
  void everySampleOfAnExplorationBelongsToOnePart() throws IOException {
    Path file =
        record(
            () ->
                Explorer.of(Catalogue.byName("read-and-withdraw").orElseThrow())
                    .strategy("random")
                    .budget(Budget.ofSchedules(600))
                    .check());
    List<String> lines = TimeShares.of(file).lines();
    double sum =
        lines.stream()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.strip().split(" ", 2)[0]))
            .sum();
    assertEquals(100, sum, 0.5, lines::toString);
    assertEquals(1 + TimeShares.Part.values().length, lines.size());
    assertTrue(lines.getFirst().endsWith(" samples"), lines::toString);
  }

  @Test
  void aRecordingOfSomethingElseIsRefused() throws IOException {
    Path file = record(() -> {});
    String message = assertThrows(IOException.class, () -> TimeShares.of(file)).getMessage();
    assertTrue(String.valueOf(message).contains("record while schedules are run"), message);
  }
}

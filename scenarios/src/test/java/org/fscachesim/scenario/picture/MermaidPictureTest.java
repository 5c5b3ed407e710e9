package org.fscachesim.scenario.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The sequence diagram of a failing run.
final class MermaidPictureTest {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "%% .*|sequenceDiagram|  participant t[0-9]+ as .+|  Note over t[0-9]+(,t[0-9]+)?: .+"
              + "|  t[0-9]+--?>>t[0-9]+: (spawns|wakes)");

  @ParameterizedTest
  @EnumSource
  void eachLineIsAStatementOfTheLanguage(FaultyPrograms program) {
    List<String> lines = MermaidPicture.of(Failing.picture(program)).lines().toList();
    for (String line : lines) {
      assertTrue(STATEMENT.matcher(line).matches(), line);
      String text = line.replaceAll("#[a-z0-9]+;|<br/>", "");
      assertTrue(!text.contains(";") && !text.contains("#"), line);
    }
  }

  @Test
  void theDiagramIsAsInTheGoldenFile() {
    Golden.assertSame(
        "request-left-in-the-table.mmd",
        MermaidPicture.of(Failing.picture(FaultyPrograms.REQUEST_LEFT_IN_THE_TABLE)));
  }

  @Test
  void whoIsWokenGetsAnArrow() {
    String diagram = MermaidPicture.of(Failing.picture(FaultyPrograms.REQUEST_LEFT_IN_THE_TABLE));
    assertEquals(1, diagram.lines().filter(l -> l.equals("  t4-->>t2: wakes")).count(), diagram);
  }
}

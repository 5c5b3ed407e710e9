package org.fscachesim.scenario.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fscachesim.kernel.Symptom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of a failing run, against golden files.
final class TablePictureTest {
  @ParameterizedTest
  @EnumSource
  void theTableIsAsInTheGoldenFile(FaultyPrograms program) {
    Golden.assertSame(
        Golden.name(program) + ".txt", TablePicture.of(Failing.picture(program), 100));
  }

  @Test
  void theDocumentShowsThePictureAsItIs() throws IOException {
    String picture =
        TablePicture.of(Failing.picture(FaultyPrograms.REQUEST_LEFT_IN_THE_TABLE), 100);
    String table = picture.substring(picture.indexOf("  step |"));
    assertTrue(Files.readString(Path.of("../docs/pictures.md")).contains(table), table);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 79, 100, 160})
  void noLineIsWiderThanTheTerminal(int width) {
    for (FaultyPrograms program : FaultyPrograms.values()) {
      List<String> lines = TablePicture.of(Failing.picture(program), width).lines().toList();
      for (String line : lines) {
        assertTrue(line.length() <= width, line);
        assertEquals(line.stripTrailing(), line);
      }
    }
  }

  @Test
  void whereThereIsNoRoomForColumnsEachLineNamesItsTask() {
    String narrow = TablePicture.of(Failing.picture(FaultyPrograms.REQUEST_LEFT_IN_THE_TABLE), 50);
    assertTrue(narrow.contains("daemon#3: touches request READ"), narrow);
  }

  @Test
  void theSameScheduleGivesTheSamePicture() {
    for (FaultyPrograms program : FaultyPrograms.values()) {
      assertEquals(
          TablePicture.of(Failing.picture(program), 100),
          TablePicture.of(Failing.picture(program), 100));
    }
  }

  @Test
  void aLeakShowsTheLifeOfWhatLeaked() {
    Picture picture = Failing.picture(FaultyPrograms.FORGOTTEN);
    assertEquals(Symptom.LEAK, picture.verdict().symptom());
    assertEquals(2, picture.lives().size());
    assertEquals("never freed", picture.lives().getFirst().events().getLast());
  }
}

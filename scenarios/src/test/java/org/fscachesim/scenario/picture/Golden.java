package org.fscachesim.scenario.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Pictures that somebody looked at and found right. `-Dfscachesim.refresh=true` writes them anew.
final class Golden {
  private static final Path DIRECTORY = Path.of("src/test/resources/pictures");

  private Golden() {}

  static String name(FaultyPrograms program) {
    return program.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static void assertSame(String file, String actual) {
    Path path = DIRECTORY.resolve(file);
    try {
      if (Boolean.getBoolean("fscachesim.refresh")) {
        Files.createDirectories(DIRECTORY);
        Files.writeString(path, actual);
      }
      assertEquals(Files.readString(path), actual);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

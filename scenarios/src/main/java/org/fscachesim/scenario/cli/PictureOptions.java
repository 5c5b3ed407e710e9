package org.fscachesim.scenario.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.picture.JsonPicture;
import org.fscachesim.scenario.picture.MermaidPicture;
import org.fscachesim.scenario.picture.Picture;
import org.fscachesim.scenario.picture.PinnedTest;
import org.fscachesim.scenario.picture.TablePicture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// What commands that find a failing schedule make of it: a picture, a test.
final class PictureOptions {
  private enum Format {
    TABLE,
    MERMAID,
    JSON,
    NONE
  }

  @Spec(Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--picture",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "How to show a failing schedule: table, mermaid, json or none. Default:"
              + " ${DEFAULT-VALUE}.")
  private Format format = Format.TABLE;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the picture. Default: behind the other output.")
  private @Nullable Path picture;

  @Option(
      names = "--width",
      paramLabel = "COLUMNS",
      description = "Width of a table, from 40. Default: the terminal's, or 100.")
  private @Nullable Integer width;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description =
          "Write a JUnit test there that runs the failing schedule. The package is what the path"
              + " says behind a directory 'java'.")
  private @Nullable Path test;

  /// Complains about what could not be done later.
  void check() {
    if (width != null && width < 40) {
      throw usage("--width (" + width + ") must be at least 40");
    }
    Path file = test;
    if (file != null
        && !String.valueOf(file.getFileName()).matches("[A-Za-z_][A-Za-z0-9_]*\\.java")) {
      throw usage("--junit: '" + file + "' is no file of a class, such as PinnedTest.java");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /// Shows a failing run as the options want it.
  ///
  /// @param title what ran
  void show(
      String title, Scenario scenario, KernelConfig config, ScenarioRun run, PrintWriter out) {
    if (format != Format.NONE) {
      String text = print(Picture.of(title, scenario, config, run));
      Path file = picture;
      if (file == null) {
        out.println();
        out.print(text);
      } else {
        write("--out", file, text, out);
      }
    }
    Path file = test;
    if (file != null) {
      write("--junit", file, PinnedTest.of(file, scenario.name(), config, run), out);
    }
  }

  private String print(Picture shown) {
    return switch (format) {
      case TABLE -> TablePicture.of(shown, columns());
      case MERMAID -> MermaidPicture.of(shown);
      case JSON -> JsonPicture.of(shown);
      case NONE -> "";
    };
  }

  private int columns() {
    if (width != null) {
      return width;
    }
    String terminal = System.getenv("COLUMNS");
    return terminal != null && terminal.matches("[0-9]{2,4}")
        ? Math.max(40, Integer.parseInt(terminal))
        : TablePicture.DEFAULT_WIDTH;
  }

  private void write(String option, Path file, String text, PrintWriter out) {
    try {
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, text);
      out.println(file + " is written");
    } catch (IOException e) {
      throw usage(option + ": '" + file + "' can not be written: " + e);
    }
  }
}

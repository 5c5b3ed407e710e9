package org.fscachesim.stack.exploration;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// [EveryRun] as a program of its own.
final class EveryRunMain {
  private EveryRunMain() {}

  /// The command that writes it to a file.
  ///
  /// @param flags what the JVM is started with
  static List<String> command(List<String> flags, int jobs, Path out) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(flags);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            EveryRunMain.class.getName(),
            String.valueOf(jobs),
            out.toString()));
    return command;
  }

  /// @param args the number of jobs, and the file
  public static void main(String[] args) throws Exception {
    String text = EveryRun.print(Integer.parseInt(args[0]));
    Files.writeString(Path.of(args[1]), text, StandardCharsets.UTF_8);
  }
}

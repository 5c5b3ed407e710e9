package org.fscachesim.scenario.record;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.fscachesim.scenario.transcript.Transcript;

/// A recorder as a program of its own, so that it can be run where the device is simulated.
final class RecordingMain {
  private RecordingMain() {}

  /// The command that runs it.
  static List<String> command(Path script, Path cache, Path out, String... more) {
    List<String> command = new ArrayList<>();
    Collections.addAll(
        command,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        RecordingMain.class.getName(),
        script.toString(),
        cache.toString(),
        out.toString());
    Collections.addAll(command, more);
    return command;
  }

  private static void say(String[] args, String line) {
    if (args.length > 3) {
      System.out.println(line);
    }
  }

  /// @param args script, directory for the cache, where the transcript goes; and anything else, to
  ///   have each step printed as it is done
  public static void main(String[] args) throws Exception {
    Path script = Path.of(args[0]);
    Path cache = Path.of(args[1]);
    try (HostRecording recording =
        new HostRecording(new GuestFiles(cache, cache), cache, (_, _, _) -> {})) {
      Transcript recorded =
          recording.record(
              Transcript.readScript(script),
              KernelState.release(),
              step -> say(args, StepPrinter.print(step)));
      Files.writeString(Path.of(args[2]), recorded.print(), StandardCharsets.ISO_8859_1);
    }
  }
}

package org.fscachesim.scenario.record;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// Processes for actors, started before they are needed: a script shall not wait for a JVM.
final class ActorPool {
  private static final long END_MILLIS = 4000;

  private final Path directory;
  private final GuestFiles guest;
  private final Deque<ActorProcess> waiting = new ArrayDeque<>();
  private final List<ActorProcess> all = new ArrayList<>();
  private final List<Path> sockets = new ArrayList<>();
  private volatile boolean ended;

  /// @param directory for the sockets; nobody else can enter it
  ActorPool(Path directory, GuestFiles guest) {
    this.directory = directory;
    this.guest = guest;
  }

  /// How many processes a script needs: one for each actor, and another one for each that is used
  /// again after it was killed.
  static int needed(Transcript script) {
    int needed = 0;
    Set<String> alive = new LinkedHashSet<>();
    for (TranscriptStep step : script.steps()) {
      switch (step.step()) {
        case ActorStep(String actor, _, _) -> needed += alive.add(actor) ? 1 : 0;
        case Directive.Give(_, String to, _) -> needed += alive.add(to) ? 1 : 0;
        case Directive.Kill(String actor) -> alive.remove(actor);
        case Directive _ -> {}
      }
    }
    return needed;
  }

  /// Starts so many processes, and waits until they take orders.
  ///
  /// @throws UnsupportedStep when one cannot be started
  void prepare(int count) {
    List<ActorProcess> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      started.add(launch());
    }
    started.forEach(ActorProcess::awaitReady);
    waiting.addAll(started);
  }

  /// A process that takes orders and has done nothing yet.
  ActorProcess take() {
    if (waiting.isEmpty()) {
      prepare(1);
    }
    return waiting.remove();
  }

  /// @throws UnsupportedStep when all processes were ended: what else a script does means nothing
  void checkNotEnded() {
    if (ended) {
      throw new UnsupportedStep("the recording was broken off");
    }
  }

  private synchronized ActorProcess launch() {
    checkNotEnded();
    Path socket = directory.resolve(Integer.toString(sockets.size()));
    sockets.add(socket);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // Small, soon there, and opening no files of its own in the middle of a script.
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:-UseContainerSupport",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            ActorMain.class.getName(),
            guest.images().toAbsolutePath().toString(),
            guest.server().toAbsolutePath().toString(),
            socket.toString());
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(new File("/"))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      ActorProcess actor = new ActorProcess(process, socket);
      all.add(actor);
      return actor;
    } catch (IOException e) {
      throw new UnsupportedStep("a process for an actor cannot be started: " + e.getMessage());
    }
  }

  /// Absolute, because an actor changes its working directory.
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// Ends all processes; no more are started.
  ///
  /// @return the process ids of those that a kill does not end: they hang in the kernel
  synchronized List<Long> endAll() {
    ended = true;
    all.forEach(actor -> actor.end(0));
    List<Long> left = all.stream().filter(a -> !a.end(END_MILLIS)).map(ActorProcess::pid).toList();
    all.clear();
    return left;
  }

  /// The sockets of all that were started.
  List<Path> sockets() {
    return List.copyOf(sockets);
  }
}

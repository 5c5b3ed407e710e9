package org.fscachesim.scenario.run;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.fscachesim.devnode.external.ExternalDaemon;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.vfs.ClientMount;
import org.fscachesim.scenario.replay.Player;
import org.fscachesim.scenario.replay.ReplayListener;
import org.fscachesim.scenario.replay.StepResult;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.jspecify.annotations.Nullable;

/// A daemon of the host and the simulated kernel that it serves.
public final class DaemonRun implements AutoCloseable {
  /// What it is that is waited for while the daemon has not bound a cache.
  public static final String BINDING = "for the daemon to bind a cache";

  /// What it is that is waited for while the daemon, and what it has set off, comes to its end.
  public static final String ENDING = "for the end of the daemon";

  private static final int SIGTERM = 15;

  /// Of a status that tells a signal.
  static final int SIGNALLED = 128;

  private static final int STATE_COLUMN = 5;
  private static final long GRACE_SECONDS = 5;
  private static final long SETTLING_MILLIS = 10;
  private static final Duration LONGEST_SCRIPT = Duration.ofHours(24);

  private final LiveWorld live;
  private final HostDirectories directories;
  private final List<String> command;
  private final Ballast ballast = new Ballast();
  private volatile ExternalDaemon daemon;
  private volatile boolean ending;
  // Who was sent a SIGTERM last.
  private volatile @Nullable ExternalDaemon asked;

  private DaemonRun(
      LiveWorld live, HostDirectories directories, List<String> command, ExternalDaemon daemon) {
    this.live = live;
    this.directories = directories;
    this.command = List.copyOf(command);
    this.daemon = daemon;
  }

  /// Boots a kernel and starts a daemon.
  ///
  /// @throws RunRefused when this host cannot run it
  public static DaemonRun start(
      KernelConfig config, HostDirectories directories, List<String> command)
      throws RunRefused, IOException {
    LiveWorld live = new LiveWorld(config);
    boolean started = false;
    try {
      ExternalDaemon daemon =
          ExternalDaemon.start(live.world().kernel(), live.machine(), directories, command);
      started = true;
      return new DaemonRun(live, directories, command, daemon);
    } finally {
      if (!started) {
        live.close();
        directories.close();
      }
    }
  }

  public LiveWorld live() {
    return live;
  }

  /// The daemon that was started last.
  public ExternalDaemon daemon() {
    return daemon;
  }

  /// Plays a script: its actors are applications of the simulated kernel, and its `daemon` steps
  /// are about the daemon. Each result goes to `listener`.
  ///
  /// @param guest what `/img` is
  /// @param progress learns which step is being done
  /// @throws UnsupportedStep when a step cannot be done here
  public void play(
      Transcript script, GuestFiles guest, Progress progress, ReplayListener listener) {
    RunStage stage = new RunStage(this);
    try {
      live.call(
          "script",
          "play",
          LONGEST_SCRIPT,
          _ -> {
            new Player(stage, guest, new StepsOf(live.machine(), progress, listener)).play(script);
            return true;
          });
    } catch (ErrnoException e) {
      throw new IllegalStateException("a step does not fail: it has an outcome", e);
    }
  }

  /// Says in a progress which step it is, too.
  private record StepsOf(LiveMachine machine, Progress progress, ReplayListener listener)
      implements ReplayListener {
    @Override
    public void begins(TranscriptStep step) {
      progress.begin("line " + step.line() + ": " + StepPrinter.print(step.step()));
      progress.by(machine.current());
      listener.begins(step);
    }

    @Override
    public void done(StepResult result) {
      listener.done(result);
    }
  }

  /// What lies on the disks of the caches.
  Ballast ballast() {
    return ballast;
  }

  /// Starts a daemon again, once the one before has ended.
  ///
  /// @param other the command; empty for the same as before
  /// @throws RunRefused when it cannot be run, or the one before has not ended
  public synchronized void restart(List<String> other)
      throws RunRefused, IOException, InterruptedException {
    if (!daemon.awaitEnd(0, TimeUnit.SECONDS)) {
      throw new RunRefused("the daemon runs: process " + daemon.process());
    }
    daemon.close();
    daemon = startBeside(other.isEmpty() ? command : other);
  }

  /// Starts another program on the same kernel, which the caller has to close.
  ///
  /// @throws RunRefused when it cannot be run
  public ExternalDaemon startBeside(List<String> other) throws RunRefused, IOException {
    return ExternalDaemon.start(live.world().kernel(), live.machine(), directories, other);
  }

  /// Fills the file server of the network filesystems with a copy of a directory.
  public void offer(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        live.call(
            "server",
            "fill",
            Duration.ofSeconds(GRACE_SECONDS),
            _ -> {
              live.server().put(directory.relativize(file).toString(), bytes);
              return true;
            });
      }
    } catch (ErrnoException e) {
      throw new IOException(directory + ": " + e.getMessage(), e);
    }
  }

  /// Waits until a cache is bound, or the daemon has ended.
  ///
  /// @return whether one is bound
  public boolean awaitCache(Duration limit) throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    while (!hasCache()) {
      if (System.nanoTime() >= until || daemon.awaitEnd(SETTLING_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  /// Whether a line of the table of caches says that one is active.
  private boolean hasCache() {
    try {
      return live.call(
              "ready", "proc", Duration.ofSeconds(GRACE_SECONDS), w -> w.readProc("caches"))
          .lines()
          .map(line -> Splitter.on(' ').omitEmptyStrings().splitToList(line))
          .anyMatch(words -> words.size() > STATE_COLUMN && words.get(STATE_COLUMN).equals("A"));
    } catch (ErrnoException e) {
      throw new IllegalStateException("the kernel has no table of caches", e);
    }
  }

  /// Says that the run shall end.
  void end() {
    ending = true;
  }

  /// Whether somebody said that the run shall end.
  public boolean isEnding() {
    return ending;
  }

  public HostDirectories directories() {
    return directories;
  }

  /// Asks the daemon to end, with SIGTERM, and makes it end when it does not.
  ///
  /// @return whether it ended by itself
  public boolean stopDaemon() throws InterruptedException {
    if (daemon.awaitEnd(0, TimeUnit.SECONDS)) {
      return true;
    }
    asked = daemon;
    daemon.signal(SIGTERM);
    boolean ended = daemon.awaitEnd(GRACE_SECONDS, TimeUnit.SECONDS);
    daemon.close();
    return ended;
  }

  /// Whether the daemon ended with 0, or of the SIGTERM that it was sent to end it.
  public boolean endedWell() {
    ExternalDaemon last = daemon;
    Integer status = last.status();
    return status != null && (status == 0 || last.equals(asked) && status == SIGNALLED + SIGTERM);
  }

  /// What was wrong with the simulated kernel, or is left over in it after the daemon's end: one
  /// line each, empty when all is well.
  ///
  /// Work that was set off by the last call may still be going on; what it has not cleared away
  /// within a few seconds is left over.
  public List<String> findings() throws InterruptedException {
    List<String> out = new ArrayList<>();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
    List<String> left = live.world().leftovers();
    while (!left.isEmpty() && live.machine().failures().isEmpty() && System.nanoTime() < until) {
      Thread.sleep(SETTLING_MILLIS);
      left = live.world().leftovers();
    }
    live.machine().failures().forEach(f -> out.add(String.valueOf(f.getMessage())));
    if (out.isEmpty() && !left.isEmpty()) {
      out.addAll(left);
      live.machine().report().lines().forEach(line -> out.add("task: " + line.strip()));
    }
    return out;
  }

  /// Unmounts everything, as far as that is possible.
  public void unmountAll() {
    for (ClientMount mount : live.world().kernel().namespace().clientMounts()) {
      try {
        live.call(
            "umount",
            "umount " + mount.path(),
            Duration.ofSeconds(GRACE_SECONDS),
            world -> {
              world.unmount(world.process("umount"), mount.path());
              return true;
            });
      } catch (ErrnoException | NotEndedException e) {
        // It stays, and shows among the findings.
      }
    }
  }

  @Override
  public void close() {
    try {
      daemon.close();
    } finally {
      live.close();
      directories.close();
    }
  }
}

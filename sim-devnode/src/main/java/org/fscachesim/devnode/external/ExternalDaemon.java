package org.fscachesim.devnode.external;

import static com.google.common.io.RecursiveDeleteOption.ALLOW_INSECURE;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.fscachesim.devnode.seccomp.CallerMemory;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.devnode.seccomp.Launcher;
import org.fscachesim.devnode.seccomp.Listener;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.devnode.seccomp.WatchedNumbers;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.OwnedBody;
import org.fscachesim.kernel.vfs.UserProcess;
import org.jspecify.annotations.Nullable;

/// A program that runs on this host as a daemon of a simulated kernel.
///
/// It and all that it starts find that kernel's device at `/dev/cachefiles`. It is root there,
/// whatever user it is here.
public final class ExternalDaemon implements AutoCloseable {
  /// In the environment of all that the program starts, so that it can be found at the end.
  private static final String MARK = "FSCACHE_SIM_RUN";

  /// Descriptors of the simulated kernel: not the limit of the program, which the host knows.
  private static final int KERNEL_DESCRIPTORS = 1 << 16;

  private static final long END_SECONDS = 10;

  private final Path directory;
  private final String mark;
  private final AtomicReference<@Nullable String> refusal = new AtomicReference<>();
  private final AtomicReference<@Nullable Watchdog> watchdog = new AtomicReference<>();
  private final AtomicReference<@Nullable Dispatcher> dispatcher = new AtomicReference<>();
  private int process;
  private final CompletableFuture<Integer> status = new CompletableFuture<>();

  private ExternalDaemon(Path directory) {
    this.directory = directory;
    this.mark = MARK + "=" + directory;
  }

  /// Starts a program.
  ///
  /// @param machine the kernel's
  /// @param command the program, looked up in the PATH, and its arguments
  /// @throws RunRefused when this host cannot do it, or has no such program
  public static ExternalDaemon start(
      Kernel kernel, LiveMachine machine, HostDirectories directories, List<String> command)
      throws RunRefused, IOException {
    ExternalDaemon daemon = new ExternalDaemon(Files.createTempDirectory("fscache-sim-run-"));
    boolean started = false;
    try {
      daemon.launch(kernel, machine, directories, command);
      started = true;
      return daemon;
    } catch (ErrnoException e) {
      throw new IOException("preparing to run " + command.getFirst() + ": " + e.getMessage(), e);
    } finally {
      if (!started) {
        daemon.close();
      }
    }
  }

  private void launch(
      Kernel kernel, LiveMachine machine, HostDirectories directories, List<String> command)
      throws RunRefused, ErrnoException, IOException {
    if (!CallerMemory.isAllowed()) {
      throw new RunRefused(
          "system calls cannot be caught here: a policy of this host or container forbids"
              + " process_vm_readv(2)");
    }
    watchdog.set(new Watchdog(mark, directory));
    WatchedNumbers watched = WatchedNumbers.below(LibC.maxDescriptors());
    UserProcess standIn = new UserProcess(kernel, "daemon", true, KERNEL_DESCRIPTORS);
    if (LibC.geteuid() != 0) {
      // Some hosts let only ancestors look into a process, who then must not lose it when its
      // parent ends.
      new HostCalls().adoptOrphans();
    }
    Map<String, String> environment = new LinkedHashMap<>(System.getenv());
    environment.put(MARK, directory.toString());
    process =
        Launcher.start(
            watched,
            command,
            environment,
            listener -> serve(machine, standIn, listener, directories, watched));
    Thread.ofPlatform()
        .daemon()
        .name("waits for " + process)
        .start(() -> status.complete(new HostCalls().waitFor(process)));
  }

  private void serve(
      LiveMachine machine,
      UserProcess standIn,
      Listener listener,
      HostDirectories directories,
      WatchedNumbers watched) {
    try {
      Dispatcher made =
          new Dispatcher(
              standIn, listener, directory, directories, watched, text -> refusal.set(text));
      dispatcher.set(made);
      machine.spawnOnPlatformThread("dispatcher", new OwnedBody(standIn, made::serve));
      machine.spawnOnPlatformThread("departures", new OwnedBody(standIn, made::watch));
    } catch (ErrnoException e) {
      listener.close();
      refusal.set("no place for the daemon's files in " + directory + ": " + e.getMessage());
    }
  }

  /// The number of the process that was started first.
  public int process() {
    return process;
  }

  /// What the daemon wants and cannot have here, if it wanted something; in one line.
  public @Nullable String refusal() {
    return refusal.get();
  }

  /// How the process that was started first ended: its exit code, or 128 and the number of the
  /// signal. Null while it runs.
  public @Nullable Integer status() {
    return status.getNow(null);
  }

  /// Waits until no process of the daemon is left, and it is known how the first one ended; whether
  /// that came to be in time.
  public boolean awaitEnd(long timeout, TimeUnit unit) throws InterruptedException {
    Dispatcher serving = dispatcher.get();
    if (serving == null) {
      return true;
    }
    buryOrphans(serving);
    if (!serving.ended().await(timeout, unit)) {
      return false;
    }
    try {
      // A process loses its filter before its parent learns of its end.
      status.get(END_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("process " + process + " has ended without a status", e);
    }
    return true;
  }

  /// Adopted processes that have ended would stay as zombies.
  private void buryOrphans(Dispatcher serving) {
    HostCalls host = new HostCalls();
    serving.callers().removeIf(p -> p != process && (host.bury(p) || !Caller.exists(p)));
  }

  /// Sends a signal to the process that was started first, or to all when that has ended.
  public void signal(int signal) {
    HostCalls host = new HostCalls();
    if (!status.isDone()) {
      host.kill(process, signal);
    } else {
      processes().forEach(p -> host.kill(p, signal));
    }
  }

  /// All living processes of the daemon: the first one, what descends from it, and all that have
  /// its environment.
  public Set<Integer> processes() {
    Set<Integer> ours = new HashSet<>();
    // Without a process of ours there is nothing to find, and 0 is the parent of the whole host.
    if (process <= 1) {
      return ours;
    }
    List<Integer> others = new ArrayList<>(Caller.processes());
    others.removeIf(p -> p <= 1 || p == ProcessHandle.current().pid());
    if (!status.isDone() && Caller.parentOf(process) == ProcessHandle.current().pid()) {
      ours.add(process);
    }
    boolean found = true;
    while (found) {
      found =
          ours.addAll(
              others.stream()
                  .filter(p -> ours.contains(Caller.parentOf(p)) || Caller.hasVariable(p, mark))
                  .toList());
    }
    return ours;
  }

  /// Kills what is left of the daemon, and gives everything back.
  @Override
  public void close() {
    Dispatcher serving = dispatcher.get();
    try {
      if (serving != null && !serving.ended().await(0, TimeUnit.SECONDS)) {
        HostCalls host = new HostCalls();
        processes().forEach(p -> host.kill(p, HostCalls.SIGKILL));
        if (!serving.ended().await(END_SECONDS, TimeUnit.SECONDS)) {
          serving.stop();
          boolean _ = serving.ended().await(END_SECONDS, TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      delete();
      Watchdog watching = watchdog.getAndSet(null);
      if (watching != null) {
        watching.close();
      }
    }
  }

  private void delete() {
    try {
      MoreFiles.deleteRecursively(directory, ALLOW_INSECURE);
    } catch (IOException e) {
      // A directory for temporary files is emptied by others, too.
    }
  }
}

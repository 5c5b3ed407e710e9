package org.fscachesim.scenario.run;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.netfs.server.FileServer;
import org.fscachesim.scenario.World;

/// A [World] on a live machine, for threads that are no tasks of it.
public final class LiveWorld implements AutoCloseable {
  private static final String SERVER = "server";

  private final LiveMachine machine = new LiveMachine();
  private final World world;
  private final FileServer server;

  private record Booted(World world, FileServer server) {}

  /// Boots. Until a cache is bound, `/cache` is empty memory; the file server is empty, too.
  public LiveWorld(KernelConfig config) {
    this(config, MemoryStore.create());
  }

  /// Boots with something at `/cache`.
  LiveWorld(KernelConfig config, BackingStore cache) {
    CompletableFuture<Booted> booting = new CompletableFuture<>();
    machine.spawn("boot", () -> booting.complete(boot(config, cache)));
    Booted booted = booting.join();
    world = booted.world;
    server = booted.server;
  }

  private Booted boot(KernelConfig config, BackingStore cache) {
    World made = World.boot(config, machine, cache);
    FileServer files = FileServer.beside(made.kernel());
    made.offerServer(SERVER, files);
    return new Booted(made, files);
  }

  /// What a filesystem type is mounted from.
  static String source(String type) {
    return switch (type) {
      case "9p" -> SERVER;
      case "nfs" -> SERVER + ":/";
      default -> "none";
    };
  }

  /// The server of the network filesystems.
  FileServer server() {
    return server;
  }

  public LiveMachine machine() {
    return machine;
  }

  public World world() {
    return world;
  }

  /// What a process does.
  @FunctionalInterface
  public interface Body<T> {
    T run(World world) throws ErrnoException;
  }

  /// As the other one, without a word on how far it is.
  public <T> T call(String process, String what, Duration limit, Body<T> body)
      throws ErrnoException {
    return call(process, what, limit, new Progress(what), body);
  }

  /// Has a process do something, and waits for it.
  ///
  /// @param progress learns which task does it
  ///
  /// @throws ErrnoException what it says
  /// @throws NotEndedException when it has not ended after `limit`; the message names all tasks and
  ///   what they wait for. It goes on
  <T> T call(String process, String what, Duration limit, Progress progress, Body<T> body)
      throws ErrnoException {
    CompletableFuture<T> result = new CompletableFuture<>();
    progress.by(
        world
            .process(process)
            .start(
                what,
                () -> {
                  try {
                    result.complete(body.run(world));
                  } catch (ErrnoException | RuntimeException | Error e) {
                    result.completeExceptionally(e);
                  }
                }));
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new NotEndedException(
          what + " has not ended after " + limit.toMillis() + " ms:\n" + machine.report());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotEndedException(what + " was interrupted");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ErrnoException errno -> throw errno;
        case RuntimeException runtime -> throw runtime;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /// Takes every task down.
  @Override
  public void close() {
    machine.halt();
  }
}

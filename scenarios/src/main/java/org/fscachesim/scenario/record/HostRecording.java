package org.fscachesim.scenario.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// One recording on this machine: makes what the script takes for granted, records, and puts
/// everything back as it was, also when this program is told to end. Processes of actors are ended
/// first, so that nothing holds on to what is cleared after them.
public final class HostRecording implements AutoCloseable {
  /// Where scripts have the filesystem of the cache.
  public static final Path CACHE = Path.of("/cache");

  private final GuestFiles guest;
  private final Path cache;
  private final Disk disk;
  private final Site site = new Site();
  private final HostProc proc = new HostProc();
  private final HostTrace trace = new HostTrace(HostTrace.USUAL);
  private final Ballast ballast;
  private final List<String> complaints = new ArrayList<>();
  private final Path work;
  private final ActorPool actors;
  private final Thread atExit = new Thread(this::close);
  private boolean closed;

  /// Makes the filesystem of the cache.
  @FunctionalInterface
  public interface Disk {
    /// @param file one that does not exist yet, for the disk's contents
    /// @param point where it is mounted
    void mount(Path file, int mebibytes, Path point) throws IOException;
  }

  /// @param guest the images that the script takes for granted
  /// @throws IOException when there is no place for temporary files
  public HostRecording(GuestFiles guest) throws IOException {
    this(guest, CACHE, CacheDisk::mount);
  }

  /// @param cache where the cache's filesystem is mounted; scripts have it at [#CACHE]
  /// @param disk makes it
  /// @throws IOException when there is no place for temporary files
  public HostRecording(GuestFiles guest, Path cache, Disk disk) throws IOException {
    this.guest = guest;
    this.cache = cache;
    this.disk = disk;
    this.ballast = new Ballast(cache.toString());
    this.work = Files.createTempDirectory("fscache-sim-record-");
    this.actors = new ActorPool(work, guest);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /// Records a script.
  ///
  /// @param kernel the release of this machine's kernel
  /// @param listener told of each step with its outcome, as it is done
  /// @throws UnsupportedStep when it cannot be recorded here, or is broken off, with the reason
  public Transcript record(Transcript script, String kernel, Consumer<TranscriptStep> listener) {
    if (!script.header().cacheFs().equals("ext4")) {
      throw new UnsupportedStep(
          "it wants a cache on " + script.header().cacheFs() + ": a disk is made with ext4 alone");
    }
    try {
      Transcript ready = prepare(script);
      actors.prepare(ActorPool.needed(ready));
      HostScene scene = new HostScene(actors, proc, trace, ballast, cache.toString());
      Transcript recorded = new Recorder(scene, guest).record(ready, kernel, listener);
      // The last step may have ended because its actor was.
      actors.checkNotEnded();
      return recorded;
    } catch (UncheckedIOException | IOException e) {
      throw new UnsupportedStep(String.valueOf(e.getMessage()));
    }
  }

  /// Mounts. Who closes meanwhile waits for this, and finds all that there is to clear.
  private synchronized Transcript prepare(Transcript script) throws IOException {
    if (closed) {
      throw new UnsupportedStep("the recording was broken off");
    }
    Transcript ready = NinepExport.identify(script, Files.createDirectory(work.resolve("server")));
    site.prepare(cache);
    Site.mountPoints(ready).forEach(site::prepare);
    disk.mount(work.resolve("disk"), ready.header().diskMebibytes(), cache);
    return ready;
  }

  /// What could not be put back as it was; known when this is closed.
  public synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  /// Ends what is left and puts everything back. A second time, and at once from another thread,
  /// does nothing.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (long pid : actors.endAll()) {
      complaints.add("process " + pid + " hangs in the kernel and cannot be ended");
    }
    ballast.close();
    try {
      proc.close();
      trace.close();
    } catch (ErrnoException e) {
      complaints.add("a setting in /proc or tracefs could not be put back: " + e.getMessage());
    }
    site.close();
    complaints.addAll(site.complaints());
    for (Path left : List.of(work.resolve("disk"), work.resolve("server"))) {
      delete(left);
    }
    actors.sockets().forEach(this::delete);
    delete(work);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The program is about to end: this may be that very thread.
    }
  }

  private void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      complaints.add(path + " is left: " + e);
    }
  }
}

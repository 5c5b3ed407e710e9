package org.fscachesim.scenario.record;

import java.util.List;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostMounts;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.scenario.script.OutsideFiles;
import org.fscachesim.scenario.script.Scene;
import org.fscachesim.scenario.script.SceneActor;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// This machine as the scene of a script. Used by one thread.
final class HostScene implements Scene {
  private final ActorPool actors;
  private final HostProc proc;
  private final HostTrace trace;
  private final Ballast ballast;
  private final String cache;
  private final HostFiles files = new HostFiles();

  /// @param cache where the cache filesystem is mounted
  HostScene(ActorPool actors, HostProc proc, HostTrace trace, Ballast ballast, String cache) {
    this.actors = actors;
    this.proc = proc;
    this.trace = trace;
    this.ballast = ballast;
    this.cache = cache;
  }

  @Override
  public void follow(List<TranscriptStep> next) {
    actors.checkNotEnded();
  }

  @Override
  public SceneActor start(String name) {
    return actors.take();
  }

  @Override
  public OutsideFiles files() {
    return files;
  }

  @Override
  public void sleepMillis(long millis) {
    Pauses.sleep(millis);
  }

  @Override
  public void sync() {
    HostMounts.sync();
  }

  @Override
  public List<String> readProc(String path) throws ErrnoException {
    return HostProc.lines(path);
  }

  @Override
  public void writeProc(String path, String text) throws ErrnoException {
    proc.write(path, text);
  }

  @Override
  public StatFs statfs(String directory) throws ErrnoException {
    return files.statfs(directory);
  }

  @Override
  public void ballast(long bytes) throws ErrnoException {
    ballast.take(bytes);
  }

  @Override
  public void unballast() throws ErrnoException {
    ballast.give();
  }

  @Override
  public void remount(boolean readOnly) throws ErrnoException {
    HostMounts.remount(cache, readOnly);
  }

  @Override
  public void startTrace() throws ErrnoException {
    trace.start();
  }

  @Override
  public List<String> traceLines() throws ErrnoException {
    return trace.lines();
  }
}

package org.fscachesim.scenario.script;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.FreeCounts;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.Step;

/// Does steps of a script on a scene, one after the other. A step waits for its actor up to four
/// seconds.
public final class Steps {
  private static final Outcome OK = Outcome.of("ok");

  private final Scene scene;
  private final GuestFiles guest;
  private final OutsideCalls outside;
  private final Map<String, SceneActor> actors = new LinkedHashMap<>();

  public Steps(Scene scene, GuestFiles guest) {
    this.scene = scene;
    this.guest = guest;
    this.outside = new OutsideCalls(scene.files());
  }

  /// Does a step; what came out, as a transcript writes it.
  ///
  /// @throws UnsupportedStep when it cannot be done on this scene
  public Outcome perform(Step step) {
    try {
      return switch (step) {
        case ActorStep actorStep -> operate(actorStep);
        case Directive directive -> direct(directive);
      };
    } catch (ErrnoException e) {
      return Outcome.of(e.errno().name());
    }
  }

  private SceneActor actor(String name) {
    return actors.computeIfAbsent(name, scene::start);
  }

  private Outcome operate(ActorStep step) {
    SceneActor actor = actor(step.actor());
    if (actor.isBusy()) {
      return Outcome.of("?busy");
    }
    actor.start(step.operation());
    return step.background() ? Outcome.of("started") : actor.join(Directive.Join.MILLIS);
  }

  private interface Call {
    void run() throws ErrnoException;
  }

  private static Outcome ok(Call call) throws ErrnoException {
    call.run();
    return OK;
  }

  private Outcome direct(Directive directive) throws ErrnoException {
    return switch (directive) {
      case Directive.Sleep(long millis) -> ok(() -> scene.sleepMillis(millis));
      case Directive.Sync() -> ok(scene::sync);
      case Directive.Kill(String actor) -> kill(actor);
      case Directive.Join(String actor, long millis) -> join(actor, millis);
      case Directive.Give(String from, String to, String name) -> give(from, to, name);
      case Directive.Ls(String directory) -> outside.ls(directory);
      case Directive.Proc(String name) ->
          Outcome.of(scene.readProc(name.startsWith("/") ? name : "/proc/fs/fscache/" + name));
      case Directive.Statfs(String directory) -> FreeCounts.print(scene.statfs(directory));
      case Directive.Ballast(long bytes) -> ok(() -> scene.ballast(bytes));
      case Directive.Unballast() -> ok(scene::unballast);
      case Directive.Crc(String file) ->
          GuestFiles.isGuestPath(file) ? Outcome.of(guest.crc(file)) : outside.crc(file);
      case Directive.Exists(String path) -> outside.exists(path);
      case Directive.Extents(String file) -> outside.extents(file);
      case Directive.Xattr(String file, String name) -> outside.xattr(file, name);
      case Directive.Setxattr(String file, String hex) -> ok(() -> outside.setXattr(file, hex));
      case Directive.Echo(String text, String file) -> ok(() -> echo(text, file));
      case Directive.Rm(String path) -> ok(() -> outside.rm(path));
      case Directive.Mkdir(String path) -> ok(() -> outside.mkdir(path));
      case Directive.Mkfile(String path, long size) -> ok(() -> outside.mkfile(path, size));
      case Directive.Cp(String from, String to) -> ok(() -> outside.cp(from, to));
      case Directive.Rename(String from, String to) -> ok(() -> outside.rename(from, to));
      case Directive.Remountfs(boolean readOnly) -> ok(() -> scene.remount(readOnly));
      case Directive.Daemon daemon -> scene.daemon(daemon);
      case Directive.TraceOn() -> ok(scene::startTrace);
      case Directive.TraceDump() -> Outcome.of(scene.traceLines());
    };
  }

  private Outcome join(String name, long millis) {
    SceneActor actor = actors.get(name);
    return actor == null ? Outcome.of("idle") : actor.join(millis);
  }

  private Outcome kill(String name) {
    SceneActor actor = actors.remove(name);
    return actor == null ? Outcome.of("idle") : actor.kill(Directive.Join.MILLIS);
  }

  /// Kills all actors, as when the script's machine is turned off; those that do not end are left
  /// to it.
  public void end() {
    actors.values().forEach(actor -> actor.kill(Directive.Join.MILLIS));
    actors.clear();
  }

  private Outcome give(String from, String to, String name) throws ErrnoException {
    SceneActor giver = actors.get(from);
    if (giver == null) {
      throw Errno.EBADF.exception();
    }
    giver.give(name, actor(to));
    return OK;
  }

  private void echo(String text, String file) throws ErrnoException {
    if (file.startsWith("/proc/")) {
      scene.writeProc(file, text);
    } else {
      outside.echo(text, file);
    }
  }
}

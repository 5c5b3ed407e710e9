package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// A cache is withdrawn while clients do one thing each.
final class Withdrawals {
  private Withdrawals() {}

  /// What the clients do meanwhile; the files are not in use yet.
  @FunctionalInterface
  private interface Clients {
    void start(RaceStage stage, CacheOwner owner, Volume volume, RaceFile file);
  }

  static List<Race> all() {
    return ImmutableList.of(
        against("use", "a file is used twice", true, Withdrawals::uses),
        against("lookup", "two files are looked up", false, Withdrawals::looksUp),
        against("create", "files are made in a new volume", false, Withdrawals::creates),
        against("invalidate", "a file in use is invalidated", true, Withdrawals::invalidates),
        against("relinquish", "a file is given back and acquired anew", true, Withdrawals::renews),
        against("expiry", "a file expires and comes back into use", true, Withdrawals::expires),
        against("cull", "the daemon culls a file that is looked up", true, Withdrawals::culls));
  }

  /// @param known whether the file was looked up before
  private static Race against(String what, String about, boolean known, Clients clients) {
    return new Race(
        "withdraw-against-" + what,
        "A cache is withdrawn while " + about + ".",
        stage -> play(stage, known, clients));
  }

  private static void play(RaceStage stage, boolean known, Clients clients) {
    CacheOwner owner = CacheOwner.drawn(stage);
    Volume volume = stage.volume("v");
    RaceFile file = RaceFile.acquire(stage, volume, "a", owner.isOnDemand());
    if (volume == null || file == null) {
      throw new IllegalStateException("the first volume and the first file are free");
    }
    if (known && !owner.isOnDemand()) {
      file.touch();
      stage.settle();
    }
    owner.servesAndGoes();
    clients.start(stage, owner, volume, file);
    stage.join();
    file.relinquish();
    volume.relinquish(null, false);
  }

  private static void uses(RaceStage stage, CacheOwner owner, Volume volume, RaceFile file) {
    stage.actor(
        "client",
        () -> {
          file.touch();
          file.touch();
        });
  }

  private static void looksUp(RaceStage stage, CacheOwner owner, Volume volume, RaceFile file) {
    stage.actor("client", file::touch);
    stage.actor("other client", () -> once(stage, volume, "b", owner.isOnDemand()));
  }

  private static void creates(RaceStage stage, CacheOwner owner, Volume volume, RaceFile file) {
    stage.actor(
        "client",
        () -> {
          Volume other = stage.volume("w");
          once(stage, other, "a", owner.isOnDemand());
          if (other != null) {
            other.relinquish(null, false);
          }
        });
  }

  private static void invalidates(RaceStage stage, CacheOwner owner, Volume volume, RaceFile file) {
    file.use();
    Task reads = stage.actor("client", () -> file.read(0));
    Task invalidates =
        stage.actor(
            "other client",
            () -> {
              file.invalidate();
              file.resize();
            });
    reads.join();
    invalidates.join();
    file.unuse();
  }

  private static void renews(RaceStage stage, CacheOwner owner, Volume volume, RaceFile file) {
    stage.actor("client", () -> once(stage, volume, "b", owner.isOnDemand()));
    stage.actor("other client", () -> once(stage, volume, "b", owner.isOnDemand()));
  }

  private static void expires(RaceStage stage, CacheOwner owner, Volume volume, RaceFile file) {
    stage.actor(
        "client",
        () -> {
          file.touch();
          stage.world().kernel().sleepMillis(RaceStage.EXPIRY);
          file.touch();
        });
  }

  private static void culls(RaceStage stage, CacheOwner owner, Volume volume, RaceFile file) {
    SystemCalls system = new SimulatedSystem(owner.process());
    String directory = "/cache/cache/Iv/" + file.directory();
    stage.actor(owner.process(), "cull", () -> cull(system, directory));
    stage.actor("client", file::touch);
  }

  /// The device is the first that the daemon has opened.
  private static void cull(SystemCalls system, String directory) throws ErrnoException {
    system.chdir(directory);
    system.write(0, World.text("inuse Da"));
    system.write(0, World.text("cull Da"));
  }

  private static void once(RaceStage stage, @Nullable Volume volume, String key, boolean onDemand) {
    RaceFile file = RaceFile.acquire(stage, volume, key, onDemand);
    if (file != null) {
      file.touch();
      file.relinquish();
    }
  }
}

package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.scenario.ScenarioFailure;

/// Volumes and files are acquired by one while another one gives them back.
final class VolumeRaces {
  /// As long as a key with a hostname and a path becomes.
  private static final String LONG_KEY = "k".repeat(200);

  /// Milliseconds after which the kernel complains that a volume has to wait.
  private static final long VERY_LATE = 30_000;

  private VolumeRaces() {}

  static List<Race> all() {
    return ImmutableList.of(
        new Race(
            "volume-changes-hands",
            "Two clients acquire and give back a volume of one key, with a file in it.",
            VolumeRaces::changesHands),
        new Race(
            "volume-behind-a-slow-daemon",
            "A volume is given back and taken into use again, while a daemon closes a file of it"
                + " late.",
            VolumeRaces::behindASlowDaemon),
        new Race(
            "file-changes-hands",
            "Two clients acquire and give back a file of one key.",
            VolumeRaces::fileChangesHands),
        new Race(
            "volume-cannot-be-made",
            "Two files are looked up in a volume whose directory can not be made at first.",
            VolumeRaces::cannotBeMade),
        new Race(
            "domain-comes-and-goes",
            "Two applications mount and unmount in one domain.",
            VolumeRaces::domain));
  }

  private static void changesHands(RaceStage stage) {
    CacheOwner owner = CacheOwner.drawn(stage);
    boolean stays = stage.happens("the cache stays until the end");
    if (!stays || owner.isOnDemand()) {
      owner.servesAndGoes();
    }
    String key = stage.happens("its key is long") ? LONG_KEY : "v";
    for (String name : List.of("client", "other client")) {
      stage.actor(name, () -> useOnce(stage, owner, key));
    }
    stage.join();
  }

  /// Whoever comes waits for who was there: two volumes never own one directory.
  private static void behindASlowDaemon(RaceStage stage) throws ErrnoException {
    OpenedFile opened = OpenedFile.open(stage);
    RaceDaemon daemon = opened.daemon();
    Volume old = opened.volume();
    boolean slow = stage.happens("it is very slow");
    opened.giveBack();
    stage.actor(
        daemon.process(),
        "close late",
        () -> {
          DaemonMessage message = daemon.next();
          stage.world().kernel().sleepMillis(slow ? VERY_LATE : 1);
          if (message != null) {
            daemon.answer(message);
          }
          daemon.serve(RaceDaemon.ENOUGH);
        });
    for (String name : List.of("client", "other client")) {
      stage.actor(
          name,
          () -> {
            Volume volume = stage.volume("v");
            if (volume != null) {
              if (!old.isFreed()) {
                throw new ScenarioFailure("two volumes own one directory");
              }
              volume.relinquish(null, false);
            }
          });
    }
    stage.join();
    stage.actor(daemon.process(), "close", daemon::closeAll);
  }

  private static void useOnce(RaceStage stage, CacheOwner owner, String key) {
    Volume volume = stage.volume(key);
    if (volume != null) {
      RaceFile file = RaceFile.acquire(stage, volume, "a", owner.isOnDemand());
      if (file != null) {
        file.touch();
        file.relinquish();
      }
      volume.relinquish(null, stage.happens("the volume is invalidated"));
    }
  }

  private static void fileChangesHands(RaceStage stage) {
    CacheOwner owner = CacheOwner.drawn(stage);
    Volume volume = stage.volume("v");
    owner.servesAndGoes();
    for (String name : List.of("client", "other client")) {
      stage.actor(
          name,
          () -> {
            RaceFile file = RaceFile.acquire(stage, volume, "a", owner.isOnDemand());
            if (file != null) {
              file.touch();
              file.relinquish();
            }
          });
    }
    stage.join();
    if (volume != null) {
      volume.relinquish(null, false);
    }
  }

  private static void cannotBeMade(RaceStage stage) {
    CacheOwner owner = CacheOwner.drawn(stage);
    stage.world().cacheStore().inject(StoreOperation.MKDIR, Errno.ENOSPC, 1);
    Volume volume = stage.volume("v");
    owner.servesAndGoes();
    for (String key : List.of("a", "b")) {
      stage.actor(
          "client of " + key,
          () -> {
            RaceFile file = RaceFile.acquire(stage, volume, key, owner.isOnDemand());
            if (file != null) {
              file.touch();
              file.relinquish();
            }
          });
    }
    stage.join();
    if (volume != null) {
      volume.relinquish(null, false);
    }
  }

  private static void domain(RaceStage stage) {
    CacheOwner.onDemand(stage).servesAndGoes();
    Mounting.start(stage, "app", "/mnt1", "fsid=a,domain_id=d");
    Mounting.start(stage, "other app", "/mnt2", "fsid=b,domain_id=d");
    stage.join();
  }
}

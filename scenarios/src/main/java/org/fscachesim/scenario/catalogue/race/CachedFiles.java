package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.ContentCheck;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;

/// Files of a cache in the original mode that stays: what is stored is found again, what is in use
/// can be used, and what was invalidated is not read any more.
final class CachedFiles {
  private static final byte SECOND_VERSION = 77;
  private static final int MOST_INVALIDATIONS = 2;

  private CachedFiles() {}

  static List<Race> all() {
    return ImmutableList.of(
        new Race(
            "invalidate-against-lookup",
            "A file with data in the cache is looked up and read while it changes at the server.",
            CachedFiles::invalidate),
        new Race(
            "expiry-against-use",
            "Two files expire about when they come back into use.",
            CachedFiles::expire),
        new Race(
            "expiry-with-an-operation",
            "A file expires with an operation on it still open, while it is invalidated.",
            CachedFiles::expireWithOperation),
        new Race(
            "cull-against-lookup",
            "A file is culled while two clients use it, one after the other.",
            CachedFiles::cull),
        new Race(
            "cull-against-attributes",
            "The directory of a volume is culled while somebody changes its attributes.",
            CachedFiles::cullDirectory),
        new Race(
            "stored-and-found-again",
            "Two clients store a file each, give all back, and come again.",
            CachedFiles::findAgain),
        new Race(
            "expiry-against-unload",
            "fscache is unloaded soon after two files went out of use.",
            CachedFiles::unload));
  }

  private static CacheOwner bound(RaceStage stage) {
    return CacheOwner.original(stage);
  }

  private static Volume volume(RaceStage stage) throws ErrnoException {
    Volume volume = stage.volume("v");
    if (volume == null) {
      throw Errno.EBUSY.exception();
    }
    return volume;
  }

  private static RaceFile file(RaceStage stage, Volume volume, String key) throws ErrnoException {
    RaceFile file = RaceFile.acquire(stage, volume, key, false);
    if (file == null) {
      throw Errno.EBUSY.exception();
    }
    return file;
  }

  /// A file that is in the cache, and that nobody has.
  ///
  /// @return the name of the directory that it is in
  private static String stored(RaceStage stage, Volume volume, String key) throws ErrnoException {
    RaceFile file = file(stage, volume, key);
    file.use();
    require(file.write(), "a file can not be stored");
    file.unuse();
    file.giveBack();
    stage.settle();
    return file.directory();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ScenarioFailure(otherwise);
    }
  }

  private static void invalidate(RaceStage stage) throws ErrnoException {
    CacheOwner owner = bound(stage);
    Volume volume = volume(stage);
    stored(stage, volume, "a");
    ContentCheck versions = new ContentCheck("the file", RaceStage.content());
    RaceFile file = file(stage, volume, "a");
    stage.actor(
        "reader",
        () -> {
          file.use();
          file.read(0, versions);
          file.unuse();
        });
    int times = 1 + stage.draw("invalidations", MOST_INVALIDATIONS);
    stage.actor(
        "writer",
        () -> {
          byte[] second = new byte[RaceStage.SIZE];
          Arrays.fill(second, SECOND_VERSION);
          versions.mayBecome(second);
          file.use();
          for (int i = 0; i < times; i++) {
            file.invalidate();
          }
          versions.hasBecome();
          file.read(0, versions);
          if (stage.happens("it is stored anew")) {
            file.write(SECOND_VERSION);
          }
          file.unuse();
        });
    stage.join();
    file.use();
    file.read(0, versions);
    file.unuse();
    file.giveBack();
    end(stage, owner, volume);
  }

  private static void expire(RaceStage stage) throws ErrnoException {
    CacheOwner owner = bound(stage);
    Volume volume = volume(stage);
    RaceFile[] files = {file(stage, volume, "a"), file(stage, volume, "b")};
    for (RaceFile file : files) {
      file.use();
    }
    stage.settle();
    for (RaceFile file : files) {
      stage.actor(
          "client",
          () -> {
            file.unuse();
            stage.world().kernel().sleepMillis(RaceStage.EXPIRY - 1 + stage.draw("sleeps on", 3));
            file.use();
            stage.settle();
            require(file.write(), "a file that is in use can not be used");
            file.unuse();
          });
    }
    stage.join();
    for (RaceFile file : files) {
      file.giveBack();
    }
    end(stage, owner, volume);
  }

  private static void expireWithOperation(RaceStage stage) throws ErrnoException {
    CacheOwner owner = bound(stage);
    Volume volume = volume(stage);
    RaceFile file = file(stage, volume, "a");
    file.use();
    stage.settle();
    Task works =
        stage.actor(
            "client",
            () -> {
              CacheResources resources = new CacheResources();
              resources.beginWriteOperation(file.cookie());
              file.unuse();
              stage.world().kernel().sleepMillis(RaceStage.EXPIRY + 2);
              Object object = file.cookie().cachePriv();
              resources.endOperation();
              require(object != null, "a file has lost its object under an open operation");
            });
    stage.actor(
        "other client",
        () -> {
          stage.world().kernel().sleepMillis(RaceStage.EXPIRY + stage.draw("sleeps on", 2));
          file.invalidate();
        });
    works.join();
    stage.join();
    file.giveBack();
    end(stage, owner, volume);
  }

  private static void cull(RaceStage stage) throws ErrnoException {
    CacheOwner owner = bound(stage);
    Volume volume = volume(stage);
    String directory = stored(stage, volume, "a");
    SystemCalls system = new SimulatedSystem(owner.process());
    stage.actor(
        owner.process(),
        "cull",
        () -> {
          system.chdir("/cache/cache/Iv/" + directory);
          if (stage.happens("it is asked for first")) {
            system.write(owner.device(), World.text("inuse Da"));
          }
          system.write(owner.device(), World.text("cull Da"));
        });
    for (String client : List.of("client", "other client")) {
      stage.actor(
          client,
          () -> {
            RaceFile file = RaceFile.acquire(stage, volume, "a", false);
            if (file != null) {
              file.use();
              file.read(0);
              file.unuse();
              file.giveBack();
            }
          });
    }
    stage.join();
    stored(stage, volume, "a");
    end(stage, owner, volume);
  }

  private static void cullDirectory(RaceStage stage) throws ErrnoException {
    CacheOwner owner = bound(stage);
    volume(stage).relinquish(null, false);
    stage.settle();
    var namespace = stage.world().kernel().namespace();
    var directory = namespace.resolve(namespace.rootLocation(), "/cache/cache/Iv", false).inode();
    SystemCalls system = new SimulatedSystem(owner.process());
    stage.actor(
        owner.process(),
        "cull",
        () -> {
          system.chdir("/cache/cache");
          system.write(owner.device(), World.text("cull Iv"));
        });
    stage.actor("chattr", () -> directory.setNoAtime(stage.world().kernel()));
    if (stage.happens("the volume comes back")) {
      stage.actor(
          "client",
          () -> {
            Volume volume = stage.volume("v");
            if (volume != null) {
              volume.relinquish(null, false);
            }
          });
    }
    stage.join();
    require(directory.isNoAtime(), "a flag of a directory was lost");
    owner.close();
  }

  private static void findAgain(RaceStage stage) throws ErrnoException {
    CacheOwner owner = bound(stage);
    for (int round = 0; round < 2; round++) {
      Volume volume = volume(stage);
      boolean known = round > 0;
      for (String key : List.of("a", "b")) {
        stage.actor(
            "client of " + key,
            () -> {
              RaceFile file = file(stage, volume, key);
              file.use();
              require(!known || file.read(0), "what was stored is not found again");
              require(file.write(), "a file can not be stored");
              file.unuse();
              file.giveBack();
            });
      }
      stage.join();
      volume.relinquish(null, false);
      stage.settle();
    }
    owner.close();
  }

  private static void unload(RaceStage stage) throws ErrnoException {
    CacheOwner owner = bound(stage);
    Volume volume = volume(stage);
    for (String key : List.of("a", "b")) {
      RaceFile file = file(stage, volume, key);
      stage.actor(
          "client of " + key,
          () -> {
            file.use();
            file.write();
            file.unuse();
            if (stage.happens("it is kept for a while")) {
              stage.world().kernel().sleepMillis(RaceStage.EXPIRY - 1);
            }
            file.giveBack();
          });
    }
    stage.join();
    end(stage, owner, volume);
    stage.world().fscache().unload();
    stage.world().kernel().sleepMillis(2 * RaceStage.EXPIRY);
  }

  private static void end(RaceStage stage, CacheOwner owner, Volume volume) {
    volume.relinquish(null, false);
    stage.settle();
    owner.close();
  }
}

package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.Freezer;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.store.StoreTraits;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.store.memory.MemoryStoreConfig;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;
import org.jspecify.annotations.Nullable;

/// Memory is short, the disk fails, the filesystem can not do all, or a daemon says strange things,
/// while clients go on.
final class Failures {
  private static final List<String> FILE_FAULTS =
      List.of(
          "cachefiles/open",
          "cachefiles/object-id",
          "cachefiles/request",
          "cachefiles/anon-file",
          "cachefiles/xattr-buffer",
          "cachefiles/name",
          "cachefiles/queued-io",
          "fscache_alloc_cache",
          "fscache_alloc_cookie",
          "fscache_alloc_volume",
          "fscache_alloc_write_request");

  private static final List<String> MOUNT_FAULTS =
      List.of(
          "erofs/request",
          "erofs/pseudo-mount",
          "fscache_alloc_volume",
          "fscache_alloc_cache",
          "fscache_alloc_cookie",
          "page cache allocation");

  private static final List<StoreOperation> OPERATIONS =
      List.of(
          StoreOperation.LOOKUP,
          StoreOperation.MKDIR,
          StoreOperation.TMPFILE,
          StoreOperation.LINK,
          StoreOperation.RENAME,
          StoreOperation.GET_XATTR,
          StoreOperation.SET_XATTR,
          StoreOperation.OPEN,
          StoreOperation.WRITE,
          StoreOperation.TRUNCATE);

  private static final List<Errno> ERRORS = List.of(Errno.EIO, Errno.ENOSPC, Errno.ENOMEM);

  /// So often that it is for good.
  private static final int FOR_GOOD = 1000;

  private Failures() {}

  static List<Race> all() {
    return ImmutableList.of(
        new Race(
            "memory-is-short",
            "Two clients use files while memory is short at a drawn place.",
            Failures::memory),
        new Race(
            "memory-is-short-for-mounts",
            "Two applications mount while memory is short at a drawn place.",
            Failures::mountMemory),
        new Race(
            "disk-fails",
            "Two clients use files while one or two operations of the disk fail, once or for good.",
            Failures::disk),
        new Race(
            "disk-freezes",
            "Two clients store files while the filesystem is frozen for a backup.",
            Failures::freeze),
        new Race(
            "plain-filesystem",
            "A cache is bound on a filesystem that can not do all, and two clients use files.",
            Failures::plainFilesystem),
        new Race(
            "drawn-settings",
            "A daemon binds after drawn settings, and another one tries to be first.",
            Failures::settings));
  }

  private static void clients(RaceStage stage, CacheOwner owner) {
    for (String key : List.of("a", "b")) {
      stage.actor(
          "client of " + key,
          () -> {
            Volume volume = stage.volume("v" + key);
            RaceFile file = RaceFile.acquire(stage, volume, key, owner.isOnDemand());
            if (file != null) {
              file.touch();
              file.touch();
              file.giveBack();
            }
            if (volume != null) {
              volume.relinquish(null, false);
            }
          });
    }
  }

  private static void memory(RaceStage stage) {
    String fault = FILE_FAULTS.get(stage.draw("what is short", FILE_FAULTS.size()));
    stage.world().kernel().faults().arm(fault);
    CacheOwner owner = CacheOwner.orderly(stage);
    if (owner.isOnDemand()) {
      owner.servesAndGoes();
    }
    clients(stage, owner);
    stage.join();
    if (!owner.isOnDemand()) {
      owner.servesAndGoes();
      stage.join();
    }
    stage.world().kernel().faults().disarm(fault);
  }

  private static void mountMemory(RaceStage stage) throws ErrnoException {
    RaceDaemon daemon = OpenedFile.bound(stage);
    String fault = MOUNT_FAULTS.get(stage.draw("what is short", MOUNT_FAULTS.size()));
    stage.world().kernel().faults().arm(fault);
    stage.actor(daemon.process(), "serve", () -> daemon.serve(RaceDaemon.ENOUGH));
    for (String where : List.of("/mnt1", "/mnt2")) {
      UserProcess app = stage.world().process("app at " + where);
      stage.actor(app, "mount", () -> mount(stage, app, where));
    }
    stage.join();
    stage.world().kernel().faults().disarm(fault);
    stage.actor(daemon.process(), "close", daemon::closeAll);
  }

  /// What the daemon has is no image, so that every mount is refused; as invalid, or for want of
  /// memory.
  private static void mount(RaceStage stage, UserProcess app, String where) {
    Errno refusal =
        KernelCall.errno(
            () -> stage.world().mount(app, "erofs", "none", where, "fsid=a,domain_id=d"));
    if (refusal == Errno.EIO) {
      throw new ScenarioFailure("a mount fails with EIO, and it was memory that was short");
    }
  }

  private static void disk(RaceStage stage) {
    CacheOwner owner = CacheOwner.orderly(stage);
    clients(stage, owner);
    if (stage.happens("there is something on the disk")) {
      if (owner.isOnDemand()) {
        owner.servesAndGoes();
      }
      stage.join();
      clients(stage, owner);
    } else if (owner.isOnDemand()) {
      owner.servesAndGoes();
    }
    int failing = 1 + stage.draw("operations that fail", 2);
    if (stage.happens("it can not be changed any more")) {
      stage.world().cacheStore().turnReadOnly();
    }
    int times = stage.happens("for good") ? FOR_GOOD : 1;
    Errno error = ERRORS.get(stage.draw("error", ERRORS.size()));
    for (int i = 0; i < failing; i++) {
      StoreOperation operation = OPERATIONS.get(stage.draw("operation", OPERATIONS.size()));
      stage.world().cacheStore().inject(operation, error, times);
    }
    stage.join();
    if (!owner.isOnDemand()) {
      owner.servesAndGoes();
    }
  }

  /// Who is kept waiting goes on when the filesystem thaws; nothing is lost by that.
  private static void freeze(RaceStage stage) throws ErrnoException {
    CacheOwner owner = CacheOwner.original(stage);
    Volume volume = stage.volume("v");
    Freezer freezer = stage.world().cacheStore().freezer(stage.world().kernel());
    stage.actor(
        "fsfreeze",
        () -> {
          freezer.freeze();
          stage.settle();
          freezer.thaw();
        });
    store(stage, volume, false);
    stage.join();
    stage.settle();
    store(stage, volume, true);
    stage.join();
    if (volume != null) {
      volume.relinquish(null, false);
    }
    stage.settle();
    owner.close();
  }

  /// Two clients store a file each.
  ///
  /// @param again whether they have done so before
  private static void store(RaceStage stage, @Nullable Volume volume, boolean again) {
    for (String key : List.of("a", "b")) {
      stage.actor(
          "client of " + key,
          () -> {
            RaceFile file = RaceFile.acquire(stage, volume, key, false);
            if (file == null) {
              throw Errno.EBUSY.exception();
            }
            file.use();
            if (again && !file.read(0)) {
              throw new ScenarioFailure("what was stored while the disk froze is not found again");
            }
            file.write();
            file.unuse();
            file.giveBack();
          });
    }
  }

  /// Whoever can bind can store, where bind asks for all that it takes.
  private static void plainFilesystem(RaceStage stage) {
    StoreTraits traits =
        stage.happens("no direct I/O")
            ? StoreTraits.EXT4.withoutDirectIo()
            : StoreTraits.EXT4.withTmpfile(!stage.happens("no nameless files"));
    MemoryStore store = MemoryStore.create(MemoryStoreConfig.ext4().withTraits(traits));
    stage.world().kernel().namespace().mountStore("/mnt9", store);
    UserProcess process = stage.world().process("daemon");
    SystemCalls system = new SimulatedSystem(process);
    boolean[] bound = new boolean[1];
    stage.actor(
        process,
        "bind",
        () -> {
          int device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
          for (String command : List.of("dir /mnt9", "tag t", "bind")) {
            system.write(device, World.text(command));
          }
          bound[0] = true;
        });
    stage.join();
    Volume volume = stage.volume("v");
    boolean asks =
        CachefilesBehaviour.TMPFILE_NEEDED_AT_BIND.in(stage.world().kernel().config().version());
    for (String key : List.of("a", "b")) {
      stage.actor(
          "client of " + key,
          () -> {
            RaceFile file = RaceFile.acquire(stage, volume, key, false);
            if (file != null) {
              file.use();
              stage.settle();
              boolean stored = file.cookie().cachePriv() != null;
              file.unuse();
              file.giveBack();
              if (bound[0] && asks && traits.supportsDirectIo() && !stored) {
                throw new ScenarioFailure("a cache is bound in which no file can be made");
              }
            }
          });
    }
    stage.join();
    if (volume != null) {
      volume.relinquish(null, false);
    }
    process.kill();
  }

  /// What is taken is good: bind does not fail for it.
  private static void settings(RaceStage stage) {
    boolean tagged = !stage.happens("without a tag");
    boolean context = stage.happens("with a security context");
    for (String name : List.of("daemon", "other daemon")) {
      UserProcess process = stage.world().process(name);
      SystemCalls system = new SimulatedSystem(process);
      stage.actor(
          process,
          "bind",
          () -> {
            int device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
            system.write(device, World.text("dir /cache"));
            if (tagged) {
              system.write(device, World.text("tag t"));
            }
            if (context) {
              system.write(device, World.text("secctx nobody:knows:it"));
            }
            Errno refusal = KernelCall.errno(() -> system.write(device, World.text("bind")));
            system.close(device);
            if (refusal != null) {
              throw new ScenarioFailure("bind refuses what was taken before, with " + refusal);
            }
          });
    }
  }
}

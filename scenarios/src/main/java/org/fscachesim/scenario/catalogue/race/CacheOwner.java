package org.fscachesim.scenario.catalogue.race;

import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.World;
import org.fscachesim.scenario.catalogue.HostileDaemon;

/// Whose the cache is, and how it goes away at some moment: a daemon of the original mode, a
/// careful one that serves on demand, or a hostile one.
final class CacheOwner {
  /// Whose it may be.
  private enum Manner {
    ORIGINAL,
    CAREFUL,
    HOSTILE
  }

  private static final int HOSTILE_ACTIONS = 6;

  private final RaceStage stage;
  private final Manner manner;
  private final UserProcess process;
  private final SystemCalls system;
  private final RaceDaemon careful;
  private final HostileDaemon hostile;
  private int device = -1;

  private CacheOwner(RaceStage stage, Manner manner) {
    this.stage = stage;
    this.manner = manner;
    this.process = stage.world().process("daemon");
    this.system = new SimulatedSystem(process);
    this.careful = new RaceDaemon(stage, process);
    this.hostile = new HostileDaemon(stage.world(), process, RaceStage.content(), HOSTILE_ACTIONS);
  }

  /// Draws whose the cache is, and brings it online.
  static CacheOwner drawn(RaceStage stage) {
    return bound(stage, Manner.values()[stage.draw("the cache's owner", Manner.values().length)]);
  }

  /// Draws who serves on demand, and brings the cache online.
  static CacheOwner onDemand(RaceStage stage) {
    return bound(stage, stage.happens("the daemon is hostile") ? Manner.HOSTILE : Manner.CAREFUL);
  }

  /// Draws whose the cache is, but for a hostile daemon, and brings it online.
  static CacheOwner orderly(RaceStage stage) {
    return bound(stage, stage.happens("on demand") ? Manner.CAREFUL : Manner.ORIGINAL);
  }

  /// Brings a cache of the original mode online.
  static CacheOwner original(RaceStage stage) {
    return bound(stage, Manner.ORIGINAL);
  }

  private static CacheOwner bound(RaceStage stage, Manner manner) {
    CacheOwner owner = new CacheOwner(stage, manner);
    owner.process.start("bind", () -> KernelCall.errno(owner::bind)).join();
    return owner;
  }

  private void bind() throws ErrnoException {
    switch (manner) {
      case ORIGINAL -> {
        device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
        for (String command : new String[] {"dir /cache", "tag t", "bind"}) {
          system.write(device, World.text(command));
        }
      }
      case CAREFUL -> careful.bind();
      case HOSTILE -> hostile.bind();
    }
  }

  /// Whether files come from a daemon.
  boolean isOnDemand() {
    return manner != Manner.ORIGINAL;
  }

  UserProcess process() {
    return process;
  }

  /// The descriptor of the device, in the original mode.
  int device() {
    return device;
  }

  /// Lets a cache of the original mode go, and waits for that.
  void close() {
    process.start("close", () -> KernelCall.errno(() -> system.close(device))).join();
  }

  /// Starts who serves for a while, and then lets the cache go in a drawn manner.
  void servesAndGoes() {
    switch (manner) {
      case ORIGINAL -> goes();
      case CAREFUL -> stage.actor(process, "serve", careful::serveAndClose);
      // It waits for tasks of the process, so it is none.
      case HOSTILE ->
          stage.actor(
              "hostile",
              () -> {
                hostile.serveAndClose();
                process.kill();
              });
    }
  }

  private void goes() {
    switch (stage.draw("how the cache goes", 3)) {
      case 0 -> stage.actor(process, "close", () -> system.close(device));
      case 1 -> {
        stage.world().cacheStore().inject(StoreOperation.LOOKUP, Errno.EIO, 1);
        stage.actor(process, "close", () -> system.close(device));
      }
      default -> stage.actor("kill", process::kill);
    }
  }
}

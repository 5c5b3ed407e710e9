package org.fscachesim.scenario.replay;

import static com.google.common.io.RecursiveDeleteOption.ALLOW_INSECURE;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.store.directory.DirectoryStore;
import org.fscachesim.kernel.store.directory.StoreUnsupportedException;
import org.fscachesim.kernel.store.memory.Ext4Space;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.store.memory.MemoryStoreConfig;
import org.fscachesim.kernel.task.Machine;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.server.FileServer;
import org.fscachesim.scenario.World;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.Header;
import org.fscachesim.scenario.transcript.ServerFile;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// A [World] as the player's stage.
public final class WorldStage implements Stage {
  /// The kernel that was put together from 6.1.192 and the cachefiles of 6.7: its EROFS and 9p are
  /// 6.1's.
  private static final String MIXED_KERNEL = "6.1.192-p60";

  /// What the recorded machines mounted 9p from.
  private static final String SERVER_TAG = "host";

  private final World world;
  private final RecordedServerClock clock;

  private WorldStage(World world, RecordedServerClock clock) {
    this.world = world;
    this.clock = clock;
  }

  /// Makes the filesystem of a stage.
  @FunctionalInterface
  private interface StoreMaker {
    BackingStore make(Header header);
  }

  /// Stages whose cache lies in memory.
  public static StageFactory inMemory() {
    return stages(
        header -> MemoryStore.create(MemoryStoreConfig.ext4().withSpace(emptyDisk(header))));
  }

  /// Stages whose cache lies in a directory of the host, which is made, and must be empty.
  public static StageFactory in(Path directory) {
    AtomicBoolean again = new AtomicBoolean();
    return stages(header -> open(directory, again.getAndSet(true), emptyDisk(header)));
  }

  /// @param again whether what is in the directory is from a stage before, and can go
  private static BackingStore open(Path directory, boolean again, StatFs space) {
    try {
      Files.createDirectories(directory);
      if (again) {
        MoreFiles.deleteDirectoryContents(directory, ALLOW_INSECURE);
      }
      try (var content = Files.list(directory)) {
        if (content.findAny().isPresent()) {
          throw new UnsupportedStep(
              "the directory " + directory + " is not empty: name one for the store that is");
        }
      }
      DirectoryStore store = DirectoryStore.open(directory);
      // As large and as empty as the recorded machines' disk, whatever the host's is.
      store.setFreeCounts(space);
      return store;
    } catch (StoreUnsupportedException e) {
      throw new UnsupportedStep(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UnsupportedStep("the directory " + directory + " cannot be used: " + e);
    }
  }

  private static StatFs emptyDisk(Header header) {
    int mebibytes = header.diskMebibytes();
    if (mebibytes < Ext4Space.MIN_MEBIBYTES || mebibytes > Ext4Space.MAX_MEBIBYTES) {
      throw new UnsupportedStep(
          "a disk of %d MiB is not modelled: there are those from %d to %d"
              .formatted(mebibytes, Ext4Space.MIN_MEBIBYTES, Ext4Space.MAX_MEBIBYTES));
    }
    return Ext4Space.ofEmptyDisk(mebibytes);
  }

  private static StageFactory stages(StoreMaker stores) {
    return (machine, version, header, guest) -> boot(machine, version, header, guest, stores);
  }

  private static Stage boot(
      Machine machine, KernelVersion version, Header header, GuestFiles guest, StoreMaker stores) {
    if (!header.cacheFs().equals("ext4")) {
      throw new UnsupportedStep(
          "a cache on " + header.cacheFs() + " is not modelled: there is ext4");
    }
    KernelConfig config = KernelConfig.of(version);
    if (header.kernel().equals(MIXED_KERNEL) && version == KernelVersion.V6_7) {
      config =
          config
              .without(NetfsBehaviour.ONE_REQUEST_PER_WINDOW)
              .without(NetfsBehaviour.PREPARE_WITHOUT_SUBREQUEST)
              .without(NetfsBehaviour.METADATA_FROM_PRIMARY)
              .without(NetfsBehaviour.EXTRA_BLOBS_RELEASED_FIRST)
              .without(NetfsBehaviour.EROFS_XATTR_PREFIXES)
              .without(NetfsBehaviour.NINEP_CACHE_BITS)
              .without(NetfsBehaviour.NINEP_WRITES_BACK_ON_CLOSE)
              .without(NetfsBehaviour.NINEP_RESIZES_COOKIES);
    }
    Pace pace = Pace.of(machine);
    World world = World.boot(config, machine, pace.over(stores.make(header), machine));
    pace.slowDownLog(world.kernel());
    RecordedServerClock clock = new RecordedServerClock(world.kernel(), header);
    FileServer server = new FileServer(world.kernel(), clock);
    for (ServerFile file : header.serverFiles()) {
      server.put(file.name(), file.identity(), file.mtimeSeconds(), guest.serverFile(file));
    }
    world.offerServer(SERVER_TAG, server);
    return new WorldStage(world, clock);
  }

  @Override
  public void follow(List<TranscriptStep> next) {
    clock.follow(next);
  }

  @Override
  public Kernel kernel() {
    return world.kernel();
  }

  @Override
  public BackingStore cacheStore() {
    return world.cacheStore();
  }

  @Override
  public List<String> readProc(String path) throws ErrnoException {
    return world.readProc(path).lines().toList();
  }

  @Override
  public void writeProc(String path, String text) throws ErrnoException {
    world.writeProc(path, text);
  }

  @Override
  public void close() {
    world.cacheStore().close();
  }
}

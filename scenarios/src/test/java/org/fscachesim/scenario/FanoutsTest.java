package org.fscachesim.scenario;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.cachefiles.Cachefiles;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.DirEntry;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A volume has 256 directories, and in a scenario as many as that says.
final class FanoutsTest {
  private static final KernelConfig CONFIG = KernelConfig.of(KernelVersion.D6_12_117);

  /// Sets a volume up, and notes which directories it has.
  private static class Listing implements Scenario {
    final List<String> names = new ArrayList<>();

    @Override
    public String name() {
      return "listing";
    }

    @Override
    public String about() {
      return "A volume is set up.";
    }

    @Override
    public void run(World world) {
      UserProcess daemon = world.process("daemon");
      daemon.start("bind", () -> bind(new SimulatedSystem(daemon))).join();
      BackingStore store = world.cacheStore();
      try {
        Volume volume = requireNonNull(world.fscache().acquireVolume("v", null, null));
        world.kernel().sleepMillis(1);
        Inode cache = requireNonNull(store.lookup(store.root(), "cache"));
        Inode directory = requireNonNull(store.lookup(cache, "Iv"));
        store.list(directory).stream().map(DirEntry::name).forEach(names::add);
        volume.relinquish(null, false);
      } catch (ErrnoException e) {
        throw new ScenarioFailure("listing: " + e.errno());
      }
    }

    private static void bind(SystemCalls system) {
      try {
        int device = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
        system.write(device, World.text("dir /cache"));
        system.write(device, World.text("bind"));
      } catch (ErrnoException e) {
        throw new ScenarioFailure("bind: " + e.errno());
      }
    }
  }

  private static List<String> names(Listing scenario) {
    ScenarioRun run = ScenarioRun.of(scenario, CONFIG, new FirstRunnable(), false);
    assertEquals(new Verdict.Passed(), run.verdict());
    return scenario.names;
  }

  @Test
  void aScenarioHasTwo() {
    assertEquals(List.of("@00", "@01"), names(new Listing()));
  }

  @Test
  void aScenarioMayHaveAsManyAsAKernel() {
    List<String> names =
        names(
            new Listing() {
              @Override
              public int fanouts() {
                return Cachefiles.FANOUTS;
              }
            });
    assertEquals(256, names.size());
    assertEquals("@ff", names.getLast());
  }

  @Test
  void aWorldHasAsManyAsAKernel() {
    SimMachine machine = new SimMachine(new FirstRunnable());
    machine.run(
        "main",
        () -> {
          World world = World.boot(CONFIG, machine, MemoryStore.create());
          assertEquals(256, world.cachefiles().fanouts());
          assertEquals("@2a", world.cachefiles().fanoutName(0xffff_f02a));
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3, 257, 512})
  void anyOtherNumberIsRefused(int fanouts) {
    SimMachine machine = new SimMachine(new FirstRunnable());
    machine.run(
        "main",
        () -> {
          IllegalArgumentException refused =
              assertThrows(
                  IllegalArgumentException.class,
                  () -> World.boot(CONFIG, machine, MemoryStore.create(), fanouts));
          assertEquals(
              "fanouts (" + fanouts + ") must be a power of two, 1 to 256", refused.getMessage());
        });
  }
}

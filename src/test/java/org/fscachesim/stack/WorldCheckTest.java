package org.fscachesim.stack;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Example;
import org.fscachesim.devnode.SimulatedSystem;
import org.fscachesim.devnode.SystemCalls;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.store.memory.MemoryStore;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.kernel.testing.LeavesTheWorldBroken;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.kernel.wait.Completion;
import org.fscachesim.scenario.World;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/// A test that leaves a broken world behind fails by itself, and the failure names what is broken.
///
/// The tests that are looked at are run by an engine of their own, because they fail.
final class WorldCheckTest {
  static final class LeakedPin {
    @Test
    void leaks() {
      boot(WorldCheckTest::leakAPin);
    }
  }

  static final class LeakedPinOfOneOfTwo {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leaks(boolean really) {
      boot(world -> openAndMaybeLeak(world, really));
    }
  }

  static final class LeakedPinInAFactory {
    @TestFactory
    List<DynamicTest> leaks() {
      return List.of(DynamicTest.dynamicTest("leaks", () -> boot(WorldCheckTest::leakAPin)));
    }
  }

  static final class LeakedPinInAProperty {
    @Example
    void leaks() {
      boot(WorldCheckTest::leakAPin);
    }
  }

  static final class LeakedPinOnPurpose {
    @Test
    @LeavesTheWorldBroken("to see that it is allowed")
    void leaks() {
      boot(WorldCheckTest::leakAPin);
    }

    @LeavesTheWorldBroken("to see that what is around counts")
    @TestFactory
    List<DynamicTest> leaksInAFactory() {
      return List.of(DynamicTest.dynamicTest("leaks", () -> boot(WorldCheckTest::leakAPin)));
    }
  }

  static final class HungWithALock {
    @Test
    void hangs() {
      boot(
          world -> {
            Mutex lock = new Mutex(world.kernel(), "the lock");
            Completion never = new Completion(world.kernel(), "never");
            world
                .kernel()
                .spawn(
                    "sleeper",
                    () -> {
                      lock.lock();
                      never.await();
                    });
          });
    }
  }

  static final class BrokenAndFailed {
    @Test
    void leaksAndFails() {
      boot(WorldCheckTest::leakAPin);
      throw new IllegalStateException("its own failure");
    }
  }

  static final class Clean {
    @Test
    void leaksNothing() {
      boot(world -> openAndMaybeLeak(world, false));
    }
  }

  private static void boot(Consumer<World> body) {
    SimMachine machine = new SimMachine(new FirstRunnable());
    machine.run(
        "main",
        () ->
            body.accept(
                World.boot(
                    KernelConfig.of(KernelVersion.D6_12_117), machine, MemoryStore.create())));
  }

  private static void leakAPin(World world) {
    openAndMaybeLeak(world, true);
  }

  private static void openAndMaybeLeak(World world, boolean leak) {
    UserProcess daemon = world.process("daemon");
    daemon.start("bind", () -> bind(world, daemon)).join();
    if (leak) {
      requireNonNull(world.cachefiles().cache()).pin();
    }
  }

  private static void bind(World world, UserProcess daemon) {
    try {
      SystemCalls system = new SimulatedSystem(daemon);
      int dev = system.open(SystemCalls.DEVICE, OpenFlags.READ_WRITE);
      system.write(dev, World.text("dir /cache"));
      system.write(dev, World.text("bind ondemand"));
      assertEquals(0, world.kernel().log().warnings().size());
    } catch (ErrnoException e) {
      throw new AssertionError(e.errno() == Errno.EIO ? "no cache" : e.errno().name(), e);
    }
  }

  private static EngineExecutionResults run(String engine, Class<?> tests) {
    return EngineTestKit.engine(engine)
        .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
        .selectors(selectClass(tests))
        .execute();
  }

  private static List<Throwable> failures(EngineExecutionResults results) {
    return results.testEvents().failed().stream().map(WorldCheckTest::failure).toList();
  }

  private static Throwable failure(Event event) {
    return event
        .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
        .getThrowable()
        .orElseThrow();
  }

  private static void assertNamesThePin(List<Throwable> failures) {
    assertEquals(1, failures.size(), failures::toString);
    String message = String.valueOf(failures.getFirst().getMessage());
    assertTrue(message.contains("6.12.117: invariant O7 ("), message);
    assertTrue(message.contains("2 pins, but 0 descriptors"), message);
  }

  @ParameterizedTest
  @ValueSource(classes = {LeakedPin.class, LeakedPinOfOneOfTwo.class, LeakedPinInAFactory.class})
  void aLeakedPinFailsTheTestAndIsNamed(Class<?> tests) {
    assertNamesThePin(failures(run("junit-jupiter", tests)));
  }

  @Test
  void aLeakedPinFailsAProperty() {
    assertNamesThePin(failures(run("jqwik", LeakedPinInAProperty.class)));
  }

  @Test
  void aTestThatMeansItIsLeftAlone() {
    assertEquals(
        2, run("junit-jupiter", LeakedPinOnPurpose.class).testEvents().succeeded().count());
  }

  @Test
  void aHungTaskIsNamedWithItsLock() {
    List<Throwable> failures = failures(run("junit-jupiter", HungWithALock.class));
    String message = String.valueOf(failures.getFirst().getMessage());
    assertTrue(message.contains("invariant K1 ("), message);
    assertTrue(message.contains("holds [the lock]"), message);
    assertTrue(message.contains("invariant K2 ("), message);
    assertTrue(message.contains("sleeper"), message);
  }

  @Test
  void aTestThatFailsKeepsItsOwnFailure() {
    Throwable failure = failures(run("junit-jupiter", BrokenAndFailed.class)).getFirst();
    assertEquals("its own failure", failure.getMessage());
    assertTrue(String.valueOf(failure.getSuppressed()[0].getMessage()).contains("invariant O7 ("));
  }

  @Test
  void aCleanWorldPasses() {
    assertEquals(List.of(), failures(run("junit-jupiter", Clean.class)));
    assertEquals(1, run("junit-jupiter", Clean.class).testEvents().succeeded().count());
  }
}

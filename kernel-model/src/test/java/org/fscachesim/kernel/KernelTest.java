package org.fscachesim.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.Replay;
import org.fscachesim.kernel.task.Schedule;
import org.fscachesim.kernel.trace.TraceBuffer;
import org.fscachesim.kernel.trace.TraceEvent;
import org.junit.jupiter.api.Test;

/// What hangs directly below a kernel: its configuration, clock, log, trace and faults.
final class KernelTest {
  private enum Behaviour implements Switch {
    OLD,
    NEW;

    @Override
    public boolean in(KernelVersion version) {
      return (this == OLD) == (version == KernelVersion.V5_19);
    }
  }

  private static Kernel boot(KernelConfig config) {
    return Kernel.boot(config, Simulation.with(new RandomWalk(0)).machine());
  }

  @Test
  void aKernelHasWhatItsReleaseHasUnlessToldOtherwise() {
    KernelConfig old = KernelConfig.of(KernelVersion.V5_19);
    assertTrue(boot(old).has(Behaviour.OLD));
    assertFalse(boot(old).has(Behaviour.NEW));
    assertTrue(boot(old.with(Behaviour.NEW)).has(Behaviour.NEW));
    assertFalse(boot(old.without(Behaviour.OLD)).has(Behaviour.OLD));
    Kernel present = boot(KernelConfig.of(KernelVersion.D6_12_117));
    assertTrue(present.has(Behaviour.NEW));
    assertTrue(present.has(Behaviour.NEW), "asked again, it says the same");
  }

  @Test
  void aConfigurationThatCannotBeIsRefused() {
    KernelConfig config = KernelConfig.of(KernelVersion.V6_7);
    for (int hz : new int[] {0, -1, 1001}) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  new KernelConfig(
                      config.version(),
                      config.without(),
                      config.with(),
                      hz,
                      1,
                      true,
                      config.memory()));
      assertEquals("hz (" + hz + ") must be 1 to 1000", e.getMessage());
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new KernelConfig(
                config.version(), config.without(), config.with(), 250, -1, true, config.memory()));
  }

  @Test
  void aReleaseIsFoundUnderEachOfItsNames() {
    assertEquals(Optional.of(KernelVersion.V6_7), KernelVersion.byName("6.7"));
    assertEquals(Optional.of(KernelVersion.V6_7), KernelVersion.byName("v6_7"));
    assertEquals(Optional.of(KernelVersion.V6_7), KernelVersion.byName("6.1.192-p60"));
    assertEquals(Optional.of(KernelVersion.D6_1_192), KernelVersion.byName("6.1.192"));
    assertEquals(Optional.empty(), KernelVersion.byName("7.0"));
    Set<String> releases = new HashSet<>();
    for (KernelVersion version : KernelVersion.values()) {
      assertTrue(releases.add(version.release()), version.release());
      assertEquals(Optional.of(version), KernelVersion.byName(version.release()));
      assertEquals(Optional.of(version), KernelVersion.byName(version.name()));
      assertTrue(KernelVersion.names().contains(version.name()));
    }
  }

  @Test
  void everyErrnoIsFoundByItsCode() {
    for (Errno errno : Errno.values()) {
      assertEquals(Optional.of(errno), Errno.byCode(errno.code()));
      assertFalse(errno.text().isEmpty());
    }
    assertEquals(Optional.empty(), Errno.byCode(0));
    assertEquals(Optional.empty(), Errno.byCode(-5));
    ErrnoException e = Errno.ENOENT.exception();
    assertEquals("ENOENT (No such file or directory)", e.getMessage());
    assertEquals(Errno.ENOENT, e.errno());
    assertEquals(0, e.getStackTrace().length, "an errno is a value, and costs no stack trace");
  }

  @Test
  void jiffiesAreCountedInTheConfiguredTicks() {
    assertEquals(249, boot(KernelConfig.of(KernelVersion.V6_8)).nanosToJiffies(999_999_999L));
    KernelConfig config = KernelConfig.of(KernelVersion.V6_8);
    Kernel fast =
        boot(
            new KernelConfig(config.version(), Set.of(), Set.of(), 1000, 1, true, config.memory()));
    assertEquals(999, fast.nanosToJiffies(999_999_999L));
    assertEquals(1000, fast.nanosToJiffies(1_000_000_000L));
    assertEquals(Long.MAX_VALUE, fast.nanosAfter(Long.MAX_VALUE));
    assertEquals(5, fast.nanosAfter(5));
  }

  @Test
  void twoKernelsShareNothing() {
    Kernel one = boot(KernelConfig.of(KernelVersion.V6_8));
    Kernel other = boot(KernelConfig.of(KernelVersion.V6_8));
    assertNotSame(one.workQueue("fscache"), other.workQueue("fscache"));
    assertSame(one.workQueue("fscache"), one.workQueue("fscache"));
    assertEquals("fscache", one.workQueue("fscache").name());
    one.warn(true, "one");
    assertEquals(List.of(), other.log().lines());
  }

  @Test
  void theLogKeepsItsLinesAndTellsWarnings() {
    Kernel kernel = boot(KernelConfig.of(KernelVersion.V6_8));
    kernel.log().info("hello");
    kernel.log().notice("note");
    kernel.log().error("bad");
    assertFalse(kernel.warn(false, "not said"));
    assertTrue(kernel.warn(true, "broken rule"));
    assertEquals(List.of("broken rule"), kernel.log().warnings());
    assertEquals(
        List.of(
            new KernelLog.Line(KernelLog.Level.INFO, "hello"),
            new KernelLog.Line(KernelLog.Level.NOTICE, "note"),
            new KernelLog.Line(KernelLog.Level.ERROR, "bad"),
            new KernelLog.Line(KernelLog.Level.WARNING, "broken rule")),
        kernel.log().lines());
  }

  private record Step(String text) implements TraceEvent {
    @Override
    public String event() {
      return "step";
    }
  }

  @Test
  void theTraceIsEmptyUnlessItIsOnAndBuildsNothingThen() {
    Simulation.run(
        s -> {
          Kernel kernel = s.kernel();
          kernel.trace(
              () -> {
                throw new AssertionError("built although nobody listens");
              });
          kernel.trace().turn(true);
          assertTrue(kernel.trace().isOn());
          kernel.sleepMillis(1234);
          kernel.trace(() -> new Step("first"));
          kernel.trace().turn(false);
          kernel.trace(() -> new Step("second"));
          assertEquals(
              "            main-1       [000] .....     1.234000: step: first\n",
              kernel.trace().print());
          kernel.trace().clear();
          assertEquals("", kernel.trace().print());
        });
  }

  @Test
  void aFullTraceLosesTheOldest() {
    Simulation.run(
        s -> {
          for (int limit : new int[] {0, 1, 3}) {
            TraceBuffer trace = new TraceBuffer(limit);
            for (int i = 0; i < 5; i++) {
              trace.add(i, s.kernel().current(), new Step("" + i));
            }
            List<String> kept = new ArrayList<>();
            trace.entries().forEach(e -> kept.add(e.event().text()));
            assertEquals(List.of("0", "1", "2", "3", "4").subList(5 - limit, 5), kept);
            assertEquals(5 - limit, trace.dropped());
          }
        });
  }

  @Test
  void aFaultHappensOnlyWhereItIsArmedAndWhenItIsDrawn() {
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < 40; seed++) {
      Simulation sim = Simulation.with(new RandomWalk(seed));
      StringBuilder out = new StringBuilder();
      Runnable body =
          () -> {
            assertFalse(sim.kernel().fault("allocation"), "not armed");
            sim.kernel().faults().arm("allocation");
            assertFalse(sim.kernel().fault("copy"), "another point");
            out.append(sim.kernel().fault("allocation")).append(sim.kernel().fault("allocation"));
            sim.kernel().faults().disarm("allocation");
            assertFalse(sim.kernel().fault("allocation"), "disarmed");
          };
      sim.machine().run("main", body);
      outcomes.add(out.toString());
      assertEquals(2, sim.machine().schedule().size());
    }
    assertEquals(Set.of("truetrue", "truefalse", "falsetrue", "falsefalse"), outcomes);
    Simulation.run(
        s -> {
          s.kernel().faults().arm("allocation");
          assertFalse(s.kernel().fault("allocation"), "the first answer is the uneventful one");
        });
    Simulation.run(
        new Replay(Schedule.parse("d0/2 d1/2")),
        s -> {
          s.kernel().faults().arm("allocation");
          assertFalse(s.kernel().fault("allocation"));
          assertTrue(s.kernel().fault("allocation"));
        });
  }
}

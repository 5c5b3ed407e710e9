package org.fscachesim.kernel.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fscachesim.kernel.Simulation;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScheduleTest {
  @Provide
  Arbitrary<List<Schedule.Choice>> choices() {
    Arbitrary<Schedule.Choice> next =
        Combinators.combine(
                Arbitraries.integers().between(1, 12), Arbitraries.integers().between(2, 5))
            .as(Schedule.Next::new);
    Arbitrary<Schedule.Choice> draw =
        Arbitraries.integers()
            .between(2, 9)
            .flatMap(
                n -> Arbitraries.integers().between(0, n - 1).map(v -> new Schedule.Draw(v, n)));
    Arbitrary<List<Schedule.Choice>> runs =
        Combinators.combine(Arbitraries.oneOf(next, draw), Arbitraries.integers().between(1, 4))
            .as((choice, times) -> java.util.Collections.nCopies(times, choice));
    return runs.list().ofMaxSize(40).map(lists -> lists.stream().flatMap(List::stream).toList());
  }

  @Property
  void whatIsPrintedIsReadBackTheSame(@ForAll("choices") List<Schedule.Choice> choices) {
    Schedule schedule = Schedule.of(choices);
    assertEquals(choices, schedule.choices());
    assertEquals(choices.size(), schedule.size());
    assertEquals(choices, Schedule.parse(schedule.toString()).choices());
  }

  @Test
  void choicesThatRepeatAreCounted() {
    Schedule schedule =
        Schedule.of(
            List.of(
                new Schedule.Next(3, 4),
                new Schedule.Next(3, 4),
                new Schedule.Next(1, 4),
                new Schedule.Draw(0, 2),
                new Schedule.Draw(0, 2),
                new Schedule.Draw(0, 2)));
    assertEquals("t3/4*2 t1/4 d0/2*3", schedule.toString());
    assertEquals("", Schedule.of(List.of()).toString());
    assertEquals(List.of(), Schedule.parse("  \n ").choices());
  }

  @ParameterizedTest
  @CsvSource({
    "x1/2",
    "t1",
    "t1/",
    "t/2",
    "1/2",
    "t1/2*",
    "t1/2*x",
    "t1/2*0",
    "t1/2*-1",
    "t0/2",
    "t1/1",
    "d2/2",
    "d-1/2",
    "d0/0",
    "t99999999999/2",
    "t1/2/3"
  })
  void aWordThatIsNoChoiceIsNamed(String word) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Schedule.parse("t1/2 " + word));
    assertEquals(
        "schedule: '"
            + word
            + "' is no choice: expected t<task>/<runnable> or d<value>/<of>, as in t3/4 or d0/2,"
            + " with *<times> behind it where it repeats",
        e.getMessage());
  }

  private static void twoTasks(Simulation s) {
    AtomicCounter counter = new AtomicCounter(s.kernel(), "counter", 0);
    Task other = s.kernel().spawn("other", counter::incrementAndGet);
    counter.incrementAndGet();
    s.machine().choose("a fault", 2);
    other.join();
  }

  private static String divergence(String schedule) {
    return String.valueOf(
        assertThrows(
                ScheduleDiverged.class,
                () -> Simulation.run(new Replay(Schedule.parse(schedule)), ScheduleTest::twoTasks))
            .getMessage());
  }

  @Test
  void replayStopsAtTheFirstChoiceThatDoesNotFit() {
    assertEquals(
        "choice 1 of the schedule is t3/2, but the run asks which of [main#1, other#2] goes on",
        divergence("t3/2"));
    assertEquals(
        "choice 1 of the schedule is t1/3, but the run asks which of [main#1, other#2] goes on",
        divergence("t1/3"));
    assertEquals(
        "choice 1 of the schedule is d0/2, but the run asks which of [main#1, other#2] goes on",
        divergence("d0/2"));
    assertEquals(
        "choice 2 of the schedule is t1/2, but the run draws one of 2 for: a fault",
        divergence("t1/2*2"));
    assertEquals(
        "choice 2 of the schedule is d0/3, but the run draws one of 2 for: a fault",
        divergence("t1/2 d0/3"));
    assertEquals(
        "the schedule ends after 1 choices, but the run goes on and asks: a fault",
        divergence("t1/2"));
    assertEquals(
        "the schedule ends after 0 choices, but the run goes on and asks: which of [main#1,"
            + " other#2] goes on",
        divergence(""));
  }

  @Test
  void divergenceEndsTheRunBeforeModelsCanHideIt() {
    ScheduleDiverged thrown =
        assertThrows(
            ScheduleDiverged.class,
            () ->
                Simulation.run(
                    new Replay(Schedule.parse("")),
                    s -> {
                      AtomicCounter counter = new AtomicCounter(s.kernel(), "counter", 0);
                      s.kernel().spawn("other", () -> {});
                      try {
                        counter.get();
                      } catch (RuntimeException e) {
                        s.say("hidden");
                      } finally {
                        counter.incrementAndGet();
                      }
                    }));
    assertEquals(
        "the schedule ends after 0 choices, but the run goes on and asks: which of [main#1,"
            + " other#2] goes on",
        thrown.getMessage());
  }

  @Test
  void aReplayKnowsWhatTheRunDidNotAskFor() {
    Replay replay = new Replay(Schedule.parse("t1/2 d0/2 t2/2 t2/2 d1/4"));
    Simulation.run(replay, ScheduleTest::twoTasks);
    assertEquals(1, replay.remaining());
  }
}

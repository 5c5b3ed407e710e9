package org.fscachesim.scenario.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.fscachesim.kernel.task.MemoryModel;
import org.fscachesim.kernel.testing.LeavesTheWorldBroken;
import org.fscachesim.scenario.strategy.TinyProgram.Found;
import org.fscachesim.scenario.strategy.TinyProgram.Op;
import org.junit.jupiter.api.Test;

/// The reduction loses nothing that trying everything finds.
@LeavesTheWorldBroken("random programs forget to wake those who wait")
final class DepthFirstTest {
  private static final int MOST = 300;

  /// After these, what is done at all depends on what came first, and so does the class of the
  /// rest.
  private static final Set<Op> CUTS_OFF =
      EnumSet.of(
          Op.FAIL_IF_A_IS_TWO,
          Op.KILL_FIRST,
          Op.AWAIT_A_POSITIVE,
          Op.AWAIT_A_POSITIVE_KILLABLE,
          Op.AWAIT_A_POSITIVE_FOR_A_WHILE,
          Op.POLL_QUEUE);

  @Provide
  Arbitrary<TinyProgram> programs() {
    return Arbitraries.of(Op.class)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .list()
        .ofMinSize(2)
        .ofMaxSize(3)
        .map(TinyProgram::new);
  }

  @Property(tries = 150)
  void theReductionReachesTheSameEnds(@ForAll("programs") TinyProgram program) {
    Found all = program.explore(DepthFirst.brute(DepthFirst.UNBOUNDED), MOST);
    Assume.that(all.complete());

    Found reduced = program.explore(DepthFirst.reduced(Shard.WHOLE), MOST);

    assertTrue(reduced.complete());
    assertEquals(all.ends().keySet(), reduced.ends().keySet());
    assertEquals(reduced.classes().size(), reduced.runs(), "each class is run once");
  }

  /// Programs that store and load, with little else.
  @Provide
  Arbitrary<TinyProgram> memoryPrograms() {
    return Arbitraries.of(
            Op.SET_X, Op.SET_Y, Op.READ_X, Op.READ_Y, Op.BARRIER, Op.ADD_A, Op.LOCK_AND_ADD_A)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .list()
        .ofMinSize(2)
        .ofMaxSize(3)
        .map(TinyProgram::new);
  }

  @Property(tries = 60, maxDiscardRatio = 30)
  void theReductionReachesTheSameEndsWhereStoresAreDelayed(
      @ForAll("memoryPrograms") TinyProgram program, @ForAll MemoryModel memory) {
    Found all = program.explore(DepthFirst.brute(DepthFirst.UNBOUNDED), 10 * MOST, memory);
    Assume.that(all.complete());

    Found reduced = program.explore(DepthFirst.reduced(Shard.WHOLE), 10 * MOST, memory);

    assertTrue(reduced.complete());
    assertEquals(all.ends().keySet(), reduced.ends().keySet());
  }

  @Property(tries = 30, maxDiscardRatio = 30)
  void theReductionWithABoundReachesWhatTryingEverythingReachesWithIt(
      @ForAll("programs") TinyProgram program) {
    Found all = program.explore(DepthFirst.brute(DepthFirst.UNBOUNDED), MOST);
    Assume.that(all.complete());
    for (int bound = 0; bound <= 2; bound++) {
      Found few = program.explore(DepthFirst.brute(bound), MOST);

      Found reduced = program.explore(DepthFirst.reduced(bound, Shard.WHOLE), 4 * MOST);

      assertTrue(reduced.complete());
      Set<String> missed = new TreeSet<>(few.ends().keySet());
      missed.removeAll(reduced.ends().keySet());
      assertEquals(Set.of(), missed, "bound " + bound);
      assertTrue(all.ends().keySet().containsAll(reduced.ends().keySet()));
    }
  }

  @Property(tries = 60, maxDiscardRatio = 30)
  void theShardsTryEachClassOnceTogether(
      @ForAll("programs") TinyProgram program, @ForAll @IntRange(min = 2, max = 5) int of) {
    Found whole = program.explore(DepthFirst.reduced(Shard.WHOLE), MOST);
    Assume.that(whole.complete());

    List<Found> parts =
        IntStream.range(0, of)
            .mapToObj(i -> program.explore(DepthFirst.reduced(new Shard(i, of)), MOST))
            .toList();

    assertTrue(parts.stream().allMatch(Found::complete));
    Map<Long, Integer> classes = new TreeMap<>();
    Set<String> ends = new TreeSet<>();
    for (Found part : parts) {
      part.classes().forEach((key, n) -> classes.merge(key, n, Integer::sum));
      ends.addAll(part.ends().keySet());
    }
    assertEquals(whole.ends().keySet(), ends);
    if (program.actors().stream().flatMap(List::stream).noneMatch(CUTS_OFF::contains)) {
      assertEquals(whole.classes(), classes);
    }
  }

  @Property(tries = 30, maxDiscardRatio = 30)
  void theShardsReachWithABoundWhatTheWholeReaches(
      @ForAll("programs") TinyProgram program, @ForAll @IntRange(max = 2) int bound) {
    Found whole = program.explore(DepthFirst.reduced(bound, Shard.WHOLE), MOST);
    Assume.that(whole.complete());

    Set<String> ends = new TreeSet<>();
    for (int i = 0; i < 3; i++) {
      Found part = program.explore(DepthFirst.reduced(bound, new Shard(i, 3)), 10 * MOST);
      assertTrue(part.complete());
      ends.addAll(part.ends().keySet());
    }

    assertTrue(ends.containsAll(whole.ends().keySet()), ends + " of " + whole.ends());
  }

  @Test
  void noShardHasMostOfTheWork() {
    TinyProgram program =
        TinyProgram.of(
            new Op[] {Op.ADD_A, Op.DOUBLE_A, Op.ADD_B},
            new Op[] {Op.DRAW, Op.DOUBLE_A},
            new Op[] {Op.READ_A, Op.LOCK_AND_ADD_A});
    int whole = program.explore(DepthFirst.reduced(Shard.WHOLE), 10_000).runs();
    for (int i = 0; i < 3; i++) {
      int part = program.explore(DepthFirst.reduced(new Shard(i, 3)), 10_000).runs();
      assertTrue(2 * part < whole, part + " of " + whole);
    }
  }

  /// Who is killed while it does not sleep goes on as it would have: that is no order, and what
  /// came before the kill still races with it.
  @Test
  void aKillOfOneThatDoesNotSleepHidesNoRace() {
    assertShardsLoseNothing(
        TinyProgram.of(
            new Op[] {Op.TRY_LOCK},
            new Op[] {Op.ADD_B, Op.KILL_FIRST},
            new Op[] {Op.LOCK_AND_ADD_A}));
  }

  /// It could have gone on without what it waited for, so that did not have to come first.
  @Test
  void aKilledOneThatFindsWhatItWaitsForRacesWithIt() {
    assertNothingIsLost(
        TinyProgram.of(
            new Op[] {Op.ADD_A, Op.KILL_FIRST, Op.AWAIT_KILLABLE},
            new Op[] {Op.COMPLETE},
            new Op[] {Op.DOUBLE_A}));
  }

  @Test
  void aKillRacesWithAWaitThatDidNotNeedIt() {
    assertNothingIsLost(
        TinyProgram.of(
            new Op[] {Op.AWAIT_KILLABLE, Op.ADD_A},
            new Op[] {Op.COMPLETE},
            new Op[] {Op.ADD_A, Op.KILL_FIRST}));
  }

  @Test
  void whoWaitsForEverRacesWithWhoTookWhatItWaitsFor() {
    assertShardsLoseNothing(
        TinyProgram.of(
            new Op[] {Op.COMPLETE, Op.LOCK_BOTH_BACKWARDS},
            new Op[] {Op.AWAIT},
            new Op[] {Op.AWAIT, Op.LOCK_AND_ADD_A}));
  }

  @Test
  void theEndOfTheMainTaskMayComeBeforeAnyStepOfWhomItDoesNotJoin() {
    assertNothingIsLost(TinyProgram.of(new Op[] {Op.READ_A}, new Op[] {Op.SPAWN}));
    assertNothingIsLost(TinyProgram.of(new Op[] {Op.DOUBLE_A}, new Op[] {Op.SPAWN}));
  }

  /// Two that are spawned in the other order have each other's ids.
  @Test
  void spawnsAreOrdered() {
    TinyProgram program =
        TinyProgram.of(
            new Op[] {Op.ADD_A}, new Op[] {Op.SPAWN, Op.AWAIT}, new Op[] {Op.ADD_A, Op.SPAWN});
    Set<Long> ofShards = new TreeSet<>();
    for (int i = 0; i < 2; i++) {
      ofShards.addAll(
          program.explore(DepthFirst.reduced(new Shard(i, 2)), 10_000).classes().keySet());
    }
    assertEquals(
        program.explore(DepthFirst.reduced(Shard.WHOLE), 10_000).classes().keySet(), ofShards);
  }

  private static void assertNothingIsLost(TinyProgram program) {
    Set<String> all = ends(program, DepthFirst.brute(DepthFirst.UNBOUNDED));
    assertEquals(all, ends(program, DepthFirst.reduced(Shard.WHOLE)));
    assertShardsLoseNothing(program);

    for (int bound = 0; bound <= 2; bound++) {
      Set<String> missed = new TreeSet<>(ends(program, DepthFirst.brute(bound)));
      missed.removeAll(ends(program, DepthFirst.reduced(bound, Shard.WHOLE)));
      assertEquals(Set.of(), missed, "bound " + bound);
    }
  }

  private static void assertShardsLoseNothing(TinyProgram program) {
    Set<String> ofShards = new TreeSet<>(ends(program, DepthFirst.reduced(new Shard(0, 2))));
    ofShards.addAll(ends(program, DepthFirst.reduced(new Shard(1, 2))));
    assertEquals(ends(program, DepthFirst.reduced(Shard.WHOLE)), ofShards);
  }

  private static Set<String> ends(TinyProgram program, Search search) {
    Found found = program.explore(search, 100_000);
    assertTrue(found.complete());
    return found.ends().keySet();
  }

  @Test
  void independentTasksAreOneClass() {
    TinyProgram program = new TinyProgram(List.of(List.of(Op.ADD_A, Op.ADD_A), List.of(Op.ADD_B)));
    Found found = program.explore(DepthFirst.reduced(Shard.WHOLE), MOST);
    assertEquals(1, found.runs());
  }
}

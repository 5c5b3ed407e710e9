package org.fscachesim.scenario.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fscachesim.scenario.strategy.TinyProgram.Found;
import org.fscachesim.scenario.strategy.TinyProgram.Op;
import org.junit.jupiter.api.Test;

/// The reduction loses nothing that trying everything finds.
final class DepthFirstTest {
  private static final int MOST = 300;

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

    Found reduced = program.explore(DepthFirst.reduced(), MOST);

    assertTrue(reduced.complete());
    assertEquals(all.ends().keySet(), reduced.ends().keySet());
    assertEquals(reduced.classes(), reduced.runs(), "each class is run once");
  }

  @Property(tries = 30)
  void theReductionWithABoundReachesWhatTryingEverythingReachesWithIt(
      @ForAll("programs") TinyProgram program) {
    Found all = program.explore(DepthFirst.brute(DepthFirst.UNBOUNDED), MOST);
    Assume.that(all.complete());
    for (int bound = 0; bound <= 2; bound++) {
      Found few = program.explore(DepthFirst.brute(bound), MOST);

      Found reduced = program.explore(DepthFirst.reduced(bound), 4 * MOST);

      assertTrue(reduced.complete());
      Set<String> missed = new TreeSet<>(few.ends().keySet());
      missed.removeAll(reduced.ends().keySet());
      assertEquals(Set.of(), missed, "bound " + bound);
      assertTrue(all.ends().keySet().containsAll(reduced.ends().keySet()));
    }
  }

  @Test
  void independentTasksAreOneClass() {
    TinyProgram program = new TinyProgram(List.of(List.of(Op.ADD_A, Op.ADD_A), List.of(Op.ADD_B)));
    Found found = program.explore(DepthFirst.reduced(), MOST);
    assertEquals(1, found.runs());
  }
}

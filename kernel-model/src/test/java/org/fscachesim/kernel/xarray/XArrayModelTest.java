package org.fscachesim.kernel.xarray;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.fscachesim.kernel.xarray.Step.AllocateCyclic;
import org.fscachesim.kernel.xarray.Step.AllocateLowest;
import org.fscachesim.kernel.xarray.Step.CompareExchange;
import org.fscachesim.kernel.xarray.Step.CursorErase;
import org.fscachesim.kernel.xarray.Step.CursorFind;
import org.fscachesim.kernel.xarray.Step.CursorMark;
import org.fscachesim.kernel.xarray.Step.CursorMove;
import org.fscachesim.kernel.xarray.Step.CursorStore;
import org.fscachesim.kernel.xarray.Step.Erase;
import org.fscachesim.kernel.xarray.Step.EraseRange;
import org.fscachesim.kernel.xarray.Step.Fill;
import org.fscachesim.kernel.xarray.Step.Find;
import org.fscachesim.kernel.xarray.Step.Insert;
import org.fscachesim.kernel.xarray.Step.MarkEntry;
import org.fscachesim.kernel.xarray.Step.Store;
import org.jspecify.annotations.Nullable;

/// Random steps on an array, its cursors and a model made of sorted maps must give the same
/// answers, and leave the tree in its one right form after each step.
class XArrayModelTest {
  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void aPlainArrayAnswersAsItsModel(@ForAll("plainSteps") List<Step> steps) {
    run(new XArrayTwin(false), steps);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void anAllocatingArrayAnswersAsItsModel(@ForAll("allocatingSteps") List<Step> steps) {
    run(new XArrayTwin(true), steps);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void theFormDependsOnlyOnTheIndicesInUse(
      @ForAll("indexLists") List<Long> indices, @ForAll("indexLists") List<Long> passing) {
    XArray<String> straight = new XArray<>();
    XArray<String> winding = new XArray<>();
    passing.forEach(index -> winding.store(index, "passing"));
    indices.forEach(index -> straight.store(index, "e"));
    indices.reversed().forEach(index -> winding.store(index, "e"));
    passing.stream().filter(index -> !indices.contains(index)).forEach(winding::erase);
    winding.verify();
    assertEquals(straight.height(), winding.height());
    assertEquals(straight.toString(), winding.toString());
  }

  private static void run(XArrayTwin twin, List<Step> steps) {
    int highest = 0;
    for (Step step : steps) {
      twin.apply(step);
      twin.array().verify();
      highest = Math.max(highest, twin.array().height());
    }
    twin.compareAll();
    Statistics.label("height reached").collect(highest);
  }

  @Provide
  Arbitrary<List<Step>> plainSteps() {
    return steps(Arbitraries.of(Mark.class)).list().ofMinSize(5).ofMaxSize(100);
  }

  @Provide
  Arbitrary<List<Step>> allocatingSteps() {
    Arbitrary<Step> allocation =
        Combinators.combine(range(), Arbitraries.of(true, false))
            .as(
                (range, cyclic) ->
                    cyclic
                        ? new AllocateCyclic(range.get1(), range.get2())
                        : new AllocateLowest(range.get1(), range.get2()));
    Arbitrary<Step> others = steps(Arbitraries.of(Mark.MARK_1, Mark.MARK_2));
    return Arbitraries.frequencyOf(Tuple.of(3, allocation), Tuple.of(7, others))
        .list()
        .ofMinSize(5)
        .ofMaxSize(100);
  }

  @Provide
  Arbitrary<List<Long>> indexLists() {
    return index().list().ofMaxSize(20);
  }

  private static Arbitrary<Step> steps(Arbitrary<Mark> mark) {
    Arbitrary<Long> index = index();
    Arbitrary<Boolean> coin = Arbitraries.of(true, false);
    Arbitrary<Integer> cursor = Arbitraries.integers().between(0, XArrayTwin.CURSORS - 1);
    Arbitrary<@Nullable Mark> maybeMark = mark.injectNull(0.4);
    return Arbitraries.frequencyOf(
        Tuple.of(6, index.map(Store::new)),
        Tuple.of(2, index.map(Insert::new)),
        Tuple.of(4, index.map(Erase::new)),
        Tuple.of(1, Combinators.combine(index, coin, coin).as(CompareExchange::new)),
        Tuple.of(4, Combinators.combine(index, mark, coin).as(MarkEntry::new)),
        Tuple.of(
            3,
            Combinators.combine(range(), maybeMark).as((r, m) -> new Find(r.get1(), r.get2(), m))),
        Tuple.of(
            1,
            Combinators.combine(range(), coin)
                .as((r, all) -> new EraseRange(r.get1(), r.get2(), all))),
        Tuple.of(1, index.map(Fill::new)),
        Tuple.of(2, Combinators.combine(cursor, index).as(CursorMove::new)),
        Tuple.of(2, cursor.map(CursorStore::new)),
        Tuple.of(2, cursor.map(CursorErase::new)),
        Tuple.of(2, Combinators.combine(cursor, mark, coin).as(CursorMark::new)),
        Tuple.of(5, Combinators.combine(cursor, index, maybeMark, coin).as(CursorFind::new)));
  }

  private static Arbitrary<Tuple.Tuple2<Long, Long>> range() {
    Arbitrary<Tuple.Tuple2<Long, Long>> any =
        Combinators.combine(index(), index())
            .as((a, b) -> Tuple.of(Math.min(a, b), Math.max(a, b)));
    Arbitrary<Tuple.Tuple2<Long, Long>> small =
        Combinators.combine(index(), Arbitraries.longs().between(0, 5))
            .as((a, n) -> Tuple.of(a, Math.min(a + n, XArray.MAX_INDEX)));
    Arbitrary<Tuple.Tuple2<Long, Long>> allButZero =
        Arbitraries.just(Tuple.of(1L, XArray.MAX_INDEX));
    return Arbitraries.oneOf(any, small, allButZero);
  }

  /// Mostly close to where the tree gets higher or a node ends, so that steps meet each other;
  /// sometimes anywhere.
  private static Arbitrary<Long> index() {
    Arbitrary<Long> edges =
        Combinators.combine(
                Arbitraries.of(
                    0L, 64L, 128L, 4096L, 8192L, 1L << 18, 1L << 24, 1L << 30, 1L << 31, 1L << 32),
                Arbitraries.longs().between(-3, 2))
            .as((edge, off) -> Math.clamp(edge + off, 0, XArray.MAX_INDEX));
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.just(0L)),
        Tuple.of(6, edges),
        Tuple.of(3, Arbitraries.longs().between(0, 130)),
        Tuple.of(1, Arbitraries.longs().between(0, XArray.MAX_INDEX)));
  }
}

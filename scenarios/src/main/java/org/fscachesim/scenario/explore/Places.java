package org.fscachesim.scenario.explore;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fscachesim.kernel.Switch;
import org.fscachesim.scenario.Switches;

/// Which of the places in the models that ask for a [Switch] were reached.
///
/// These are where kernels differed or were mended: what an exploration never came to there, it
/// says nothing about.
public final class Places {
  private static final ImmutableList<Switch> ALL = ImmutableList.copyOf(Switches.all());
  private static final ImmutableMap<Switch, Integer> NUMBERS =
      IntStream.range(0, ALL.size())
          .boxed()
          .collect(ImmutableMap.toImmutableMap(ALL::get, number -> number));

  private final BitSet reached = new BitSet(ALL.size());

  void reach(Collection<Switch> asked) {
    if (reached.cardinality() < ALL.size()) {
      for (Switch item : asked) {
        Integer number = NUMBERS.get(item);
        if (number != null) {
          reached.set(number);
        }
      }
    }
  }

  /// The others, in the order of [Switches#all()].
  ImmutableList<Switch> unreached() {
    return IntStream.range(0, ALL.size())
        .filter(i -> !reached.get(i))
        .mapToObj(ALL::get)
        .collect(ImmutableList.toImmutableList());
  }

  /// How many of all were reached, and the first few names of the others.
  ///
  /// @param unreached the others
  /// @param most names
  public static String describe(List<Switch> unreached, int most) {
    String names =
        unreached.stream().limit(most).map(Switch::name).collect(Collectors.joining(", "));
    int more = Math.max(0, unreached.size() - most);
    return ALL.size()
        - unreached.size()
        + " of "
        + ALL.size()
        + " places reached"
        + (unreached.isEmpty() || most == 0
            ? ""
            : ", not " + names + (more == 0 ? "" : " and " + more + " more"));
  }
}

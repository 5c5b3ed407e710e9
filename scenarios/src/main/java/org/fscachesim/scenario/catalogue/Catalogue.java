package org.fscachesim.scenario.catalogue;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fscachesim.scenario.Scenario;
import org.fscachesim.scenario.catalogue.race.RaceFamily;
import org.fscachesim.scenario.corpus.Corpus;
import org.fscachesim.scenario.corpus.Questions;

/// All scenarios.
public final class Catalogue {
  private static final List<Scenario> ALL =
      ImmutableList.<Scenario>builder()
          .add(
              new ReadAndWithdraw(),
              new MountReadWhileDaemonCloses(),
              new AnythingGoes(),
              new SharedFiles())
          .addAll(RaceFamily.all())
          .build();

  private Catalogue() {}

  /// In the order in which they are listed.
  public static List<Scenario> all() {
    return ALL;
  }

  /// Finds a scenario by its name; those of the corpus are found, too.
  public static Optional<Scenario> byName(String name) {
    return Stream.of(ALL, Questions.all(), Corpus.all())
        .flatMap(List::stream)
        .filter(s -> s.name().equals(name))
        .map(Scenario.class::cast)
        .findFirst();
  }

  /// All names, for messages.
  public static String names() {
    return ALL.stream().map(Scenario::name).collect(Collectors.joining(", "));
  }
}

package org.fscachesim.scenario.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fscachesim.scenario.Scenario;

/// All scenarios.
public final class Catalogue {
  private static final List<Scenario> ALL =
      List.of(new ReadAndWithdraw(), new MountReadWhileDaemonCloses(), new AnythingGoes());

  private Catalogue() {}

  /// In the order in which they are listed.
  public static List<Scenario> all() {
    return ALL;
  }

  /// Finds a scenario by its name.
  public static Optional<Scenario> byName(String name) {
    return ALL.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /// All names, for messages.
  public static String names() {
    return ALL.stream().map(Scenario::name).collect(Collectors.joining(", "));
  }
}

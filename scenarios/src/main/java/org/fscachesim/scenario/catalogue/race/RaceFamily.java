package org.fscachesim.scenario.catalogue.race;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fscachesim.scenario.Scenario;

/// The races, by what is at stake. With every fix in, no schedule of any of them fails on any
/// release; whoever takes a fix out, or changes the models, sees.
public enum RaceFamily {
  /// The cache is withdrawn.
  WITHDRAWAL,
  /// The daemon closes its device.
  UNBIND,
  /// Files are looked up, expire, are invalidated and culled in a cache that stays.
  FILE,
  /// Volumes and files change hands.
  VOLUME,
  /// Answers meet closes.
  ANSWER,
  /// Readers and daemons are killed.
  KILL,
  /// Memory is short, the disk fails, settings are strange.
  FAILURE,
  /// Applications on network filesystems.
  CLIENT;

  /// The name under which commands take all families.
  public static final String ALL = "races";

  /// Those of this family, in the order in which they are listed.
  public List<Scenario> scenarios() {
    return ImmutableList.copyOf(
        switch (this) {
          case WITHDRAWAL -> Withdrawals.all();
          case UNBIND -> Unbinds.all();
          case FILE -> CachedFiles.all();
          case VOLUME -> VolumeRaces.all();
          case ANSWER ->
              Stream.of(Answers.all(), DrawnAnswers.all()).flatMap(List::stream).toList();
          case KILL -> Kills.all();
          case FAILURE -> Failures.all();
          case CLIENT -> Clients.all();
        });
  }

  /// The name as commands take it.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Those of all families.
  public static List<Scenario> all() {
    return Arrays.stream(values()).flatMap(f -> f.scenarios().stream()).toList();
  }

  /// The scenarios that a name stands for: a family's, or [#ALL].
  public static Optional<List<Scenario>> byName(String name) {
    return name.equals(ALL)
        ? Optional.of(all())
        : Arrays.stream(values())
            .filter(f -> f.text().equals(name))
            .findFirst()
            .map(RaceFamily::scenarios);
  }

  /// All names, for messages.
  public static String names() {
    return ALL
        + ", "
        + Arrays.stream(values()).map(RaceFamily::text).collect(Collectors.joining(", "));
  }
}

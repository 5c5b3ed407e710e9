package org.fscachesim.scenario.explore;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.Switch;
import org.fscachesim.scenario.Switches;
import org.fscachesim.scenario.strategy.Shard;
import org.jspecify.annotations.Nullable;

/// What one shard of an exploration writes down, and what all of them come to together.
///
/// @param kernel what was booted, as a token has it
/// @param unreached what no run asked the kernel for; see [Exploration#unreached()]
/// @param failure the first failing schedule of the shard: its number, what failed, its token
public record Campaign(
    String scenario,
    String kernel,
    String search,
    Shard shard,
    long schedules,
    long steps,
    long millis,
    boolean exhausted,
    ImmutableList<Switch> unreached,
    @Nullable Failure failure) {
  /// A failing schedule.
  public record Failure(long number, String verdict, String token) {}

  /// What `found` is, in such a report.
  public static Campaign of(Exploration found, KernelConfig config) {
    Exploration.Failure failure = found.failure();
    return new Campaign(
        found.scenario(),
        ConfigText.print(config),
        found.search(),
        found.shard(),
        found.schedules(),
        found.steps(),
        found.took().toMillis(),
        found.exhausted(),
        found.unreached(),
        failure == null
            ? null
            : new Failure(
                failure.number(),
                failure.run().verdict().describe().lines().findFirst().orElse(""),
                failure.token().toString()));
  }

  /// A line for each value, `key=value`.
  public String print() {
    StringBuilder out = new StringBuilder();
    line(out, "scenario", scenario);
    line(out, "kernel", kernel);
    line(out, "search", search);
    line(out, "shard", shard);
    line(out, "schedules", schedules);
    line(out, "steps", steps);
    line(out, "millis", millis);
    line(out, "exhausted", exhausted);
    line(out, "unreached", unreached.stream().map(Switch::name).collect(Collectors.joining(",")));
    if (failure != null) {
      line(out, "failure.number", failure.number);
      line(out, "failure.verdict", failure.verdict.replace('\\', '/'));
      line(out, "failure.token", failure.token);
    }
    return out.toString();
  }

  private static void line(StringBuilder out, String key, Object value) {
    out.append(key).append('=').append(value).append('\n');
  }

  /// Reads what [#print()] printed, several times with an empty line between, into a file.
  ///
  /// @throws IOException when the file cannot be read
  /// @throws IllegalArgumentException naming the file and what is missing or wrong in it
  public static List<Campaign> read(Path file) throws IOException {
    List<Campaign> out = new ArrayList<>();
    for (String part : Splitter.on("\n\n").split(Files.readString(file).strip())) {
      Properties properties = new Properties();
      properties.load(new StringReader(part));
      out.add(read(file, properties));
    }
    return out;
  }

  private static Campaign read(Path file, Properties properties) {
    try {
      String token = properties.getProperty("failure.token");
      return new Campaign(
          value(properties, "scenario"),
          value(properties, "kernel"),
          value(properties, "search"),
          Shard.parse(value(properties, "shard")),
          number(properties, "schedules"),
          number(properties, "steps"),
          number(properties, "millis"),
          Boolean.parseBoolean(value(properties, "exhausted")),
          switches(value(properties, "unreached")),
          token == null
              ? null
              : new Failure(
                  number(properties, "failure.number"),
                  value(properties, "failure.verdict"),
                  token));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + " is no report of an exploration: " + e.getMessage(), e);
    }
  }

  private static ImmutableList<Switch> switches(String names) {
    return Splitter.on(',')
        .omitEmptyStrings()
        .splitToStream(names)
        .map(
            name ->
                Switches.byName(name)
                    .orElseThrow(
                        () -> new IllegalArgumentException("there is no switch '" + name + "'")))
        .collect(ImmutableList.toImmutableList());
  }

  private static String value(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("it has no '" + key + "'");
    }
    return value;
  }

  private static long number(Properties properties, String key) {
    String value = value(properties, key);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + key + "' is '" + value + "', no number", e);
    }
  }

  /// What the shards of several explorations came to, each by itself, in the order in which they
  /// are met first.
  ///
  /// @throws IllegalArgumentException when a shard is missing or there twice
  public static List<Campaign> mergeEach(List<Campaign> shards) {
    Map<String, List<Campaign>> groups = new LinkedHashMap<>();
    for (Campaign shard : shards) {
      groups.computeIfAbsent(shard.identity(), _ -> new ArrayList<>()).add(shard);
    }
    return groups.values().stream().map(Campaign::merge).toList();
  }

  /// What all shards of one exploration came to: the sums, and of the failures that with the
  /// smallest number.
  ///
  /// @throws IllegalArgumentException when they are not of one exploration, or a shard is missing
  ///   or there twice
  public static Campaign merge(List<Campaign> shards) {
    if (shards.isEmpty()) {
      throw new IllegalArgumentException("there is no report to merge");
    }
    Campaign first = shards.getFirst();
    BitSet met = new BitSet();
    for (Campaign shard : shards) {
      if (!shard.identity().equals(first.identity())) {
        throw new IllegalArgumentException(
            "these are reports of different explorations: "
                + first.identity()
                + " and "
                + shard.identity());
      }
      if (met.get(shard.shard.index())) {
        throw new IllegalArgumentException(
            "shard " + shard.shard + " is there twice: " + shard.identity());
      }
      met.set(shard.shard.index());
    }
    int of = first.shard.of();
    if (met.cardinality() < of) {
      List<String> missing = new ArrayList<>();
      for (int i = met.nextClearBit(0); i < of; i = met.nextClearBit(i + 1)) {
        missing.add(i + "/" + of);
      }
      throw new IllegalArgumentException(
          "missing: shard " + String.join(", ", missing) + ": " + first.identity());
    }
    return new Campaign(
        first.scenario,
        first.kernel,
        first.search,
        Shard.WHOLE,
        shards.stream().mapToLong(Campaign::schedules).sum(),
        shards.stream().mapToLong(Campaign::steps).sum(),
        shards.stream().mapToLong(Campaign::millis).sum(),
        shards.stream().allMatch(Campaign::exhausted),
        unreachedByAll(shards),
        shards.stream().map(Campaign::failure).reduce(null, Campaign::earlier));
  }

  /// What none of them reached.
  public static ImmutableList<Switch> unreachedByAll(List<Campaign> shards) {
    return shards.getFirst().unreached.stream()
        .filter(item -> shards.stream().allMatch(shard -> shard.unreached.contains(item)))
        .collect(ImmutableList.toImmutableList());
  }

  private static @Nullable Failure earlier(@Nullable Failure a, @Nullable Failure b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.number <= b.number ? a : b;
  }

  private String identity() {
    return scenario + " on " + kernel + ", " + search + ", " + shard.of() + " shards";
  }

  private boolean isProof() {
    return exhausted && failure == null && shard.of() == 1;
  }

  /// One line, and two more for a failure.
  public String summary() {
    String out =
        String.format(
            Locale.ROOT,
            "%s on %s, %s: %s%d%s schedules in %.1f s of work, %d failed",
            scenario,
            kernel,
            search,
            isProof() ? "all " : "",
            schedules,
            isProof() ? " inequivalent" : "",
            millis / 1e3,
            failure == null ? 0 : 1);
    return failure == null
        ? out
        : out
            + "\nschedule "
            + failure.number
            + " "
            + failure.verdict
            + "\ntoken: "
            + failure.token;
  }
}

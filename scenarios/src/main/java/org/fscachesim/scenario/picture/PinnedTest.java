package org.fscachesim.scenario.picture;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.Switch;
import org.fscachesim.kernel.task.MemoryModel;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;

/// The source of a JUnit test that runs one schedule: it fails as long as the bug is there.
public final class PinnedTest {
  private static final String END = ".java";
  private static final int LINE = 90;

  private PinnedTest() {}

  /// The source of a test in the file of that name. The package is what the path says behind a
  /// directory `java`, as in `src/test/java/org/example/PinnedTest.java`, else none.
  ///
  /// @param scenario its name in the catalogue
  /// @throws IllegalArgumentException when the file's name is none of a class
  public static String of(Path file, String scenario, KernelConfig config, ScenarioRun run) {
    String name = String.valueOf(file.getFileName());
    String type = name.endsWith(END) ? name.substring(0, name.length() - END.length()) : "";
    if (!SourceVersion.isIdentifier(type) || SourceVersion.isKeyword(type)) {
      throw new IllegalArgumentException(
          "'" + name + "' is no file of a class: expected a name like PinnedTest.java");
    }
    StringBuilder out = new StringBuilder();
    String home = packageOf(file);
    if (!home.isEmpty()) {
      out.append("package ").append(home).append(";\n\n");
    }
    out.append("import static org.junit.jupiter.api.Assertions.assertEquals;\n\n");
    for (String used : imports(config)) {
      out.append("import ").append(used).append(";\n");
    }
    out.append(
        """

        /// Runs one schedule of `%s`, with which this was found:
        ///
        /// ```
        %s
        /// ```
        ///
        /// It fails as long as the bug is there. Where the models have changed since, it follows the
        /// schedule as far as that fits.
        final class %s {
          private static final String SCHEDULE =
              \"""
        %s
              \""";

          @Test
          void theScheduleComesOutRight() {
            Scenario scenario = Catalogue.byName("%s").orElseThrow();
            KernelConfig config = %s;
            LooseReplay schedule = new LooseReplay(Schedule.parse(SCHEDULE));
            ScenarioRun run = ScenarioRun.of(scenario, config, schedule, false);
            assertEquals("passed", run.verdict().describe());
          }
        }
        """
            .formatted(
                scenario,
                commented(run.verdict()),
                type,
                wrapped(run.schedule().toString()),
                scenario,
                source(config)));
    return out.toString();
  }

  private static String packageOf(Path file) {
    List<String> parts = new ArrayList<>();
    file.forEach(p -> parts.add(p.toString()));
    int java = parts.lastIndexOf("java");
    List<String> names = java < 0 ? ImmutableList.of() : parts.subList(java + 1, parts.size() - 1);
    return names.stream().allMatch(SourceVersion::isIdentifier) ? String.join(".", names) : "";
  }

  private static Set<String> imports(KernelConfig config) {
    Set<String> out =
        new TreeSet<>(
            List.of(
                "org.fscachesim.kernel.KernelConfig",
                "org.fscachesim.kernel.KernelVersion",
                "org.fscachesim.kernel.task.LooseReplay",
                "org.fscachesim.kernel.task.Schedule",
                "org.fscachesim.scenario.Scenario",
                "org.fscachesim.scenario.catalogue.Catalogue",
                "org.fscachesim.scenario.explore.ScenarioRun",
                "org.junit.jupiter.api.Test"));
    if (config.memory() != MemoryModel.SEQUENTIAL) {
      out.add(MemoryModel.class.getCanonicalName());
    }
    for (Set<Switch> switches : List.of(config.without(), config.with())) {
      switches.forEach(s -> out.add(type(s).getCanonicalName()));
    }
    return out;
  }

  private static Class<?> type(Switch item) {
    return ((Enum<?>) item).getDeclaringClass();
  }

  private static String source(KernelConfig config) {
    StringBuilder out = new StringBuilder("KernelConfig.of(KernelVersion.");
    out.append(config.version().name()).append(')');
    sorted(config.without()).forEach(s -> out.append(".without(").append(s).append(')'));
    sorted(config.with()).forEach(s -> out.append(".with(").append(s).append(')'));
    if (config.memory() != MemoryModel.SEQUENTIAL) {
      out.append(".memory(MemoryModel.").append(config.memory().name()).append(')');
    }
    return out.toString();
  }

  private static List<String> sorted(Set<Switch> switches) {
    return switches.stream()
        .map(s -> type(s).getSimpleName() + "." + ((Enum<?>) s).name())
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static String commented(Verdict verdict) {
    return verdict.describe().lines().map(l -> "/// " + l).collect(Collectors.joining("\n"));
  }

  private static String wrapped(String schedule) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder("     ");
    for (String word : schedule.split(" ", -1)) {
      if (line.length() + word.length() >= LINE) {
        lines.add(line.toString());
        line = new StringBuilder("     ");
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString());
    return String.join("\n", lines);
  }
}

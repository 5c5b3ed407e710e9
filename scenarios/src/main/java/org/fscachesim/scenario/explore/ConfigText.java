package org.fscachesim.scenario.explore;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;
import org.fscachesim.kernel.task.MemoryModel;
import org.fscachesim.scenario.Switches;

/// What to boot, as one word: `PROFILE[@MEMORY][-SWITCH][+SWITCH]...`.
final class ConfigText {
  private ConfigText() {}

  static String print(KernelConfig config) {
    StringBuilder out = new StringBuilder(config.version().name());
    if (config.memory() != MemoryModel.SEQUENTIAL) {
      out.append('@').append(config.memory().name().toLowerCase(Locale.ROOT));
    }
    names(config.without()).forEach(name -> out.append('-').append(name));
    names(config.with()).forEach(name -> out.append('+').append(name));
    return out.toString();
  }

  private static List<String> names(Set<Switch> switches) {
    return switches.stream().map(Switch::name).sorted().toList();
  }

  /// @throws IllegalArgumentException naming the profile or switch that does not exist
  static KernelConfig parse(String text) {
    String[] words = text.split("(?=[-+@])", -1);
    KernelConfig config =
        KernelConfig.of(
            KernelVersion.byName(words[0])
                .orElseThrow(
                    () -> new IllegalArgumentException("there is no profile '" + words[0] + "'")));
    for (int i = 1; i < words.length; i++) {
      String name = words[i].substring(1);
      if (words[i].charAt(0) == '@') {
        config = config.memory(memory(name));
        continue;
      }
      Switch item =
          Switches.byName(name)
              .orElseThrow(() -> new IllegalArgumentException("there is no switch '" + name + "'"));
      config = words[i].charAt(0) == '-' ? config.without(item) : config.with(item);
    }
    return config;
  }

  private static MemoryModel memory(String name) {
    return Arrays.stream(MemoryModel.values())
        .filter(model -> model.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no memory model '" + name + "'"));
  }
}

package org.fscachesim.scenario.explore;

import java.util.List;
import java.util.Set;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;
import org.fscachesim.scenario.Switches;

/// What to boot, as one word: `PROFILE[-SWITCH][+SWITCH]...`.
final class ConfigText {
  private ConfigText() {}

  static String print(KernelConfig config) {
    StringBuilder out = new StringBuilder(config.version().name());
    names(config.without()).forEach(name -> out.append('-').append(name));
    names(config.with()).forEach(name -> out.append('+').append(name));
    return out.toString();
  }

  private static List<String> names(Set<Switch> switches) {
    return switches.stream().map(Switch::name).sorted().toList();
  }

  /// @throws IllegalArgumentException naming the profile or switch that does not exist
  static KernelConfig parse(String text) {
    String[] words = text.split("(?=[-+])", -1);
    KernelConfig config =
        KernelConfig.of(
            KernelVersion.byName(words[0])
                .orElseThrow(
                    () -> new IllegalArgumentException("there is no profile '" + words[0] + "'")));
    for (int i = 1; i < words.length; i++) {
      String name = words[i].substring(1);
      Switch item =
          Switches.byName(name)
              .orElseThrow(() -> new IllegalArgumentException("there is no switch '" + name + "'"));
      config = words[i].charAt(0) == '-' ? config.without(item) : config.with(item);
    }
    return config;
  }
}

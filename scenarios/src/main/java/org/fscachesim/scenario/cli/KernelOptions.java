package org.fscachesim.scenario.cli;

import java.util.List;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;
import org.fscachesim.kernel.task.MemoryModel;
import org.fscachesim.scenario.Fixes;
import org.fscachesim.scenario.Switches;
import picocli.CommandLine.Option;

/// What commands that explore boot, but for the release.
final class KernelOptions {
  @Option(
      names = "--fixed",
      description =
          "Put every upstream fix in, also those that came after the profile, and take out what"
              + " only the findings speak of.")
  private boolean fixed;

  @Option(
      names = "--without",
      paramLabel = "FIX",
      description = "Take a fix or behaviour out, by its name. May be given several times.")
  private List<String> without = List.of();

  @Option(
      names = "--memory",
      paramLabel = "MODEL",
      defaultValue = "sequential",
      description =
          "When stores are seen by others: sequential, tso or weak. Default: ${DEFAULT-VALUE}.")
  private MemoryModel memory = MemoryModel.SEQUENTIAL;

  /// That release as the options want it.
  ///
  /// @throws IllegalArgumentException naming a switch that does not exist
  KernelConfig config(KernelVersion version) {
    KernelConfig config = KernelConfig.of(version);
    if (fixed) {
      config = Fixes.allIn(config);
    }
    config = config.memory(memory);
    for (String one : without) {
      Switch item =
          Switches.byName(one)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "--without: there is no fix '"
                              + one
                              + "'; like it: "
                              + Switches.like(one)));
      config = config.without(item);
    }
    return config;
  }
}

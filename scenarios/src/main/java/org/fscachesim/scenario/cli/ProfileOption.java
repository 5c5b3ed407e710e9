package org.fscachesim.scenario.cli;

import org.fscachesim.kernel.KernelVersion;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which release a command boots, for those that boot one.
final class ProfileOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--profile",
      paramLabel = "P",
      defaultValue = "D6_12_117",
      description = "Kernel to boot: a name or a release. Default: ${DEFAULT-VALUE}.")
  private String profile = "D6_12_117";

  /// The release.
  ///
  /// @throws ParameterException when there is none of that name
  KernelVersion version() {
    return version(spec, profile);
  }

  /// A release by its name on a command line.
  ///
  /// @throws ParameterException when there is none
  static KernelVersion version(CommandSpec spec, String profile) {
    return KernelVersion.byName(profile)
        .orElseThrow(
            () ->
                ScenarioChoice.usage(
                    spec, "Unknown profile '" + profile + "': there are " + KernelVersion.names()));
  }
}

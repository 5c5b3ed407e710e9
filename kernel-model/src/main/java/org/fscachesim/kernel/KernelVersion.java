package org.fscachesim.kernel;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The kernel releases whose behaviour is modelled: the profiles.
///
/// The order of the constants is no order of features: the two Debian kernels carry fixes of later
/// releases. A [Switch] lists the releases that it holds in.
public enum KernelVersion {
  /// Linux 5.19, the first release with on-demand mode.
  V5_19("5.19", "P519"),
  /// Linux 6.0 to 6.7.
  V6_7("6.7", "P60", "6.0", "V6_0", "V67", "6.1.192-p60", "6.7-profile"),
  /// Linux 6.8 and 6.9: object states, reopening, `restore`.
  V6_8("6.8", "P68", "6.9"),
  /// Linux 6.10 to 6.12 before the fixes of late 2024.
  V6_10("6.10", "P610"),
  /// Debian's 6.1.192: the plumbing of 6.1 with nearly every later cachefiles fix.
  D6_1_192("6.1.192", "D61"),
  /// Debian's 6.12.117.
  D6_12_117("6.12.117", "D612");

  private final String release;
  private final ImmutableList<String> aliases;

  KernelVersion(String release, String... aliases) {
    this.release = release;
    this.aliases = ImmutableList.copyOf(aliases);
  }

  /// As `uname -r` begins.
  public String release() {
    return release;
  }

  /// Finds a release by constant name, release or alias (`V6_7`, `6.7`, `P60`, `6.1.192-p60`).
  public static Optional<KernelVersion> byName(String name) {
    return Arrays.stream(values())
        .filter(
            v ->
                v.name().equalsIgnoreCase(name)
                    || v.release.equals(name)
                    || v.aliases.stream().anyMatch(a -> a.equalsIgnoreCase(name)))
        .findFirst();
  }

  /// All names that [#byName(String)] takes, for messages.
  public static String names() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }
}

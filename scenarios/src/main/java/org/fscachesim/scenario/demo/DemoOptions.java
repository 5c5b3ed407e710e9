package org.fscachesim.scenario.demo;

import java.nio.file.Path;
import java.time.Duration;
import org.fscachesim.kernel.KernelVersion;
import org.jspecify.annotations.Nullable;

/// What the demo shall do.
///
/// @param version the kernel release; failover needs one with `restore`
/// @param image the user's own image in place of the bundled ones
/// @param daemonsDie whether workers are killed and replaced while applications read
/// @param workers tasks of the daemon, 1 to 64
/// @param readers application tasks per image, 1 to 64
/// @param quiet leaves the protocol lines out
/// @param limit after which everything is given up, with a report of who waits for what
public record DemoOptions(
    KernelVersion version,
    @Nullable Path image,
    boolean daemonsDie,
    int workers,
    int readers,
    boolean quiet,
    Duration limit) {
  public DemoOptions {
    check("workers", workers);
    check("readers", readers);
  }

  private static void check(String what, int n) {
    if (n < 1 || n > 64) {
      throw new IllegalArgumentException(what + " (" + n + ") must be 1 to 64");
    }
  }
}

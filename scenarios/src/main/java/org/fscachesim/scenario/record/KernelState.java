package org.fscachesim.scenario.record;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fscachesim.kernel.ErrnoException;

/// What the kernel of this machine is, and has done.
public final class KernelState {
  private static final Pattern COOKIES = Pattern.compile("Cookies: n=([0-9]+) v=([0-9]+).*");

  private KernelState() {}

  /// Its release, as `uname -r` prints it.
  public static String release() {
    return System.getProperty("os.version");
  }

  /// A remark when it has handled cookies or volumes since it was loaded: then its ids and counters
  /// do not begin where those of other recordings do.
  public static Optional<String> used() {
    try {
      return used(HostProc.lines("/proc/fs/fscache/stats"));
    } catch (ErrnoException _) {
      return Optional.empty();
    }
  }

  static Optional<String> used(List<String> stats) {
    for (String line : stats) {
      Matcher m = COOKIES.matcher(line);
      if (m.matches() && !(m.group(1).equals("0") && m.group(2).equals("0"))) {
        return Optional.of(
            "fscache has handled %s cookies and %s volumes already: ids and counters of /proc go on"
                    .formatted(m.group(1), m.group(2))
                + " from there, and 'replay' will show them as differences. Load the modules anew"
                + " before each case (--before), or boot");
      }
    }
    return Optional.empty();
  }
}

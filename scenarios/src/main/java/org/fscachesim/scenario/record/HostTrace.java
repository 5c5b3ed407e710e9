package org.fscachesim.scenario.record;

import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.LibC;

/// The kernel's trace events, by tracefs.
final class HostTrace implements AutoCloseable {
  /// Where it is mounted, newer kernels first.
  static final List<String> USUAL = List.of("/sys/kernel/tracing", "/sys/kernel/debug/tracing");

  /// Families of events; older kernels have fewer.
  private static final List<String> FAMILIES = List.of("fscache", "cachefiles", "netfs");

  private final List<String> candidates;
  private final HostProc settings = new HostProc();

  /// @param candidates directories that may be a tracefs
  HostTrace(List<String> candidates) {
    this.candidates = candidates;
  }

  private String root() throws ErrnoException {
    for (String candidate : candidates) {
      if (exists(candidate + "/trace")) {
        return candidate;
      }
    }
    throw Errno.ENOENT.exception();
  }

  private static boolean exists(String path) {
    try {
      LibC.statAt(HostFlags.AT_FDCWD, path);
      return true;
    } catch (ErrnoException _) {
      return false;
    }
  }

  /// Forgets what was traced, and traces.
  ///
  /// @throws ErrnoException ENOENT when there is no tracefs
  void start() throws ErrnoException {
    String root = root();
    // Empties the buffer.
    LibC.truncate(root + "/trace", 0);
    for (String family : FAMILIES) {
      String enable = root + "/events/" + family + "/enable";
      if (exists(enable)) {
        settings.write(enable, "1");
      }
    }
    settings.write(root + "/tracing_on", "1");
  }

  /// The events, without the heading.
  ///
  /// @throws ErrnoException ENOENT when there is no tracefs
  List<String> lines() throws ErrnoException {
    return HostProc.lines(root() + "/trace").stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  @Override
  public void close() throws ErrnoException {
    settings.close();
  }
}

package org.fscachesim.kernel.store.directory;

import java.nio.file.Path;

/// Turns paths of Java into byte strings.
final class HostPath {
  private HostPath() {}

  /// The bytes of a path as the host has them, one character for each, whatever encoding Java takes
  /// the host's names for. They are read from the path's URI, which escapes them one by one.
  static String bytes(Path path) {
    String escaped = path.toUri().getRawPath();
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '%') {
        bytes.append((char) Integer.parseInt(escaped, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.append(c);
      }
    }
    return bytes.toString();
  }
}

package org.fscachesim.devnode.external;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.devnode.seccomp.FileIdentity;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.kernel.ffi.NativeCall;
import org.jspecify.annotations.Nullable;

/// What the daemon holds in place of anonymous files: empty files of a private directory, open for
/// writing. They answer poll(2) and epoll_ctl(2) as anonymous files do, cannot be read or mapped,
/// and the host tells when the last descriptor of one is closed.
///
/// Used by the dispatcher alone.
final class AnonymousFiles implements AutoCloseable {
  private static final int EVENT_HEADER = 16;
  private static final int EVENT_NAME_LENGTH = 12;
  private static final int EVENTS = 64 * 1024;

  /// A file, and the simulated kernel's descriptor behind it.
  private record Made(FileIdentity identity, int descriptor) {}

  private final HostCalls host = new HostCalls();
  private final MemorySegment events = Arena.ofAuto().allocate(EVENTS, 8);
  private final String prefix;
  private final int closings;
  // Until it is known here that the daemon has closed one, whose inode a new one may have by then.
  private final Map<String, Made> names = new HashMap<>();
  private final Map<FileIdentity, Made> files = new HashMap<>();
  private int count;

  /// @param directory a new one, of nobody else's
  AnonymousFiles(Path directory) throws ErrnoException {
    this.prefix = directory + "/";
    this.closings = host.watchClosing(directory.toString());
  }

  /// Readable when a file was closed.
  int closings() {
    return closings;
  }

  /// Makes a file for a descriptor of the simulated kernel's.
  ///
  /// @return a descriptor of this JVM, which the caller closes when the daemon has its own
  int make(int descriptor) throws ErrnoException {
    String name = "cachefiles-" + ++count;
    int fd = host.createFile(prefix + name);
    try {
      Files.delete(Path.of(prefix + name));
    } catch (IOException e) {
      // It has its name a little longer, until the whole directory goes.
    }
    Made file = new Made(host.identity(fd), descriptor);
    names.put(name, file);
    files.put(file.identity, file);
    return fd;
  }

  /// The daemon never got it.
  void forget(int descriptor) {
    names.values().removeIf(file -> file.descriptor == descriptor);
    files.values().removeIf(file -> file.descriptor == descriptor);
  }

  /// The kernel's descriptor behind a file; null when it is none of these.
  @Nullable Integer find(FileIdentity file) {
    Made made = files.get(file);
    return made == null ? null : made.descriptor;
  }

  /// The kernel's descriptors whose files the daemon has closed since the last time.
  List<Integer> closed() {
    List<Integer> out = new ArrayList<>();
    for (long end = host.read(closings, events); end > 0; end = host.read(closings, events)) {
      for (long at = 0; at < end; ) {
        int length = events.get(JAVA_INT, at + EVENT_NAME_LENGTH);
        String padded = NativeCall.string(events.asSlice(at + EVENT_HEADER), length);
        int zero = padded.indexOf('\0');
        Made file = names.remove(zero < 0 ? padded : padded.substring(0, zero));
        if (file != null) {
          files.remove(file.identity, file);
          out.add(file.descriptor);
        }
        at += EVENT_HEADER + length;
      }
    }
    return out;
  }

  @Override
  public void close() {
    LibC.close(closings);
  }
}

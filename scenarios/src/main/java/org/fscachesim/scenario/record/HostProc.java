package org.fscachesim.scenario.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostFlags;
import org.fscachesim.kernel.ffi.LibC;

/// Files that the kernel makes up as they are read, in /proc and tracefs. What was written is
/// written back in the end.
final class HostProc implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final Map<String, String> before = new LinkedHashMap<>();
  private boolean closed;

  /// The lines of a file.
  static List<String> lines(String path) throws ErrnoException {
    return text(path).lines().toList();
  }

  private static String text(String path) throws ErrnoException {
    int fd = LibC.openat(HostFlags.AT_FDCWD, path, HostFlags.O_RDONLY, 0);
    try {
      StringBuilder text = new StringBuilder();
      ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK);
      while (LibC.pread(fd, bytes.clear(), text.length()) > 0) {
        text.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
      }
      return text.toString();
    } finally {
      LibC.close(fd);
    }
  }

  /// Writes a setting; as it was before, it will be again.
  ///
  /// @throws ErrnoException also EINTR, when all was put back already
  synchronized void write(String path, String value) throws ErrnoException {
    if (closed) {
      throw Errno.EINTR.exception();
    }
    if (!before.containsKey(path)) {
      before.put(path, text(path).strip());
    }
    put(path, value + "\n");
  }

  static void put(String path, String text) throws ErrnoException {
    int fd = LibC.openat(HostFlags.AT_FDCWD, path, HostFlags.O_WRONLY, 0);
    try {
      LibC.pwrite(fd, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), 0);
    } finally {
      LibC.close(fd);
    }
  }

  /// Writes back what was there before.
  ///
  /// @throws ErrnoException of the last that could not be written
  @Override
  public synchronized void close() throws ErrnoException {
    closed = true;
    ErrnoException failed = null;
    for (Map.Entry<String, String> setting : before.entrySet()) {
      try {
        put(setting.getKey(), setting.getValue() + "\n");
      } catch (ErrnoException e) {
        failed = e;
      }
    }
    before.clear();
    if (failed != null) {
      throw failed;
    }
  }
}

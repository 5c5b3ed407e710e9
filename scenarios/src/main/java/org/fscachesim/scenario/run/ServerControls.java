package org.fscachesim.scenario.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.server.FileServer;
import org.jspecify.annotations.Nullable;

/// What somebody does at the file server, behind the back of its clients.
final class ServerControls {
  private final FileServer server;
  private final LiveCalls calls;

  ServerControls(FileServer server, LiveCalls calls) {
    this.server = server;
    this.calls = calls;
  }

  List<Control> all() {
    return List.of(
        new Control("server-put FILE NAME", this::put), new Control("server-cat NAME", this::cat));
  }

  private Object put(List<String> words, OutputStream out) throws ErrnoException, IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(Path.of(words.get(0)));
    } catch (NoSuchFileException e) {
      throw new Control.UsageException("there is no file " + words.get(0));
    }
    return calls.call(
        "server-put",
        _ -> {
          put(server, words.get(1), bytes);
          return bytes.length + " bytes";
        });
  }

  /// A new file, or new contents of one that is there.
  static void put(FileServer server, String name, byte[] bytes) throws ErrnoException {
    try {
      server.replace(name, bytes);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
      server.put(name, bytes);
    }
  }

  private @Nullable Object cat(List<String> words, OutputStream out)
      throws ErrnoException, IOException {
    out.write(calls.call("server-cat", _ -> server.bytes(words.getFirst())));
    return null;
  }
}

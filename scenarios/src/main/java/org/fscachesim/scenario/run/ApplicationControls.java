package org.fscachesim.scenario.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.jspecify.annotations.Nullable;

/// What applications do: mount, read, write.
final class ApplicationControls {
  /// As large as cat(1) and cp(1) have it: what a slow daemon gives shows soon.
  private static final int PIECE = 128 * 1024;

  private final LiveCalls calls;

  ApplicationControls(LiveCalls calls) {
    this.calls = calls;
  }

  List<Control> all() {
    return List.of(
        new Control("mount TYPE PATH [OPTIONS]", this::mount),
        new Control("umount PATH", this::umount),
        new Control("cat PATH", this::cat),
        new Control("ls PATH", this::list),
        new Control("stat PATH", this::stat),
        new Control("put FILE PATH", this::put),
        new Control("truncate PATH SIZE", this::truncate));
  }

  private Object mount(List<String> words, OutputStream out) throws ErrnoException {
    String type = words.get(0);
    String path = words.get(1);
    String options = words.size() > 2 ? words.get(2) : "";
    return calls.call(
        "mount",
        w -> {
          UserProcess process = LiveCalls.application(w);
          MountPoints.make(w, path);
          w.mount(process, type, LiveWorld.source(type), path, options);
          return "ok";
        });
  }

  private Object umount(List<String> words, OutputStream out) throws ErrnoException {
    return calls.call(
        "umount",
        w -> {
          w.unmount(LiveCalls.application(w), words.getFirst());
          return "ok";
        });
  }

  private Object list(List<String> words, OutputStream out) throws ErrnoException {
    return calls.call("ls", w -> w.clientPath(LiveCalls.application(w), words.getFirst()).names());
  }

  private Object stat(List<String> words, OutputStream out) throws ErrnoException {
    FileStat stat =
        calls.call("stat", w -> w.clientPath(LiveCalls.application(w), words.getFirst()).stat());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("mode", Integer.toOctalString(stat.mode()));
    answer.put("size", stat.size());
    answer.put("inode", stat.inode());
    return answer;
  }

  private Object truncate(List<String> words, OutputStream out) throws ErrnoException {
    long size = Control.number(words.get(1));
    return calls.call(
        "truncate",
        w -> {
          w.clientPath(LiveCalls.application(w), words.getFirst()).truncate(size);
          return "ok";
        });
  }

  /// Copies a file piece by piece. What was written before an error stays.
  private Object put(List<String> words, OutputStream out) throws ErrnoException, IOException {
    Path source = Path.of(words.get(0));
    try (InputStream from = Files.newInputStream(source)) {
      calls.progress().count("bytes", Files.isRegularFile(source) ? Files.size(source) : 0);
      ClientFile file =
          calls.call(
              "open",
              w ->
                  w.clientPath(LiveCalls.application(w), words.get(1))
                      .open(OpenFlags.WRITE_ONLY, true));
      try {
        long at = 0;
        for (byte[] piece = from.readNBytes(PIECE);
            piece.length > 0;
            piece = from.readNBytes(PIECE)) {
          long to = at;
          ByteBuffer bytes = ByteBuffer.wrap(piece);
          int wrote = calls.call("write", w -> file.write(to, bytes));
          calls.progress().add(wrote);
          at += wrote;
        }
        return at + " bytes";
      } finally {
        calls.close(file);
      }
    } catch (NoSuchFileException e) {
      throw new Control.UsageException("there is no file " + words.get(0));
    }
  }

  /// Prints a file piece by piece. What was printed before an error stays.
  private @Nullable Object cat(List<String> words, OutputStream out)
      throws ErrnoException, IOException {
    ClientFile file =
        calls.call(
            "open",
            w -> w.openFile(LiveCalls.application(w), words.getFirst(), OpenFlags.READ_ONLY));
    try {
      calls.progress().count("bytes", calls.call("stat", _ -> file.stat().size()));
      ByteBuffer buffer = ByteBuffer.allocate(PIECE);
      long at = 0;
      while (true) {
        long from = at;
        int got = calls.call("read", w -> file.read(from, buffer.clear()));
        if (got == 0) {
          return null;
        }
        out.write(buffer.array(), 0, got);
        at += got;
        calls.progress().add(got);
      }
    } finally {
      calls.close(file);
    }
  }
}

package org.fscachesim.scenario.run;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.OpenFlags;

/// Compares all files of a mounted filesystem with what they ought to be.
final class CompareControl {
  private static final int PIECE = 128 * 1024;

  private final KernelConfig config;
  private final LiveCalls calls;

  CompareControl(KernelConfig config, LiveCalls calls) {
    this.config = config;
    this.calls = calls;
  }

  Control control() {
    return new Control("compare PATH IMAGE|DIR [OPTIONS]", this::compare);
  }

  private Object compare(List<String> words, OutputStream out) throws ErrnoException {
    String root = words.get(0);
    String options = words.size() > 2 ? words.get(2) : "";
    NavigableMap<String, Long> found =
        calls.call(
            "ls",
            w -> {
              NavigableMap<String, Long> files = new TreeMap<>();
              Reference.list(w, root, "", files::put);
              return files;
            });
    try (Contents contents = contents(Path.of(words.get(1)), options)) {
      return compare(root, found, contents);
    } catch (IOException | UncheckedIOException e) {
      throw new Control.UsageException(words.get(1) + " cannot be read: " + e.getMessage());
    }
  }

  private Contents contents(Path path, String options) throws ErrnoException, IOException {
    if (Files.isDirectory(path)) {
      return new Contents.Directory(path);
    }
    if (!Files.isRegularFile(path)) {
      throw new Control.UsageException("there is no file or directory " + path);
    }
    return Contents.Image.open(config, path, options);
  }

  private Object compare(String root, NavigableMap<String, Long> found, Contents contents)
      throws IOException {
    NavigableMap<String, Long> expected;
    try {
      expected = contents.files();
    } catch (ErrnoException e) {
      throw unreadable("mount", e);
    }
    TreeSet<String> paths = new TreeSet<>(expected.keySet());
    paths.addAll(found.keySet());
    for (String path : paths) {
      if (!found.containsKey(path)) {
        return difference(path, 0, "no file", "a file");
      }
      if (!expected.containsKey(path)) {
        return difference(path, 0, "a file", "no file");
      }
    }
    calls.progress().count("bytes", expected.values().stream().mapToLong(size -> size).sum());
    long bytes = 0;
    for (String path : paths) {
      Compared compared = new Compared(path);
      try {
        if (!compared.isEqual(root, contents)) {
          return difference(path, compared.at, compared.found, compared.expected);
        }
      } catch (ErrnoException e) {
        return difference(path, compared.at, e.errno().name(), "");
      }
      bytes += compared.at;
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("files", paths.size());
    answer.put("bytes", bytes);
    return answer;
  }

  /// The image is no good, whatever the daemon does.
  private static Control.UsageException unreadable(String what, ErrnoException e) {
    return new Control.UsageException("the image to compare with: " + what + ": " + e.errno());
  }

  private static Controls.Failure difference(
      String path, long offset, String found, String expected) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("path", path);
    answer.put("offset", offset);
    answer.put("found", found);
    if (!expected.isEmpty()) {
      answer.put("expected", expected);
    }
    return new Controls.Failure(answer);
  }

  /// One file: how far it is equal, and what comes then.
  private final class Compared {
    private final String path;
    private long at;
    private String found = "";
    private String expected = "";

    Compared(String path) {
      this.path = path;
    }

    /// @throws ErrnoException of the mounted filesystem
    boolean isEqual(String root, Contents contents) throws ErrnoException, IOException {
      ClientFile file =
          calls.call(
              "open", w -> w.openFile(LiveCalls.application(w), root + path, OpenFlags.READ_ONLY));
      try {
        ByteBuffer here;
        do {
          long from = at;
          here =
              calls.call(
                  "read", _ -> Contents.fill(PIECE, (done, into) -> file.read(from + done, into)));
          ByteBuffer there = expected(contents, from);
          int differs = here.mismatch(there);
          if (differs >= 0) {
            at += differs;
            found = byteAt(here, differs);
            expected = byteAt(there, differs);
            return false;
          }
          at += here.remaining();
          calls.progress().add(here.remaining());
        } while (here.remaining() == PIECE);
        return true;
      } finally {
        calls.close(file);
      }
    }

    private ByteBuffer expected(Contents contents, long from) throws IOException {
      try {
        return contents.read(path, from, PIECE);
      } catch (ErrnoException e) {
        throw unreadable(path, e);
      }
    }

    private static String byteAt(ByteBuffer bytes, int index) {
      return index < bytes.limit()
          ? String.format("0x%02x", bytes.get(index) & 0xff)
          : "end of file";
    }
  }
}

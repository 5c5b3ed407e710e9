package org.fscachesim.scenario.transcript;

import java.util.Locale;
import java.util.stream.Collectors;
import org.fscachesim.kernel.store.Whence;
import org.jspecify.annotations.Nullable;

/// Writes steps as lines of a transcript: what it writes reads back as the same step.
///
/// The form is canonical. Quotes stand where they are needed, and around the text of a write;
/// defaults are left out, but for the idle time of `serve`; numbers are decimal but for the command
/// of an ioctl.
public final class StepPrinter {
  private StepPrinter() {}

  /// A step with its outcome, if one was recorded, without a line feed at the end.
  public static String print(TranscriptStep step) {
    String outcome = step.expected().print();
    return print(step.step()) + (outcome.isEmpty() ? "" : " " + outcome);
  }

  /// A step without outcome.
  public static String print(Step step) {
    return switch (step) {
      case ActorStep(String actor, boolean background, Operation operation) ->
          actor + (background ? "&: " : ": ") + print(operation);
      case Directive directive -> print(directive);
    };
  }

  /// An operation without its actor.
  public static String print(Operation operation) {
    return switch (operation) {
      case Operation.Open(String name, OpenMode mode, String path) ->
          "open "
              + name
              + (mode == OpenMode.READ_WRITE ? "" : " " + mode.word())
              + (path.equals(Operation.Open.DEVICE) ? "" : " " + word(path));
      case Operation.Close(String name) -> "close " + name;
      case Operation.Dup(String name, String copy) -> "dup " + name + " " + copy;
      case Operation.Write(String name, Text text) -> "write " + name + " " + quoted(text);
      case Operation.WriteFill(String name, long length, int fill) ->
          "write " + name + " len=" + length + fill(fill);
      case Operation.Read(String name, long size, String message) ->
          "read "
              + name
              + (size == Operation.Read.SIZE ? "" : " size=" + size)
              + optional(" as ", message);
      case Operation.Poll(String name, long millis, boolean inputOnly) ->
          "poll " + name + " " + millis + (inputOnly ? " in" : "");
      case Operation.Copen(String message, Amount size, String device) ->
          "copen " + message + " " + size + " " + device;
      case Operation.Fill(String message, String via, String image) ->
          "fill " + message + optional(" via=", via) + " image=" + word(image);
      case Operation.Cread(String message, String via) ->
          "cread " + message + optional(" via=", via);
      case Operation.Pwrite(String name, Amount offset, Amount length, Content content) ->
          "pwrite " + name + " " + offset + " " + length + print(content);
      case Operation.Pread(String name, Amount offset, Amount length) ->
          "pread " + name + " " + offset + " " + length;
      case Operation.Lseek(String name, Amount offset, int whence) ->
          "lseek " + name + " " + offset + " " + whence(whence);
      case Operation.Ioctl(String name, long command, Amount argument) ->
          "ioctl " + name + " " + command(command) + " " + argument;
      case Operation.Ftruncate(String name, Amount length) -> "ftruncate " + name + " " + length;
      case Operation.Fallocate(String name, long mode, Amount offset, Amount length) ->
          "fallocate " + name + " " + mode + " " + offset + " " + length;
      case Operation.Fsync(String name) -> "fsync " + name;
      case Operation.Mmap(String name) -> "mmap " + name;
      case Operation.Fstat(String name) -> "fstat " + name;
      case Operation.Getfl(String name) -> "getfl " + name;
      case Operation.Link(String name) -> "link " + name;
      case Operation.Serve(String device, ServeSource source, long idleMillis, Long count) ->
          "serve "
              + device
              + print(source)
              + " idle="
              + idleMillis
              + (count == null ? "" : " count=" + count);
      case Operation.Chdir(String path) -> "chdir " + word(path);
      case Operation.Mount(String type, String source, String directory, String options) ->
          "mount " + words(type, source, directory, options);
      case Operation.Umount(String directory) -> "umount " + word(directory);
      case Operation.Cat(String path, Amount offset, Amount length, long chunk) ->
          "cat "
              + word(path)
              + (length == null ? "" : " " + offset + " " + length)
              + (chunk == Operation.Cat.CHUNK ? "" : " chunk=" + chunk);
      case Operation.Stat(String path) -> "stat " + word(path);
      case Operation.Names(String directory) -> "names " + word(directory);
      case Operation.Truncate(String path, Amount length) ->
          "truncate " + word(path) + " " + length;
      case Operation.WriteFile(String path, Amount offset, Amount length, int fill) ->
          "writefile " + word(path) + " " + offset + " " + length + fill(fill);
    };
  }

  private static String print(Directive directive) {
    return switch (directive) {
      case Directive.Sleep(long millis) -> "sleep " + millis;
      case Directive.Sync() -> "sync";
      case Directive.Kill(String actor) -> "kill " + actor;
      case Directive.Join(String actor, long millis) ->
          "join " + actor + (millis == Directive.Join.MILLIS ? "" : " " + millis);
      case Directive.Give(String from, String to, String name) ->
          "give " + from + " " + to + " " + name;
      case Directive.Ls(String directory) -> "ls " + word(directory);
      case Directive.Proc(String name) -> "proc " + word(name);
      case Directive.Statfs(String directory) -> "statfs " + word(directory);
      case Directive.Ballast(long bytes) -> "ballast " + bytes;
      case Directive.Unballast() -> "unballast";
      case Directive.Crc(String file) -> "crc " + word(file);
      case Directive.Exists(String path) -> "exists " + word(path);
      case Directive.Extents(String file) -> "extents " + word(file);
      case Directive.Xattr(String file, String name) ->
          "xattr " + word(file) + (name == null ? "" : " " + word(name));
      case Directive.Setxattr(String file, String hex) -> "setxattr " + words(file, hex);
      case Directive.Echo(String text, String file) -> "echo " + words(text, file);
      case Directive.Rm(String path) -> "rm " + word(path);
      case Directive.Mkdir(String path) -> "mkdir " + word(path);
      case Directive.Mkfile(String path, long size) ->
          "mkfile " + word(path) + (size == 0 ? "" : " " + size);
      case Directive.Cp(String from, String to) -> "cp " + words(from, to);
      case Directive.Rename(String from, String to) -> "rename " + words(from, to);
      case Directive.Remountfs(boolean readOnly) -> "remountfs " + (readOnly ? "ro" : "rw");
      case Directive.Daemon(Directive.Daemon.Action action, long number) ->
          "daemon " + action.word() + (number == 0 ? "" : " " + number);
      case Directive.TraceOn() -> "trace on";
      case Directive.TraceDump() -> "trace dump";
    };
  }

  private static String print(Content content) {
    return switch (content) {
      case Content.Fill(int value) -> fill(value);
      case Content.Image(String file) -> " image=" + word(file);
      case Content.None() -> "";
    };
  }

  private static String print(ServeSource source) {
    return switch (source) {
      case ServeSource.Directory(String path) -> " dir=" + word(path);
      case ServeSource.Image(String file) -> " image=" + word(file);
    };
  }

  private static String fill(int value) {
    return " fill=%02x".formatted(value);
  }

  private static String whence(int code) {
    return Whence.byCode(code).map(Whence::name).orElse(Integer.toString(code));
  }

  private static String command(long command) {
    return command == Operation.Ioctl.READ_COMPLETE
        ? "READ_COMPLETE"
        : "0x" + Long.toHexString(command);
  }

  private static String optional(String before, @Nullable String value) {
    return value == null ? "" : before + value;
  }

  private static String words(String... words) {
    return java.util.Arrays.stream(words).map(StepPrinter::word).collect(Collectors.joining(" "));
  }

  /// A word, in quotes when it would otherwise be read as something else.
  private static String word(String value) {
    String escaped = escape(value);
    boolean plain = !value.isEmpty() && !escaped.contains(" ") && escaped.equals(value);
    return plain && !value.startsWith("=>") ? value : '"' + escaped + '"';
  }

  private static String quoted(Text text) {
    return text.parts().stream()
        .map(
            part ->
                switch (part) {
                  case Text.Literal(String value) -> escape(value);
                  case Reference reference -> reference.toString();
                })
        .collect(Collectors.joining("", "\"", "\""));
  }

  /// Bytes that are not printable ASCII, and those that mean something, as escapes.
  private static String escape(String value) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\n' -> escaped.append("\\n");
        case '\t' -> escaped.append("\\t");
        case '\0' -> escaped.append("\\0");
        case '\\' -> escaped.append("\\\\");
        case '"' -> escaped.append("\\\"");
        default -> {
          boolean reference = value.startsWith("${", i);
          if (c < ' ' || c > '~' || reference) {
            escaped.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
          } else {
            escaped.append(c);
          }
        }
      }
    }
    return escaped.toString();
  }
}

package org.fscachesim.devnode.external;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fscachesim.devnode.seccomp.FileIdentity;
import org.fscachesim.devnode.seccomp.HostCalls;
import org.jspecify.annotations.Nullable;

/// What `/proc` says about processes and threads of the daemon.
final class Caller {
  private static final Path PROC = Path.of("/proc");
  private static final Pattern OPEN_FILES = Pattern.compile("^Max open files +(\\d+)");

  private Caller() {}

  /// What a descriptor of a thread's process leads to; null when it is not open.
  static @Nullable String link(HostCalls host, int thread, int fd) {
    return host.readlink("/proc/" + thread + "/fd/" + fd);
  }

  /// Which file a descriptor of a thread's process is, where nothing cheaper will tell; null when
  /// it is not open or may not be looked at.
  static @Nullable FileIdentity file(int thread, int fd) {
    try {
      Map<String, Object> file =
          Files.readAttributes(PROC.resolve(thread + "/fd/" + fd), "unix:dev,ino");
      return file.get("dev") instanceof Long device && file.get("ino") instanceof Long inode
          ? new FileIdentity(device, inode)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /// The working directory of a thread; null when it cannot be read.
  static @Nullable String workingDirectory(HostCalls host, int thread) {
    return host.readlink("/proc/" + thread + "/cwd");
  }

  /// The process that a thread belongs to; the thread itself when it is gone.
  static int processOf(int thread) {
    return number(thread, "Tgid:", thread);
  }

  /// Whether there is such a process or thread, be it a zombie.
  static boolean exists(int thread) {
    return Files.exists(PROC.resolve(String.valueOf(thread)));
  }

  /// The process that started `process`; 0 when it is gone.
  static int parentOf(int process) {
    return number(process, "PPid:", 0);
  }

  private static int number(int process, String key, int otherwise) {
    try {
      for (String line : Files.readAllLines(PROC.resolve(process + "/status"))) {
        if (line.startsWith(key)) {
          return Integer.parseInt(line.substring(key.length()).strip());
        }
      }
    } catch (IOException e) {
      // It is gone.
    }
    return otherwise;
  }

  /// How many descriptors a thread's process may have: the soft limit of RLIMIT_NOFILE.
  static long descriptorLimit(int thread) {
    try {
      for (String line : Files.readAllLines(PROC.resolve(thread + "/limits"))) {
        Matcher matcher = OPEN_FILES.matcher(line);
        if (matcher.find()) {
          return Long.parseLong(matcher.group(1));
        }
      }
    } catch (IOException e) {
      // It is gone.
    }
    return Long.MAX_VALUE;
  }

  /// Whether a thread's process has no other thread.
  static boolean isAlone(int thread) {
    return number(thread, "Threads:", 0) == 1;
  }

  /// All processes, in no order.
  static List<Integer> processes() {
    List<Integer> out = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      all.forEach(p -> out.add(Integer.parseInt(p.getFileName().toString())));
    } catch (IOException e) {
      // What was found until now is all there is.
    }
    return out;
  }

  /// The descriptors of a process; none when it is gone, or another user's.
  static List<Integer> descriptors(int process) {
    List<Integer> out = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC.resolve(process + "/fd"))) {
      all.forEach(p -> out.add(Integer.parseInt(p.getFileName().toString())));
    } catch (IOException e) {
      // It is gone, or none of ours.
    }
    return out;
  }

  /// Whether a process was started with a variable of that name and value.
  static boolean hasVariable(int process, String variable) {
    try {
      String all =
          Files.readString(PROC.resolve(process + "/environ"), StandardCharsets.ISO_8859_1);
      return ("\0" + all).contains("\0" + variable + "\0");
    } catch (IOException e) {
      return false;
    }
  }
}

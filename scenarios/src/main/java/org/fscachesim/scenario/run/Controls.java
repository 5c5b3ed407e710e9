package org.fscachesim.scenario.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientMount;
import org.fscachesim.kernel.vfs.FileStat;
import org.fscachesim.kernel.vfs.Location;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.World;
import org.fscachesim.scenario.script.CacheTree;
import org.fscachesim.scenario.script.StoreNode;
import org.jspecify.annotations.Nullable;

/// What can be done with a run from outside: as its applications, as its administrator, and as
/// whoever kills its daemon.
public final class Controls {
  /// The exit codes of the command line, which this package does not see.
  private static final int PASSED = 0;

  private static final int VIOLATED = 1;
  private static final int USAGE = 2;
  private static final int UNDECIDED = 3;

  private static final String APPLICATION = "app";
  private static final int PIECE = 1 << 20;
  private static final int SIGKILL = 9;

  private final DaemonRun run;
  private final Duration limit;

  /// @param limit after which something that has not ended is given up
  public Controls(DaemonRun run, Duration limit) {
    this.run = run;
    this.limit = limit;
  }

  /// A command: what it is called with, and what it does.
  private enum Command {
    MOUNT("mount TYPE PATH [OPTIONS]", 2, 3),
    UMOUNT("umount PATH", 1, 1),
    CAT("cat PATH", 1, 1),
    LS("ls PATH", 1, 1),
    STAT("stat PATH", 1, 1),
    PROC("proc NAME", 1, 1),
    TREE("tree", 0, 0),
    EXTENTS("extents PATH", 1, 1),
    LOG("log", 0, 0),
    TASKS("tasks", 0, 0),
    STATUS("status", 0, 0),
    DROP_CACHES("drop-caches", 0, 0),
    KILL_DAEMON("kill-daemon [SIGNAL]", 0, 1),
    STOP("stop", 0, 0);

    private final String usage;
    private final int least;
    private final int most;

    Command(String usage, int least, int most) {
      this.usage = usage;
      this.least = least;
      this.most = most;
    }

    static @Nullable Command of(List<String> words) {
      for (Command command : values()) {
        if (command.usage.split(" ", 2)[0].equals(words.getFirst())
            && words.size() - 1 >= command.least
            && words.size() - 1 <= command.most) {
          return command;
        }
      }
      return null;
    }
  }

  /// How all commands are written, one each.
  public static List<String> usages() {
    return List.of(Command.values()).stream().map(c -> c.usage).toList();
  }

  /// Does a command, and prints what it gives.
  ///
  /// @param words the command and its arguments; `--json` as the first makes all output JSON but
  ///   that of `cat`
  /// @return an exit code of the command line
  public int execute(List<String> words, OutputStream out) throws IOException {
    boolean json = !words.isEmpty() && words.getFirst().equals("--json");
    List<String> rest = json ? words.subList(1, words.size()) : words;
    Command command = rest.isEmpty() ? null : Command.of(rest);
    if (command == null) {
      print(out, json, "error", "no such command: there are " + String.join(", ", usages()));
      return USAGE;
    }
    try {
      if (command == Command.CAT) {
        cat(rest.get(1), out);
      } else {
        answer(out, json, run(command, rest.subList(1, rest.size())));
      }
      return PASSED;
    } catch (ErrnoException e) {
      print(out, json, "errno", e.errno().name());
      return VIOLATED;
    } catch (NotEndedException e) {
      print(out, json, "hung", String.valueOf(e.getMessage()));
      return UNDECIDED;
    } catch (NumberFormatException e) {
      print(out, json, "error", "no number: " + e.getMessage());
      return USAGE;
    }
  }

  private static void print(OutputStream out, boolean json, String key, String text)
      throws IOException {
    write(out, json ? Json.text(Map.of(key, text)) : text);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(OutputStream out, boolean json, Object answer) throws IOException {
    if (json) {
      write(out, Json.text(answer));
      return;
    }
    switch (answer) {
      case List<?> lines -> {
        for (Object line : lines) {
          write(out, String.valueOf(line));
        }
      }
      case Map<?, ?> map -> {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          write(out, entry.getKey() + ": " + entry.getValue());
        }
      }
      default -> write(out, answer.toString());
    }
  }

  private <T> T call(String what, LiveWorld.Body<T> body) throws ErrnoException {
    return run.live().call(APPLICATION, what, limit, body);
  }

  private static UserProcess application(World world) {
    return world.process(APPLICATION);
  }

  private Object run(Command command, List<String> words) throws ErrnoException {
    return switch (command) {
      case MOUNT -> mount(words.get(0), words.get(1), words.size() > 2 ? words.get(2) : "");
      case UMOUNT -> umount(words.getFirst());
      case LS -> call("ls", w -> w.clientPath(application(w), words.getFirst()).names());
      case STAT -> stat(words.getFirst());
      case PROC -> call("proc", w -> w.readProc(words.getFirst())).lines().toList();
      case TREE -> tree();
      case EXTENTS -> call("extents", w -> extents(w, words.getFirst()));
      case LOG -> run.live().world().kernel().log().lines().stream().map(l -> l.text()).toList();
      case TASKS -> run.live().machine().report().lines().toList();
      case STATUS -> status();
      case DROP_CACHES ->
          call(
              "drop-caches",
              w -> {
                w.writeProc("/proc/sys/vm/drop_caches", "1");
                return "ok";
              });
      case KILL_DAEMON -> {
        run.daemon().signal(words.isEmpty() ? SIGKILL : Integer.parseInt(words.getFirst()));
        yield "ok";
      }
      case STOP -> stop();
      case CAT -> throw Errno.EINVAL.exception();
    };
  }

  private String mount(String type, String path, String options) throws ErrnoException {
    return call(
        "mount",
        w -> {
          UserProcess process = application(w);
          makeMountPoint(w, path);
          w.mount(process, type, "none", path, options);
          return "ok";
        });
  }

  /// A path that leads nowhere yet becomes a directory: the simulated machine has few.
  private static void makeMountPoint(World world, String path) throws ErrnoException {
    Location at = world.kernel().namespace().rootLocation();
    for (String name : path.split("/", -1)) {
      if (name.isEmpty()) {
        continue;
      }
      if (world.kernel().namespace().findClient(at, name) != null) {
        return;
      }
      Inode next = at.store().lookup(at.inode(), name);
      if (next == null && at.path().equals("/") || next == null && at.path().startsWith("/mnt")) {
        at.store().mkdir(at.inode(), name, 0755);
      }
      at = world.kernel().namespace().resolve(at, name, true);
    }
  }

  private String umount(String path) throws ErrnoException {
    return call(
        "umount",
        w -> {
          w.unmount(application(w), path);
          return "ok";
        });
  }

  private Map<String, Object> stat(String path) throws ErrnoException {
    FileStat stat = call("stat", w -> w.clientPath(application(w), path).stat());
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("mode", Integer.toOctalString(stat.mode()));
    out.put("size", stat.size());
    out.put("inode", stat.inode());
    return out;
  }

  private List<String> tree() throws ErrnoException {
    BackingStore store = run.directories().newest();
    if (store == null) {
      throw Errno.ENOENT.exception();
    }
    return call("tree", w -> CacheTree.lines(new StoreNode(store, store.root())));
  }

  private static String extents(World world, String path) throws ErrnoException {
    Location at =
        world.kernel().namespace().resolve(application(world).workingDirectory(), path, true);
    return CacheTree.extents(new StoreNode(at.store(), at.inode()));
  }

  private Map<String, Object> status() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("daemon", run.daemon().process());
    out.put("status", run.daemon().status());
    out.put("processes", new ArrayList<>(new TreeSet<>(run.daemon().processes())));
    out.put("refused", run.daemon().refusal());
    out.put("directory", run.directories().complaint());
    out.put(
        "mounts",
        run.live().world().kernel().namespace().clientMounts().stream()
            .map(ClientMount::path)
            .toList());
    return out;
  }

  private String stop() {
    try {
      return run.stopDaemon() ? "ok" : "killed";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /// Prints a file piece by piece. What was printed before an error stays.
  private void cat(String path, OutputStream out) throws ErrnoException, IOException {
    ClientFile file = call("open", w -> w.openFile(application(w), path, OpenFlags.READ_ONLY));
    try {
      ByteBuffer buffer = ByteBuffer.allocate(PIECE);
      long at = 0;
      while (true) {
        long from = at;
        int got = call("read", w -> file.read(from, buffer.clear()));
        if (got == 0) {
          break;
        }
        out.write(buffer.array(), 0, got);
        at += got;
      }
    } finally {
      call(
          "close",
          w -> {
            file.close();
            return true;
          });
    }
  }
}

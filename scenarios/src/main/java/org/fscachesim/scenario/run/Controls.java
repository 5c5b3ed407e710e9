package org.fscachesim.scenario.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.json.Json;
import org.jspecify.annotations.Nullable;

/// What can be done with a run from outside: as its applications, as its administrator, as its file
/// server, and as whoever kills its daemon.
public final class Controls {
  private final DaemonRun run;
  private final Duration limit;

  /// @param limit after which something that has not ended is given up
  public Controls(DaemonRun run, Duration limit) {
    this.run = run;
    this.limit = limit;
  }

  private List<Control> all(Progress progress) {
    LiveCalls calls = new LiveCalls(run.live(), limit, progress);
    List<Control> all = new ArrayList<>();
    all.addAll(new ApplicationControls(calls).all());
    all.add(new CompareControl(run.live().world().kernel().config(), calls).control());
    all.addAll(new KernelControls(run, calls).all());
    all.addAll(new ServerControls(run.live().server(), calls).all());
    all.addAll(new DaemonControls(run).all());
    return all;
  }

  /// How all commands are written, one each.
  public List<String> usages() {
    return all(new Progress("")).stream().map(Control::usage).toList();
  }

  private @Nullable Control find(List<String> words, Progress progress) {
    for (Control control : all(progress)) {
      if (control.name().equals(words.getFirst()) && control.takes(words.size() - 1)) {
        return control;
      }
    }
    return null;
  }

  /// Does a command, and prints what it gives.
  ///
  /// @param words the command and its arguments; `--json` as the first makes all output JSON but
  ///   contents of files
  /// @return an exit code of the command line
  public int execute(List<String> words, OutputStream out) throws IOException {
    return execute(words, out, null);
  }

  /// As the other one.
  ///
  /// @param listener when the command takes long, gets a line a second that says how far it is, in
  ///   another thread; null when nobody wants to know
  public int execute(List<String> words, OutputStream out, @Nullable Consumer<String> listener)
      throws IOException {
    boolean json = !words.isEmpty() && words.getFirst().equals("--json");
    List<String> rest = json ? words.subList(1, words.size()) : words;
    Progress progress = new Progress(String.join(" ", rest));
    if (listener == null) {
      return execute(rest, json, progress, out);
    }
    try (ProgressTeller _ =
        new ProgressTeller(progress, ProgressTeller.Pace.STEADY, json, listener)) {
      return execute(rest, json, progress, out);
    }
  }

  private int execute(List<String> rest, boolean json, Progress progress, OutputStream out)
      throws IOException {
    Control control = rest.isEmpty() ? null : find(rest, progress);
    if (control == null) {
      return complain(
          out,
          json,
          "error",
          "no such command: there are " + String.join(", ", usages()),
          ExitCode.USAGE);
    }
    try {
      Object answer = control.action().run(rest.subList(1, rest.size()), out);
      if (answer != null) {
        print(out, json, answer);
      }
      return answer instanceof Failure ? ExitCode.VIOLATED : ExitCode.PASSED;
    } catch (ErrnoException e) {
      return complain(out, json, "errno", e.errno().name(), ExitCode.VIOLATED);
    } catch (NotEndedException e) {
      return complain(out, json, "hung", String.valueOf(e.getMessage()), ExitCode.UNDECIDED);
    } catch (Control.UsageException e) {
      return complain(out, json, "error", String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
  }

  /// An answer which says that something is not as it should be.
  ///
  /// @param answer a list of lines, or a map of properties
  record Failure(Object answer) {}

  private static int complain(OutputStream out, boolean json, String key, String text, int code)
      throws IOException {
    write(out, json ? Json.line(Map.of(key, text)) : text);
    return code;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void print(OutputStream out, boolean json, Object answer) throws IOException {
    if (json) {
      write(out, Json.line(answer instanceof Failure(Object inner) ? inner : answer));
      return;
    }
    switch (answer) {
      case Failure(Object inner) -> print(out, false, inner);
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
}

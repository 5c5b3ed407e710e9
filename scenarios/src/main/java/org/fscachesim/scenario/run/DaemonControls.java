package org.fscachesim.scenario.run;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.kernel.vfs.ClientMount;
import org.jspecify.annotations.Nullable;

/// What whoever runs the daemon does: look after it, kill it, start it again.
final class DaemonControls {
  private static final int SIGKILL = 9;
  private static final int HIGHEST_SIGNAL = 64;

  private final DaemonRun run;

  DaemonControls(DaemonRun run) {
    this.run = run;
  }

  List<Control> all() {
    return List.of(
        new Control("status", (_, _) -> status()),
        new Control("kill-daemon [SIGNAL]", this::kill),
        new Control("wait-daemon [SECONDS]", this::await),
        new Control("start-daemon [ARGS...]", this::start),
        new Control("stop", (_, _) -> stop()));
  }

  private Map<String, @Nullable Object> status() {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("daemon", run.daemon().process());
    answer.put("status", run.daemon().status());
    answer.put("processes", new ArrayList<>(new TreeSet<>(run.daemon().processes())));
    answer.put("refused", run.daemon().refusal());
    answer.put("directory", run.directories().complaint());
    answer.put(
        "mounts",
        run.live().world().kernel().namespace().clientMounts().stream()
            .map(ClientMount::path)
            .toList());
    return answer;
  }

  private Object kill(List<String> words, OutputStream out) {
    long signal = words.isEmpty() ? SIGKILL : Control.number(words.getFirst());
    if (signal > HIGHEST_SIGNAL) {
      throw new Control.UsageException("signals are 0 to " + HIGHEST_SIGNAL + ", not " + signal);
    }
    run.daemon().signal((int) signal);
    return "ok";
  }

  private Object await(List<String> words, OutputStream out) {
    long seconds = words.isEmpty() ? Long.MAX_VALUE : Control.number(words.getFirst());
    try {
      return run.daemon().awaitEnd(seconds, TimeUnit.SECONDS)
          ? String.valueOf(run.daemon().status())
          : new Controls.Failure(List.of("the daemon runs"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Controls.Failure(List.of("interrupted"));
    }
  }

  private Object start(List<String> words, OutputStream out) throws IOException {
    try {
      run.restart(words);
      return String.valueOf(run.daemon().process());
    } catch (RunRefused e) {
      return new Controls.Failure(List.of(String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Controls.Failure(List.of("interrupted"));
    }
  }

  private Object stop() {
    try {
      run.end();
      return run.stopDaemon() ? "ok" : "killed";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Controls.Failure(List.of("interrupted"));
    }
  }
}

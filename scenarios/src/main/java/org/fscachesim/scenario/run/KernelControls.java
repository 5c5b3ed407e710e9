package org.fscachesim.scenario.run;

import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.StatFs;
import org.fscachesim.kernel.vfs.Location;
import org.fscachesim.scenario.script.CacheTree;
import org.fscachesim.scenario.script.StoreNode;

/// What an administrator sees and does: the kernel's tables and log, the cache, the space for it.
final class KernelControls {
  private final DaemonRun run;
  private final LiveCalls calls;

  KernelControls(DaemonRun run, LiveCalls calls) {
    this.run = run;
    this.calls = calls;
  }

  List<Control> all() {
    return List.of(
        new Control("proc NAME", this::proc),
        new Control("echo TEXT PATH", this::echo),
        new Control("drop-caches", (_, _) -> write("/proc/sys/vm/drop_caches", "1")),
        new Control("tree", this::tree),
        new Control("extents PATH", this::extents),
        new Control("statfs", (_, _) -> counts()),
        new Control("ballast SIZE", this::ballast),
        new Control("log", this::log),
        new Control("tasks", (_, _) -> run.live().machine().report().lines().toList()));
  }

  private Object proc(List<String> words, OutputStream out) throws ErrnoException {
    return calls.call("proc", w -> w.readProc(words.getFirst())).lines().toList();
  }

  private Object echo(List<String> words, OutputStream out) throws ErrnoException {
    return write(words.get(1), words.get(0));
  }

  private String write(String path, String text) throws ErrnoException {
    return calls.call(
        "echo",
        w -> {
          w.writeProc(path, text);
          return "ok";
        });
  }

  private BackingStore cache() throws ErrnoException {
    BackingStore store = run.directories().newest();
    if (store == null) {
      throw Errno.ENOENT.exception();
    }
    return store;
  }

  private Object tree(List<String> words, OutputStream out) throws ErrnoException {
    BackingStore store = cache();
    return calls.call("tree", _ -> CacheTree.lines(new StoreNode(store, store.root())));
  }

  private Object extents(List<String> words, OutputStream out) throws ErrnoException {
    return calls.call(
        "extents",
        w -> {
          Location at =
              w.kernel()
                  .namespace()
                  .resolve(LiveCalls.application(w).workingDirectory(), words.getFirst(), true);
          return CacheTree.extents(new StoreNode(at.store(), at.inode()));
        });
  }

  private Map<String, Object> counts() throws ErrnoException {
    BackingStore store = cache();
    StatFs counts = calls.call("statfs", _ -> store.statfs());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("bsize", counts.bsize());
    answer.put("blocks", counts.blocks());
    answer.put("bfree", counts.bfree());
    answer.put("bavail", counts.bavail());
    answer.put("files", counts.files());
    answer.put("ffree", counts.ffree());
    return answer;
  }

  private Object ballast(List<String> words, OutputStream out) throws ErrnoException {
    run.ballast().hold(cache(), Control.number(words.getFirst()));
    return counts();
  }

  private Object log(List<String> words, OutputStream out) {
    return run.live().world().kernel().log().lines().stream().map(line -> line.text()).toList();
  }
}

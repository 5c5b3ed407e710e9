package org.fscachesim.scenario.demo;

import static com.google.common.io.RecursiveDeleteOption.ALLOW_INSECURE;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.directory.DirectoryStore;
import org.fscachesim.kernel.task.LiveMachine;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;
import org.fscachesim.scenario.daemon.ImageSource;
import org.fscachesim.scenario.daemon.OnDemandDaemon;
import org.fscachesim.scenario.script.CacheTree;
import org.fscachesim.scenario.script.StoreNode;

/// Boots a live kernel on a directory of the host, serves images to applications, compares every
/// byte, takes all down, and proves that nothing is left.
public final class Demo {
  private static final int ANSWERS_BETWEEN_KILLS = 7;
  private static final int KILLS = 5;

  private final DemoOptions options;
  private final PrintWriter out;
  private final List<String> failures = new ArrayList<>();
  private final AtomicInteger killsWanted = new AtomicInteger();
  private int killsDone;

  public Demo(DemoOptions options, PrintWriter out) {
    this.options = options;
    this.out = out;
  }

  /// Runs the whole demo.
  ///
  /// @return whether everything was right
  /// @throws IOException when an image or the temporary directory cannot be used, with one line
  ///   that says which and why
  public boolean run() throws IOException {
    Path user = options.image();
    List<DemoImage> images = user == null ? DemoImage.bundled() : List.of(DemoImage.of(user));
    Path directory = Files.createTempDirectory("fscache-sim-demo-");
    LiveMachine machine = new LiveMachine();
    try (BackingStore store = DirectoryStore.open(directory)) {
      heading("Kernel " + options.version().release() + ", cache filesystem in " + directory);
      machine.run("demo", () -> run(machine, store, images), options.limit());
      for (Throwable failure : machine.failures()) {
        failures.add(String.valueOf(failure.getMessage()));
      }
    } finally {
      machine.halt();
      MoreFiles.deleteRecursively(directory, ALLOW_INSECURE);
    }
    for (String failure : failures) {
      out.println("FAILED: " + failure);
    }
    out.println(failures.isEmpty() ? "Everything is as it must be." : "Something is wrong.");
    out.flush();
    return failures.isEmpty();
  }

  private void heading(String text) {
    out.printf("%n== %s%n", text);
    out.flush();
  }

  private void run(LiveMachine machine, BackingStore store, List<DemoImage> images) {
    World world = World.boot(KernelConfig.of(options.version()), machine, store);
    try {
      serve(world, images);
      heading("What is left");
      List<String> left = world.leftovers();
      left.forEach(l -> failures.add("left over: " + l));
      out.println(
          left.isEmpty()
              ? "  nothing: no object, pin, descriptor, request or mount"
              : "  " + String.join("\n  ", left));
    } catch (ErrnoException e) {
      failures.add(e.getMessage());
    } catch (ScenarioFailure e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }

  private void serve(World world, List<DemoImage> images) throws ErrnoException {
    heading(
        images.size()
            + " images, "
            + options.readers()
            + " readers each, "
            + options.workers()
            + " daemon workers"
            + (options.daemonsDie() ? ", which are killed on the way" : ""));
    long begin = System.nanoTime();
    ProtocolPrinter printer = new ProtocolPrinter(out, options.quiet(), this::answered);
    Supervised daemon = new Supervised(world, options.workers(), source(images), printer);
    daemon.start();
    List<ImageReader> readers = new ArrayList<>();
    List<Task> reading = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      ImageReader reader = new ImageReader(world, images.get(i), "/mnt" + (i + 1));
      readers.add(reader);
      reading.add(reader.start(options.readers()));
    }
    superviseUntil(world, daemon, reading);
    long nanos = System.nanoTime() - begin;
    readers.forEach(r -> failures.addAll(r.failures()));
    printState(world);
    heading("Unmounting, unbinding");
    takeDown(world, daemon, readers);
    printTree(world);
    printFigures(daemon.counts(), readers, nanos);
  }

  private static ImageSource source(List<DemoImage> images) {
    Map<String, DemoImage> byName = new LinkedHashMap<>();
    images.forEach(i -> byName.put(i.name(), i));
    return key -> {
      DemoImage image = byName.get(key);
      return image == null ? null : image.blob().open();
    };
  }

  /// Called in a worker: it cannot kill its own process and wait for that, so it only asks for it.
  private void answered(int answers) {
    if (options.daemonsDie() && answers % ANSWERS_BETWEEN_KILLS == 0) {
      killsWanted.set(answers / ANSWERS_BETWEEN_KILLS);
    }
  }

  private void superviseUntil(World world, Supervised daemon, List<Task> reading)
      throws ErrnoException {
    for (Task task : reading) {
      while (!task.joinUntil(world.kernel().nanos() + 1_000_000L)) {
        if (killsDone < Math.min(KILLS, killsWanted.get())) {
          killsDone++;
          out.printf("  %-20s kill -9, and a new worker takes over%n", "supervisor");
          daemon.replaceWorker();
        }
      }
      if (task.failure() instanceof Throwable failure) {
        failures.add(task.name() + ": " + failure.getMessage());
      }
    }
  }

  private void takeDown(World world, Supervised daemon, List<ImageReader> readers)
      throws ErrnoException {
    for (ImageReader reader : readers) {
      UserProcess process = reader.process();
      if (!reader.mounted()) {
        process.exit();
        continue;
      }
      Task unmounting =
          process.start(
              "umount",
              () -> {
                try {
                  world.unmount(process, reader.mountPoint());
                } catch (ErrnoException e) {
                  throw new ScenarioFailure("umount of " + reader.mountPoint() + ": " + e.errno());
                }
              });
      unmounting.join();
      if (unmounting.failure() instanceof Throwable failure) {
        failures.add(String.valueOf(failure.getMessage()));
      }
      process.exit();
    }
    daemon.stop();
  }

  private void printState(World world) throws ErrnoException {
    for (String name : List.of("caches", "volumes", "cookies", "stats")) {
      heading("/proc/fs/fscache/" + name);
      out.print(indent(world.readProc(name)));
    }
  }

  private static String indent(String text) {
    return text.lines().map(l -> "  " + l + System.lineSeparator()).reduce("", String::concat);
  }

  private void printTree(World world) throws ErrnoException {
    heading("The cache directory: names, sizes, extents that hold data");
    for (String line :
        CacheTree.lines(new StoreNode(world.cacheStore(), world.cacheStore().root()))) {
      out.println("  " + line);
    }
  }

  private void printFigures(OnDemandDaemon.Counts counts, List<ImageReader> readers, long nanos) {
    heading("Figures");
    long files = readers.stream().mapToLong(ImageReader::files).sum();
    long read = readers.stream().mapToLong(ImageReader::bytes).sum();
    out.printf(
        "  requests     %d OPEN, %d READ, %d CLOSE%n",
        counts.opens(), counts.reads(), counts.closes());
    out.printf("  fetched      %,d bytes through the daemon%n", counts.bytes());
    out.printf("  applications %,d bytes in %d files, all compared%n", read, files);
    if (options.daemonsDie()) {
      out.printf("  killed       %d worker processes%n", killsDone);
    }
    out.printf("  time         %d ms from bind to the last byte%n", nanos / 1_000_000);
  }
}

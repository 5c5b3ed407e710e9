package org.fscachesim.scenario.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.store.directory.DirectoryStore;
import org.fscachesim.kernel.store.directory.DirectoryStoreOptions;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.World;
import org.fscachesim.scenario.run.Reference.ImageFile;

/// Load for a daemon: in each round all images are mounted anew, many readers at once read ranges
/// of their files, every byte is compared with what the image holds, and all is unmounted. What the
/// daemon, this program and the kernel hold then must not grow from round to round.
public final class Soak implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int LARGEST_READ = 64 * 1024;
  private static final int RESERVE = 8;
  private static final int SLACK = 4;
  private static final int MOST_MISTAKES = 20;
  private static final long SETTLE_NANOS = 10_000_000_000L;
  private static final long LOOK_MILLIS = 20;

  private final DaemonRun run;
  private final Reference reference;
  private final List<String> images = new ArrayList<>();
  private final List<ImageFile> files = new ArrayList<>();
  private final SplittableRandom random;

  /// What one round did, and what was held when it was over.
  ///
  /// @param mistakes wrong bytes and failed calls, one line each
  /// @param daemonDescriptors open in all processes of the daemon
  /// @param descriptors open in this JVM, but for handles of the daemon's threads
  /// @param tasks of the kernel that have not ended
  /// @param objects of the kernel that live
  /// @param heapBytes in use, after a collection
  public record Round(
      long reads,
      long bytes,
      List<String> mistakes,
      int daemonDescriptors,
      int descriptors,
      int tasks,
      int objects,
      long heapBytes) {
    /// What more there is than after an earlier round, one line each. A few may come and go.
    public List<String> grownSince(Round before) {
      List<String> out = new ArrayList<>();
      grown(out, "descriptors of the daemon", before.daemonDescriptors, daemonDescriptors);
      grown(out, "descriptors of the simulator", before.descriptors, descriptors);
      grown(out, "tasks of the kernel", before.tasks, tasks);
      grown(out, "objects of the kernel", before.objects, objects);
      return out;
    }

    private static void grown(List<String> out, String what, int before, int now) {
      if (now > before + SLACK) {
        out.add(what + ": " + now + ", were " + before);
      }
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d reads, %d bytes; descriptors: %d of the daemon, %d of the simulator; %d tasks, %d"
              + " objects, %d MiB",
          reads,
          bytes,
          daemonDescriptors,
          descriptors,
          tasks,
          objects,
          heapBytes >> 20);
    }
  }

  /// Directories of the host that keep few descriptors in reserve, so that a leak shows.
  public static HostDirectories directories() {
    DirectoryStoreOptions options =
        DirectoryStoreOptions.defaults().withShared(true).withMaxDescriptors(RESERVE);
    return new HostDirectories(directory -> DirectoryStore.open(directory, options));
  }

  /// @param directory with the images that the daemon serves, each under the name of its file
  /// @throws ErrnoException when one cannot be read
  public Soak(DaemonRun run, KernelConfig config, Path directory, long seed)
      throws IOException, ErrnoException {
    this.run = run;
    this.random = new SplittableRandom(seed);
    long bytes = 0;
    try (Stream<Path> all = Files.list(directory)) {
      for (Path image : all.filter(Files::isRegularFile).sorted().toList()) {
        images.add(image.getFileName().toString());
        bytes += Files.size(image);
      }
    }
    this.reference = new Reference(config, directory, bytes);
    for (String image : images) {
      files.addAll(reference.mount(image).stream().filter(file -> file.size() > 0).toList());
    }
    if (files.isEmpty()) {
      throw new IOException(directory + " has no image with a file in it");
    }
  }

  /// One round.
  ///
  /// @param readers how many read at once
  /// @param reads of each
  /// @param progress learns how far it is
  public Round round(int number, int readers, int reads, Progress progress)
      throws ErrnoException, InterruptedException {
    ConcurrentLinkedQueue<String> mistakes = new ConcurrentLinkedQueue<>();
    AtomicLong bytes = new AtomicLong();
    String name = "round " + number;
    for (String image : images) {
      progress.begin(name + ", mount of " + image);
      run.live()
          .call("app", "mount", LIMIT, progress, world -> mount(world, image, "soak-" + number));
    }
    progress.begin(name);
    progress.count("reads", (long) readers * reads);
    List<Long> seeds = random.longs(readers).boxed().toList();
    run.live()
        .call(
            "readers",
            "start",
            LIMIT,
            progress,
            world -> {
              List<Task> tasks = new ArrayList<>();
              for (long seed : seeds) {
                tasks.add(
                    world
                        .process("app")
                        .start(
                            "reader", () -> read(world, seed, reads, progress, bytes, mistakes)));
              }
              tasks.forEach(Task::join);
              return true;
            });
    for (String image : images) {
      progress.begin(name + ", umount of " + image);
      run.live()
          .call(
              "app",
              "umount",
              LIMIT,
              progress,
              world -> {
                world.unmount(world.process("app"), "/mnt/" + image);
                return true;
              });
    }
    progress.begin(name + ", until the daemon has closed what it closes");
    return settled(
        (long) readers * reads, bytes.get(), mistakes.stream().limit(MOST_MISTAKES).toList());
  }

  private static boolean mount(World world, String image, String domain) throws ErrnoException {
    MountPoints.make(world, "/mnt/" + image);
    // Another domain is another volume: the daemon is asked for everything again.
    world.mount(
        world.process("app"),
        "erofs",
        "none",
        "/mnt/" + image,
        "fsid=" + image + ",domain_id=" + domain);
    return true;
  }

  private void read(
      World world,
      long seed,
      int reads,
      Progress progress,
      AtomicLong bytes,
      ConcurrentLinkedQueue<String> mistakes) {
    SplittableRandom mine = new SplittableRandom(seed);
    for (int i = 0; i < reads; i++) {
      ImageFile file = files.get(mine.nextInt(files.size()));
      long offset = mine.nextLong(file.size());
      int length = (int) Math.min(1 + mine.nextInt(LARGEST_READ), file.size() - offset);
      String what = file.image() + file.path() + " at " + offset + ", " + length + " bytes: ";
      try {
        ByteBuffer got = Reference.read(world, "/mnt/" + file.image(), file, offset, length);
        progress.add(1);
        bytes.addAndGet(got.remaining());
        int differs = got.mismatch(reference.read(file, offset, length));
        if (differs >= 0) {
          mistakes.add(what + "wrong from byte " + (offset + differs));
        }
      } catch (ErrnoException e) {
        mistakes.add(what + e.errno().name());
      }
    }
  }

  /// A daemon closes in its own time; what it has not closed after a while, it keeps.
  private Round settled(long reads, long bytes, List<String> mistakes) throws InterruptedException {
    long until = System.nanoTime() + SETTLE_NANOS;
    Round last = measure(reads, bytes, mistakes);
    int same = 0;
    while (same < 3 && System.nanoTime() < until) {
      Thread.sleep(LOOK_MILLIS);
      Round now = measure(reads, bytes, mistakes);
      same = now.grownSince(last).isEmpty() && last.grownSince(now).isEmpty() ? same + 1 : 0;
      last = now;
    }
    return last;
  }

  private Round measure(long reads, long bytes, List<String> mistakes) {
    Runtime.getRuntime().gc();
    Set<Integer> processes = run.daemon().processes();
    return new Round(
        reads,
        bytes,
        mistakes,
        processes.stream().mapToInt(process -> descriptors(process.toString())).sum(),
        descriptors("self") - handlesOfThreads(),
        run.live().machine().unfinished().size(),
        run.live().world().kernel().ledger().leaks().size(),
        Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
  }

  private static int descriptors(String process) {
    try (Stream<Path> open = Files.list(Path.of("/proc", process, "fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      return 0;
    }
  }

  /// Kept of those threads of the daemon that called last, a few hundred at most: no leak, as long
  /// as it has some that had not called before.
  private static int handlesOfThreads() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return (int) open.filter(Soak::isHandleOfThread).count();
    } catch (IOException e) {
      return 0;
    }
  }

  private static boolean isHandleOfThread(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("pidfd");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    reference.close();
  }
}

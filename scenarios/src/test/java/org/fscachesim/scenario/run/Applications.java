package org.fscachesim.scenario.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.scenario.World;

/// What the tests do as applications of a run.
final class Applications {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PIECE = 1 << 16;

  private final DaemonRun run;
  private final AtomicInteger read = new AtomicInteger();

  Applications(DaemonRun run) {
    this.run = run;
  }

  /// Does something as an application.
  <T> T call(String process, LiveWorld.Body<T> body) throws ErrnoException {
    return run.live().call(process, "test", LIMIT, body);
  }

  /// Waits until the daemon has bound a cache.
  void awaitCache() throws ErrnoException {
    awaitLog(" registered");
  }

  /// Waits for a line in the kernel's log that ends so.
  void awaitLog(String end) throws ErrnoException {
    call(
        "app",
        world -> {
          while (world.kernel().log().lines().stream().noneMatch(l -> l.text().endsWith(end))) {
            world.kernel().sleepMillis(2);
          }
          return true;
        });
  }

  /// mount(2) of an image.
  void mount(String image, String at) throws ErrnoException {
    call(
        "app",
        world -> {
          world.mount(world.process("app"), "erofs", "none", at, TestImages.options(image));
          return true;
        });
  }

  void umount(String at) throws ErrnoException {
    call(
        "app",
        world -> {
          world.unmount(world.process("app"), at);
          return true;
        });
  }

  /// Mounts all images, at `/mnt1` and so on.
  void mountAll() throws ErrnoException {
    for (int i = 0; i < TestImages.names().size(); i++) {
      mount(TestImages.names().get(i), "/mnt" + (i + 1));
    }
  }

  void umountAll() throws ErrnoException {
    for (int i = 0; i < TestImages.names().size(); i++) {
      umount("/mnt" + (i + 1));
    }
  }

  /// How many files have been read until now.
  int filesRead() {
    return read.get();
  }

  /// Reads a file.
  ///
  /// @return the SHA-256 of what came
  String sha256(String process, String path) throws ErrnoException {
    String sum = call(process, world -> sha256(world, process, path));
    read.incrementAndGet();
    return sum;
  }

  private static String sha256(World world, String process, String path) throws ErrnoException {
    var hasher = Hashing.sha256().newHasher();
    ByteBuffer buffer = ByteBuffer.allocate(PIECE);
    try (ClientFile file = world.openFile(world.process(process), path, OpenFlags.READ_ONLY)) {
      long at = 0;
      while (file.read(at, buffer.clear()) > 0) {
        at += buffer.flip().remaining();
        hasher.putBytes(buffer);
      }
    }
    return hasher.hash().toString();
  }

  /// Reads all files of a mounted image and compares every byte.
  void readEverything(String process, String image, String at, Random order)
      throws IOException, ErrnoException {
    List<Map.Entry<String, String>> files = new ArrayList<>(TestImages.files(image).entrySet());
    Collections.shuffle(files, order);
    for (Map.Entry<String, String> file : files) {
      assertEquals(file.getValue(), sha256(process, at + file.getKey()), image + file.getKey());
    }
  }

  /// Several applications read all files of all images that [#mountAll] has mounted, each in an
  /// order of its own.
  ///
  /// @return what each fails with, as far as it does
  List<ErrnoException> readAllAtOnce(int applicationsEach) throws Exception {
    List<ErrnoException> failures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < TestImages.names().size(); i++) {
        for (int k = 0; k < applicationsEach; k++) {
          futures.add(threads.submit(reader(i, k)));
        }
      }
      for (Future<?> future : futures) {
        try {
          future.get();
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case ErrnoException errno -> failures.add(errno);
            case Error error -> throw error;
            case null, default -> throw e;
          }
        }
      }
    }
    return failures;
  }

  private Callable<Boolean> reader(int image, int application) {
    return () -> {
      readEverything(
          "app" + image + "-" + application,
          TestImages.names().get(image),
          "/mnt" + (image + 1),
          new Random(31L * image + application));
      return true;
    };
  }

  /// The daemon ends by itself when it is asked to, and all is well and nothing left over.
  void assertDaemonEndsWell() throws InterruptedException {
    assertTrue(run.stopDaemon(), "the daemon did not end by itself");
    assertEquals(0, run.daemon().status());
    assertNull(run.daemon().refusal());
    assertClean();
  }

  /// Nothing is left over, whatever became of the daemon.
  void assertClean() throws InterruptedException {
    assertEquals(List.of(), run.findings());
    assertEquals(Set.of(), run.daemon().processes());
  }
}

package org.fscachesim.scenario.scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.LiveMachine;

/// A crowd of cookies in one volume, or of volumes in one cache: acquired, used, listed and let go
/// of, in real time on parallel threads, with a backend that stores nothing. Beside it, what a
/// plain [ConcurrentHashMap] takes for the same keys.
///
/// What is timed includes the work that fscache does in its own threads: a cookie counts as used
/// when its worker has looked it up, and as let go of when it has been freed.
public final class Crowd {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final long WAIT_NANOS = 1_000_000L;
  private static final String LEFT = "the map still has something in it";

  private final KernelVersion version;

  public Crowd(KernelVersion version) {
    this.version = version;
  }

  /// What is to be done in a booted fscache.
  @FunctionalInterface
  private interface Body {
    void run(Kernel kernel, Fscache fscache, EmptyBackend backend) throws ErrnoException;
  }

  private void live(Body body) {
    LiveMachine machine = new LiveMachine();
    try {
      machine.run(
          "crowd",
          () -> {
            Kernel kernel = Kernel.boot(KernelConfig.of(version), machine);
            Fscache fscache = new Fscache(kernel);
            try {
              body.run(kernel, fscache, EmptyBackend.bind(fscache));
            } catch (ErrnoException e) {
              throw new IllegalStateException(e.errno().name(), e);
            }
          },
          LIMIT);
    } finally {
      machine.halt();
      awaitEnd(machine);
    }
  }

  /// What a task still refers to would be counted as the heap of the next measurement.
  private static void awaitEnd(LiveMachine machine) {
    while (!machine.unfinished().isEmpty()) {
      LockSupport.parkNanos(WAIT_NANOS);
    }
  }

  private static List<String> keys(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  /// So many cookies in one volume.
  public Measure cookies(int count) {
    List<String> keys = keys("file", count);
    Measure measure = new Measure();
    live(
        (kernel, fscache, backend) -> {
          Volume volume = Objects.requireNonNull(fscache.acquireVolume("crowd", null, null));
          List<Cookie> all = new ArrayList<>(count);
          measure.emptyHeap();
          measure.part(
              "acquire", count, () -> keys.forEach(k -> all.add(cookie(fscache, volume, k))));
          measure.part(
              "use",
              count,
              () -> {
                all.forEach(c -> c.use(false));
                until(kernel, () -> backend.objects() == count);
              });
          measure.fullHeap(count);
          measure.part("list", count, () -> checkLines(fscache.proc().cookies(), count));
          measure.part("unuse", count, () -> all.forEach(Cookie::unuse));
          measure.part(
              "relinquish",
              count,
              () -> {
                all.forEach(c -> c.relinquish(false));
                until(kernel, () -> kernel.ledger().live("fscache_cookie") == 0);
              });
          volume.relinquish(null, false);
        });
    return measure;
  }

  private static Cookie cookie(Fscache fscache, Volume volume, String key) {
    return Objects.requireNonNull(fscache.acquireCookie(volume, Set.of(), key, null, 1));
  }

  /// So many volumes in one cache.
  public Measure volumes(int count) {
    List<String> keys = keys("volume", count);
    Measure measure = new Measure();
    live(
        (kernel, fscache, _) -> {
          List<Volume> all = new ArrayList<>(count);
          measure.emptyHeap();
          measure.part(
              "acquire",
              count,
              () -> {
                keys.forEach(k -> all.add(volume(fscache, k)));
                until(kernel, () -> all.stream().allMatch(v -> v.cachePriv() != null));
              });
          measure.fullHeap(count);
          measure.part("list", count, () -> checkLines(fscache.proc().volumes(), count));
          measure.part(
              "relinquish",
              count,
              () -> {
                all.forEach(v -> v.relinquish(null, false));
                until(kernel, () -> kernel.ledger().live("fscache_volume") == 0);
              });
        });
    return measure;
  }

  private static Volume volume(Fscache fscache, String key) {
    try {
      return Objects.requireNonNull(fscache.acquireVolume(key, null, null));
    } catch (ErrnoException e) {
      throw new IllegalStateException(key + ": " + e.errno(), e);
    }
  }

  /// The same keys in a plain map, for comparison.
  public Measure plain(String prefix, int count) {
    List<String> keys = keys(prefix, count);
    Measure measure = new Measure();
    ConcurrentHashMap<String, Object> map = new ConcurrentHashMap<>();
    measure.emptyHeap();
    measure.part("acquire", count, () -> keys.forEach(k -> map.put(k, new Object())));
    measure.part("use", count, () -> keys.forEach(k -> Objects.requireNonNull(map.get(k))));
    measure.fullHeap(count);
    measure.part("list", count, () -> checkLines("\n\n" + listed(map), count));
    measure.part("relinquish", count, () -> keys.forEach(map::remove));
    KernelBug.check(map.isEmpty(), LEFT);
    return measure;
  }

  private static String listed(ConcurrentHashMap<String, Object> map) {
    StringBuilder out = new StringBuilder();
    map.keySet().forEach(k -> out.append(k).append('\n'));
    return out.toString();
  }

  private static void checkLines(String text, int count) {
    long lines = text.lines().count();
    KernelBug.check(
        lines == count + 2,
        "the list has " + lines + " lines for " + count + " entries and its head");
  }

  private static void until(Kernel kernel, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      kernel.sleepMillis(1);
    }
  }
}

package org.fscachesim.scenario.corpus;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.fscachesim.fscache.Advice;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.store.StoreOperation;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.ScenarioFailure;
import org.fscachesim.scenario.World;

/// Where a [Twin] plays: a world, and the few things that most of them need in it. All that is
/// still in use at the end is given back by [#close()].
public final class Stage implements AutoCloseable {
  /// Bytes of a page, and of a block of the cache.
  static final int PAGE = 4096;

  /// Bytes of each file that the daemon has.
  static final long FILE_SIZE = 4 * PAGE;

  private static final long MOMENT = 1;

  /// Bytes of a page that are told.
  private static final int SHOWN = 4;

  private final World world;
  private final List<Volume> volumes = new ArrayList<>();
  private final List<Cookie> used = new ArrayList<>();
  private final List<Cookie> cookies = new ArrayList<>();

  Stage(World world) {
    this.world = world;
  }

  World world() {
    return world;
  }

  Kernel kernel() {
    return world.kernel();
  }

  /// Tells whoever watches what a call came to.
  void note(Supplier<String> what) {
    kernel().machine().note(what);
  }

  /// The first bytes of some, in hexadecimal digits.
  static String bytes(byte[] data) {
    return HexFormat.of().formatHex(data, 0, SHOWN) + "...";
  }

  /// Lets everybody else go on until nobody can.
  void settle() {
    kernel().sleepMillis(MOMENT);
  }

  /// Runs a call that may not fail.
  static void must(KernelCall call) {
    try {
      call.make();
    } catch (ErrnoException e) {
      throw new ScenarioFailure("a call failed that should not: " + e.errno());
    }
  }

  /// Fails the scenario unless that holds.
  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ScenarioFailure(otherwise);
    }
  }

  /// Fails the scenario unless that holds.
  static void require(Symptom symptom, boolean holds, String otherwise) {
    if (!holds) {
      throw new ScenarioFailure(symptom, otherwise);
    }
  }

  /// Starts a kernel task.
  Task start(String name, KernelCall call) {
    return kernel().spawn(name, () -> must(call));
  }

  /// A daemon that has bound `/cache` in on-demand mode.
  Daemon onDemandDaemon() {
    Daemon daemon = new Daemon(world, "daemon");
    daemon.call(() -> daemon.bind("/cache", "bind ondemand"));
    return daemon;
  }

  /// A daemon that has bound `/cache` in the original mode.
  Daemon classicDaemon() {
    Daemon daemon = new Daemon(world, "cachefilesd");
    daemon.call(() -> daemon.bind("/cache", "bind"));
    return daemon;
  }

  /// A volume of that key, set up in the cache if there is one.
  Volume volume(String key) throws ErrnoException {
    Volume volume = begin(key);
    settle();
    return volume;
  }

  /// A volume of that key, which is being set up.
  Volume begin(String key) throws ErrnoException {
    Volume volume = requireNonNull(world.fscache().acquireVolume(key, null, null));
    volumes.add(volume);
    return volume;
  }

  /// A cookie of an on-demand file: the daemon knows its size.
  Cookie onDemandCookie(Volume volume, String key) {
    return cookie(volume, key, Set.of(Advice.WANT_CACHE_SIZE), 0);
  }

  /// A cookie of a file of `FILE_SIZE` bytes.
  Cookie cookie(Volume volume, String key) {
    return cookie(volume, key, Set.of(), FILE_SIZE);
  }

  private Cookie cookie(Volume volume, String key, Set<Advice> advice, long size) {
    Cookie cookie =
        requireNonNull(
            world.fscache().acquireCookie(volume, advice, key, new byte[] {1, 2, 3, 4}, size));
    cookies.add(cookie);
    return cookie;
  }

  /// Takes a file into use; its lookup goes on behind this.
  void use(Cookie cookie) {
    used.add(cookie);
    cookie.use(false);
  }

  /// Takes a file into use that the client will write to.
  void useForWriting(Cookie cookie) {
    used.add(cookie);
    cookie.use(true);
  }

  /// Lets go of a file for a while.
  void unuse(Cookie cookie) {
    if (used.remove(cookie)) {
      cookie.unuse();
    }
  }

  /// Takes an on-demand file into use whose daemon answers for it at once.
  Opened open(Daemon daemon, Volume volume, String key) {
    Cookie cookie = onDemandCookie(volume, key);
    use(cookie);
    int[] fd = new int[1];
    daemon.call(() -> fd[0] = daemon.answerOpen());
    settle();
    return new Opened(cookie, fd[0]);
  }

  /// An on-demand file in use.
  ///
  /// @param fd the descriptor by which the daemon fills it
  record Opened(Cookie cookie, int fd) {}

  /// Lets go of a file, as a client does that unmounts.
  void drop(Cookie cookie) {
    unuse(cookie);
    if (cookies.remove(cookie)) {
      cookie.relinquish(false);
    }
  }

  /// Lets go of a volume.
  void drop(Volume volume) {
    if (volumes.remove(volume)) {
      volume.relinquish(null, false);
    }
  }

  /// The disk below the cache fails, which the lookup of some file notices: the cache is given up.
  void breakDisk(Volume volume) {
    world.cacheStore().inject(StoreOperation.LOOKUP, Errno.EIO, 1);
    use(onDemandCookie(volume, "on a bad sector"));
  }

  /// The inode at a path.
  Inode inode(String path) throws ErrnoException {
    return kernel().namespace().resolve(kernel().namespace().rootLocation(), path, false).inode();
  }

  /// Lets go of everything.
  @Override
  public void close() {
    List.copyOf(cookies).forEach(this::drop);
    List.copyOf(volumes).forEach(this::drop);
  }
}

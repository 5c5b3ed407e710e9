package org.fscachesim.cachefiles;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fscachesim.fscache.Advice;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieState;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ReadHole;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/// A filesystem that uses the cache: one volume, and files in it.
public final class TestClient {
  private final Rig rig;
  private final Volume volume;
  private final List<Cookie> cookies = new ArrayList<>();
  private boolean gone;

  TestClient(Rig rig, String volumeKey) throws ErrnoException {
    this.rig = rig;
    this.volume = requireNonNull(rig.fscache.acquireVolume(volumeKey, "t", null));
  }

  /// Takes a file into use whose size the daemon knows; the lookup goes on behind this.
  public Cookie use(String key) {
    return use(key, ImmutableSet.of(Advice.WANT_CACHE_SIZE), new byte[0], 0);
  }

  /// Takes a file into use.
  public Cookie use(String key, Set<Advice> advice, byte[] aux, long size) {
    Cookie cookie = requireNonNull(rig.fscache.acquireCookie(volume, advice, key, aux, size));
    cookies.add(cookie);
    cookie.use(false);
    return cookie;
  }

  public Volume volume() {
    return volume;
  }

  /// Lets go of a file.
  public void drop(Cookie cookie, boolean retire) {
    cookies.remove(cookie);
    cookie.unuse();
    cookie.relinquish(retire);
  }

  /// Lets go of everything.
  public void shutDown() {
    if (!gone) {
      gone = true;
      List.copyOf(cookies).forEach(c -> drop(c, false));
      volume.relinquish(null, false);
    }
  }

  /// Waits for a state.
  public void await(Cookie cookie, CookieState state) {
    for (int i = 0; i < 20_000 && cookie.state() != state; i++) {
      rig.kernel.sleepMillis(1);
    }
    if (cookie.state() != state) {
      throw new AssertionError("cookie is " + cookie.state() + ", not " + state);
    }
  }

  /// What became of an on-demand read.
  public static final class Reading {
    private final Task task;
    private volatile @Nullable IoSource source;
    private volatile @Nullable Errno error;
    private volatile byte[] data = new byte[0];
    private volatile boolean done;

    private Reading(Rig rig, Object owner, Cookie cookie, long off, int len) {
      this.task = rig.kernel.spawn(owner, "reader", () -> run(cookie, off, len));
    }

    private void run(Cookie cookie, long off, int len) {
      CacheResources resources = new CacheResources();
      try {
        resources.beginReadOperation(cookie);
        try {
          ReadSlice slice = new ReadSlice(1, 0, off, len, ImmutableSet.of(SubrequestFlag.ONDEMAND));
          ResourceOperations ops = requireNonNull(resources.ops());
          source = ops.prepareOndemandRead(resources, slice, Long.MAX_VALUE, 0);
          if (source == IoSource.READ_FROM_CACHE) {
            data = new byte[(int) slice.length()];
            ops.read(
                resources, off, IoBuffer.of(data), ReadHole.FAIL, (outcome, _) -> note(outcome));
          }
        } finally {
          resources.endOperation();
        }
      } catch (ErrnoException e) {
        error = e.errno();
      }
      done = true;
    }

    private void note(IoOutcome outcome) {
      if (outcome instanceof IoOutcome.Failed(Errno why)) {
        error = why;
      }
    }

    public boolean isDone() {
      return done;
    }

    /// Where the data came from; waits for the end.
    public @Nullable IoSource source() {
      task.join();
      return source;
    }

    /// The error of the operation or of the read, or null; waits for the end.
    public @Nullable Errno error() {
      task.join();
      return error;
    }

    public byte[] data() {
      task.join();
      return data;
    }

    public Task task() {
      return task;
    }
  }

  /// Reads a range that the daemon may have to fill.
  public Reading read(Cookie cookie, long off, int len) {
    return new Reading(rig, rig, cookie, off, len);
  }
}

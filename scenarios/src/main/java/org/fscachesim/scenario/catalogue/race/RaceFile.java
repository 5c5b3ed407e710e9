package org.fscachesim.scenario.catalogue.race;

import java.util.Arrays;
import java.util.Set;
import org.fscachesim.fscache.Advice;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ReadHole;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.scenario.ScenarioFailure;
import org.jspecify.annotations.Nullable;

/// A file as a client has it. Everything may fail, as the cache may go at any moment; what is read
/// must be right.
final class RaceFile {
  private static final long SIZE = RaceStage.SIZE;

  private final RaceStage stage;
  private final Cookie cookie;
  private final boolean onDemand;

  private RaceFile(RaceStage stage, Cookie cookie, boolean onDemand) {
    this.stage = stage;
    this.cookie = cookie;
    this.onDemand = onDemand;
  }

  /// Acquires a file; null when the volume is null or another one has the key.
  static @Nullable RaceFile acquire(
      RaceStage stage, @Nullable Volume volume, String key, boolean onDemand) {
    Cookie cookie =
        stage
            .world()
            .fscache()
            .acquireCookie(
                volume,
                onDemand ? Set.of(Advice.WANT_CACHE_SIZE) : Set.of(),
                key,
                new byte[] {1, 2, 3, 4},
                onDemand ? 0 : SIZE);
    return cookie == null ? null : new RaceFile(stage, cookie, onDemand);
  }

  /// The name of the directory that it is in, within that of the volume.
  String directory() {
    return stage.world().cachefiles().fanoutName(cookie.keyHash());
  }

  /// Takes it into use.
  void use() {
    cookie.use(!onDemand);
  }

  /// Lets go of it for a while.
  void unuse() {
    cookie.unuse();
  }

  void invalidate() {
    cookie.invalidate(null, SIZE);
  }

  void resize() {
    cookie.resize(RaceStage.PAGE);
  }

  /// Lets go of it.
  void relinquish() {
    cookie.relinquish(!onDemand && stage.happens("the file is retired"));
  }

  /// Uses it once, for a read or a write.
  void touch() {
    use();
    if (onDemand) {
      read(0);
    } else {
      write();
    }
    unuse();
  }

  /// Writes its first page; not where a daemon gives the data.
  void write() {
    CacheResources resources = new CacheResources();
    try {
      resources.beginWriteOperation(cookie);
    } catch (ErrnoException e) {
      return;
    }
    byte[] page = new byte[RaceStage.PAGE];
    Arrays.fill(page, RaceStage.contentOf(0));
    var _ = RaceStage.errno(() -> resources.write(0, IoBuffer.of(page), null));
    resources.endOperation();
  }

  /// Reads a page, and compares.
  ///
  /// @return whether it was there
  boolean read(int page) {
    CacheResources resources = new CacheResources();
    try {
      resources.beginReadOperation(cookie);
    } catch (ErrnoException e) {
      return false;
    }
    try {
      return read(resources, page);
    } catch (ErrnoException e) {
      return false;
    } finally {
      resources.endOperation();
    }
  }

  private boolean read(CacheResources resources, int page) throws ErrnoException {
    ResourceOperations ops = resources.ops();
    if (ops == null) {
      return false;
    }
    long offset = (long) page * RaceStage.PAGE;
    ReadSlice slice =
        new ReadSlice(
            1, 0, offset, RaceStage.PAGE, onDemand ? Set.of(SubrequestFlag.ONDEMAND) : Set.of());
    IoSource source =
        onDemand
            ? ops.prepareOndemandRead(resources, slice, SIZE, 0)
            : ops.prepareRead(resources, slice, SIZE);
    if (source != IoSource.READ_FROM_CACHE) {
      return false;
    }
    byte[] data = new byte[RaceStage.PAGE];
    boolean[] done = new boolean[1];
    ops.read(
        resources,
        offset,
        IoBuffer.of(data),
        ReadHole.FAIL,
        (outcome, _) -> done[0] = !(outcome instanceof IoOutcome.Failed));
    if (done[0] && data[0] != RaceStage.contentOf(page)) {
      throw new ScenarioFailure(
          Symptom.CONTENT, "page " + page + " was read, and begins with " + data[0]);
    }
    return done[0];
  }
}

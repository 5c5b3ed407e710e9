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
import org.fscachesim.scenario.ContentCheck;
import org.fscachesim.scenario.KernelCall;
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

  Cookie cookie() {
    return cookie;
  }

  void invalidate() {
    cookie.invalidate(null, SIZE);
  }

  void resize() {
    cookie.resize(RaceStage.PAGE);
  }

  /// Lets go of it; what is stored is kept.
  void giveBack() {
    cookie.relinquish(false);
  }

  /// Lets go of it; it may be that the cache is to forget it.
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

  /// Writes its first page, as it is in the first version; not where a daemon gives the data.
  ///
  /// @return whether it is stored
  boolean write() {
    return write(RaceStage.contentOf(0));
  }

  /// Writes its first page; not where a daemon gives the data.
  ///
  /// @param value of all its bytes
  /// @return whether it is stored
  boolean write(byte value) {
    CacheResources resources = new CacheResources();
    if (!begin(resources, () -> resources.beginWriteOperation(cookie))) {
      return false;
    }
    byte[] page = new byte[RaceStage.PAGE];
    Arrays.fill(page, value);
    boolean stored = KernelCall.errno(() -> resources.write(0, IoBuffer.of(page), null)) == null;
    resources.endOperation();
    return stored;
  }

  /// Begins an operation. One that does not begin holds nothing.
  private static boolean begin(CacheResources resources, KernelCall call) {
    if (KernelCall.errno(call) == null) {
      return true;
    }
    if (resources.cookie() != null) {
      throw new ScenarioFailure("an operation that does not begin names a file");
    }
    return false;
  }

  /// Reads a page, and compares with what every file has at first.
  ///
  /// @return whether it was there
  boolean read(int page) {
    return read(page, stage.files());
  }

  /// Reads a page, and compares.
  ///
  /// @return whether it was there
  boolean read(int page, ContentCheck versions) {
    int since = versions.begin();
    byte[] data = new byte[RaceStage.PAGE];
    if (!readInto(page, data)) {
      return false;
    }
    int offset = page * RaceStage.PAGE;
    int count = Math.min(RaceStage.PAGE, RaceStage.SIZE - offset);
    versions.got(since, offset, Arrays.copyOf(data, count));
    return true;
  }

  private boolean readInto(int page, byte[] data) {
    CacheResources resources = new CacheResources();
    if (!begin(resources, () -> resources.beginReadOperation(cookie))) {
      return false;
    }
    try {
      return readInto(resources, page, data);
    } catch (ErrnoException e) {
      return false;
    } finally {
      resources.endOperation();
    }
  }

  private boolean readInto(CacheResources resources, int page, byte[] data) throws ErrnoException {
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
    boolean[] done = new boolean[1];
    ops.read(
        resources,
        offset,
        IoBuffer.of(data),
        ReadHole.FAIL,
        (outcome, _) -> done[0] = !(outcome instanceof IoOutcome.Failed));
    return done[0];
  }
}

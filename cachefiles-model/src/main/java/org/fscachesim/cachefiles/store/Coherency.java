package org.fscachesim.cachefiles.store;

import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CacheVolume;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.CoherencyTrace;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.sync.Held;
import org.jspecify.annotations.Nullable;

/// The coherency records in the extended attributes of data files and volume directories.
///
/// | what fails | what follows |
/// |---|---|
/// | writing a record | the cache is killed, unless memory was short |
/// | reading one with `EIO` | the cache is killed |
/// | the record is not as expected | `ESTALE`: file or directory is replaced |
///
/// Kernel: fs/cachefiles/xattr.c
public final class Coherency {
  static final String XATTR = "user.CacheFiles.cache";

  private static final Held NOT_ASKED = () -> {};

  private Coherency() {}

  private static FileRecord record(CacheObject object, int content) {
    return new FileRecord(object.cookie().objectSize(), content, object.cookie().aux());
  }

  /// Writes the record of an object.
  ///
  /// @throws ErrnoException `ESTALE` without a file, or what the filesystem says
  ///
  ///   Kernel: fs/cachefiles/xattr.c (cachefiles_set_object_xattr)
  public static void set(CacheObject object) throws ErrnoException {
    CacheFile file = object.file();
    if (file == null) {
      throw Errno.ESTALE.exception();
    }
    CachefilesCache cache = object.cache();
    boolean dirty = object.cookie().has(CookieFlag.LOCAL_WRITE);
    int content = dirty ? FileRecord.DIRTY : object.content();
    try {
      cache.inject().beforeWrite();
      try (Held _ = writeAccess(cache)) {
        cache.store().setXattr(file.inode(), XATTR, record(object, content).encode());
      }
      trace(object, file, CoherencyTrace.SET_OK, content);
    } catch (ErrnoException e) {
      cache.traceVfsError(object, file.inode(), ErrorTrace.SETXATTR, e.errno());
      trace(object, file, CoherencyTrace.SET_FAIL, content);
      if (e.errno() != Errno.ENOMEM) {
        cache.ioError(object, "Failed to set xattr with error -" + e.errno().code());
      }
      throw e;
    }
  }

  /// Other calls of the filesystem ask for write access themselves; those for attributes leave it
  /// to their callers, who may be in the middle of a freeze.
  ///
  /// Kernel: fs/namespace.c (mnt_want_write_file, mnt_want_write)
  private static Held writeAccess(CachefilesCache cache) {
    return cache.machine().has(CachefilesFix.XATTR_FREEZE_PROTECTION)
        ? cache.store().startWrite()
        : NOT_ASKED;
  }

  private static void trace(CacheObject object, CacheFile file, CoherencyTrace why, int content) {
    object
        .cache()
        .machine()
        .trace(
            () ->
                new CachefilesEvent.Coherency(object.debugId(), why, file.inodeNumber(), content));
  }

  /// Compares the record of a file with what the object's cookie expects.
  ///
  /// @throws ErrnoException `ESTALE` when it is not as expected, or why it could not be read
  ///
  ///   Kernel: fs/cachefiles/xattr.c (cachefiles_check_auxdata)
  static void check(CacheObject object, CacheFile file) throws ErrnoException {
    CachefilesCache cache = object.cache();
    FileRecord expected = record(object, 0);
    byte[] stored;
    try {
      stored = read(cache, file.inode(), expected.length());
    } catch (ErrnoException e) {
      cache.traceVfsError(object, file.inode(), ErrorTrace.GETXATTR, e.errno());
      if (e.errno() == Errno.EIO) {
        cache.ioError(object, "Failed to get aux with error -" + e.errno().code());
      }
      trace(object, file, CoherencyTrace.CHECK_XATTR, 0);
      throw readError(cache, e);
    }
    CoherencyTrace verdict = expected.judge(stored);
    trace(object, file, verdict, FileRecord.contentOf(stored));
    if (verdict != CoherencyTrace.CHECK_OK) {
      throw Errno.ESTALE.exception();
    }
  }

  private static byte[] read(CachefilesCache cache, Inode inode, int length) throws ErrnoException {
    if (cache.machine().fault("cachefiles/xattr-buffer")) {
      throw Errno.ENOMEM.exception();
    }
    cache.inject().beforeRead();
    return cache.store().getXattr(inode, XATTR, length);
  }

  /// A record that can not be read is not known to be stale. Kernels that took it for stale
  /// replaced good files after a passing error, and tried for ever to rebuild a volume.
  private static ErrnoException readError(CachefilesCache cache, ErrnoException e) {
    return cache.machine().has(CachefilesFix.PROPAGATE_GETXATTR_ERRORS) || e.errno() == Errno.ENOMEM
        ? e
        : Errno.ESTALE.exception();
  }

  /// Removes the record of an object whose data can not be trusted any more.
  ///
  /// Kernel: fs/cachefiles/xattr.c (cachefiles_remove_object_xattr)
  static void remove(CacheObject object, Inode inode) {
    CachefilesCache cache = object.cache();
    try {
      cache.inject().beforeRemove();
      try (Held _ = writeAccess(cache)) {
        cache.store().removeXattr(inode, XATTR);
      }
    } catch (ErrnoException e) {
      cache.traceVfsError(object, inode, ErrorTrace.REMXATTR, e.errno());
      switch (e.errno()) {
        case ENOENT, ENODATA -> {
          // There was none, which is as good.
        }
        case ENOMEM -> {
          // The kernel gives up silently; the next lookup decides.
        }
        default -> cache.ioError(object, "Can't remove xattr from object: -" + e.errno().code());
      }
    }
  }

  /// Writes the record of a volume.
  ///
  /// Kernel: fs/cachefiles/xattr.c (cachefiles_set_volume_xattr)
  static void setVolume(CachefilesCache cache, Volume volume, Inode directory)
      throws ErrnoException {
    try {
      cache.inject().beforeWrite();
      try (Held _ = writeAccess(cache)) {
        cache.store().setXattr(directory, XATTR, encoded(cache, volume));
      }
      trace(cache, volume, directory, CoherencyTrace.VOLUME_SET_OK);
    } catch (ErrnoException e) {
      cache.traceVfsError(null, directory, ErrorTrace.SETXATTR, e.errno());
      trace(cache, volume, directory, CoherencyTrace.VOLUME_SET_FAIL);
      if (e.errno() != Errno.ENOMEM) {
        cache.ioError("Failed to set xattr with error -" + e.errno().code());
      }
      throw e;
    }
  }

  /// The record of a volume, as it is stored. Two kernels got it wrong: one stored the data alone,
  /// the next copied as many bytes of it as the whole record has.
  private static byte[] encoded(CachefilesCache cache, Volume volume) {
    byte[] coherency = volume.coherency();
    VolumeRecord record = new VolumeRecord(coherency);
    int copied =
        cache.machine().has(CachefilesFix.VOLUME_XATTR_BOUNDS) ? coherency.length : record.length();
    KernelBug.check(
        copied <= coherency.length,
        Symptom.OUT_OF_BOUNDS,
        () ->
            "out of bounds: %d bytes of coherency data are copied from %d"
                .formatted(copied, coherency.length));
    return cache.machine().has(CachefilesFix.VOLUME_COHERENCY_LAYOUT) ? record.encode() : coherency;
  }

  /// As [#setVolume(CachefilesCache, Volume, Inode)] for a volume that is withdrawn, where nobody
  /// can do anything about a failure that it has not done already.
  static void rewriteVolume(CacheVolume volume) {
    try {
      setVolume(volume.cache(), volume.fscacheVolume(), volume.directory());
    } catch (ErrnoException e) {
      // Traced, and the cache killed; the next acquisition finds the old record.
    }
  }

  /// Compares the record of a directory with what the volume expects.
  ///
  /// @throws ErrnoException `ESTALE` when it is not as expected, or why it could not be read
  ///
  ///   Kernel: fs/cachefiles/xattr.c (cachefiles_check_volume_xattr)
  static void checkVolume(CachefilesCache cache, Volume volume, Inode directory)
      throws ErrnoException {
    VolumeRecord expected = new VolumeRecord(volume.coherency());
    byte[] stored;
    try {
      stored = read(cache, directory, expected.length());
    } catch (ErrnoException e) {
      cache.traceVfsError(null, directory, ErrorTrace.GETXATTR, e.errno());
      if (e.errno() == Errno.EIO) {
        cache.ioError("Failed to get aux with error -" + e.errno().code());
      }
      trace(cache, volume, directory, CoherencyTrace.VOLUME_CHECK_XATTR);
      throw readError(cache, e);
    }
    CoherencyTrace verdict = expected.judge(stored);
    trace(cache, volume, directory, verdict);
    if (verdict != CoherencyTrace.VOLUME_CHECK_OK) {
      throw Errno.ESTALE.exception();
    }
  }

  private static void trace(
      CachefilesCache cache, @Nullable Volume volume, Inode directory, CoherencyTrace why) {
    int id = volume == null ? 0 : volume.debugId();
    cache.machine().trace(() -> new CachefilesEvent.VolumeCoherency(id, why, directory.number()));
  }
}

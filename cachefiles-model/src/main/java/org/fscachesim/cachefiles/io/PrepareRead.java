package org.fscachesim.cachefiles.io;

import org.fscachesim.cachefiles.BackingFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.PrepareReadTrace;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.fscache.WantState;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/// Decides where a slice of a read comes from: zeroes, the server, or the cache. In on-demand mode
/// a hole is put to the daemon, and then looked at once more.
///
/// Kernel: fs/cachefiles/io.c (cachefiles_do_prepare_read)
final class PrepareRead {
  private final Kernel kernel;
  private final CacheResources resources;
  private final ReadSlice slice;
  private final long fileSize;
  private final long netfsInode;

  PrepareRead(
      Kernel kernel, CacheResources resources, ReadSlice slice, long fileSize, long netfsInode) {
    this.kernel = kernel;
    this.resources = resources;
    this.slice = slice;
    this.fileSize = fileSize;
    this.netfsInode = netfsInode;
  }

  /// A source, and why.
  private record Decision(IoSource source, PrepareReadTrace why) {}

  IoSource decide() {
    Decision decision = look();
    trace(decision);
    return decision.source;
  }

  private void trace(Decision decision) {
    Cookie cookie = resources.cookie();
    int object = cookie != null && cookie.cachePriv() instanceof CacheObject o ? o.debugId() : 0;
    BackingFile file = ObjectIo.file(resources);
    CachefilesEvent.ReadSubject subject =
        kernel.has(CachefilesBehaviour.PREPARE_READ_TRACES_REQUEST)
            ? new CachefilesEvent.ReadSubject.OfRequest(slice.requestId(), slice.index())
            : new CachefilesEvent.ReadSubject.OfObject(object);
    kernel.trace(
        () ->
            new CachefilesEvent.PrepareRead(
                subject,
                decision.source,
                decision.why,
                slice.flagBits(),
                slice.start(),
                slice.length(),
                netfsInode,
                file == null ? 0 : file.inode().number()));
  }

  private Decision look() {
    if (slice.start() >= fileSize) {
      return new Decision(IoSource.FILL_WITH_ZEROES, PrepareReadTrace.AFTER_EOF);
    }
    Cookie cookie = ObjectIo.object(resources).cookie();
    if (cookie.has(CookieFlag.NO_DATA_TO_READ)) {
      slice.set(SubrequestFlag.COPY_TO_CACHE);
      if (!slice.has(SubrequestFlag.ONDEMAND)) {
        return download(PrepareReadTrace.NO_DATA);
      }
    }
    // Before the object has its file there is nothing to look into.
    if (ObjectIo.file(resources) == null && !resources.waitForOperation(WantState.READ)) {
      return download(PrepareReadTrace.NO_FILE);
    }
    BackingFile file = ObjectIo.file(resources);
    if (file == null) {
      return download(PrepareReadTrace.NO_FILE);
    }
    CacheObject object = ObjectIo.object(resources);
    while (true) {
      Decision decision = lookInto(object, file);
      if (decision != null) {
        return decision;
      }
    }
  }

  private static Decision download(PrepareReadTrace why) {
    return new Decision(IoSource.DOWNLOAD_FROM_SERVER, why);
  }

  /// @return null when the daemon has answered, and it is worth another look
  private @Nullable Decision lookInto(CacheObject object, BackingFile file) {
    long blockSize = object.cache().mounted().blockSize();
    long data;
    try {
      data = Occupancy.seekData(object, file, slice.start());
    } catch (ErrnoException e) {
      return e.errno() == Errno.ENXIO
          ? fetch(object, PrepareReadTrace.SEEK_ENXIO)
          : download(PrepareReadTrace.SEEK_ERROR);
    }
    if (data >= slice.end()) {
      return fetch(object, PrepareReadTrace.FOUND_HOLE);
    }
    if (data > slice.start()) {
      long whole = Occupancy.roundUp(data, blockSize) - slice.start();
      slice.shorten(Math.min(whole, slice.length()));
      return fetch(object, PrepareReadTrace.FOUND_PART);
    }
    long hole;
    try {
      hole = Occupancy.seekHole(object, file, slice.start());
    } catch (ErrnoException e) {
      return download(PrepareReadTrace.SEEK_ERROR);
    }
    if (hole < slice.end()) {
      long end =
          slice.end() >= fileSize ? Occupancy.roundUp(hole, blockSize) : hole - hole % blockSize;
      slice.shorten(Math.clamp(end - slice.start(), 0, slice.length()));
    }
    return new Decision(IoSource.READ_FROM_CACHE, PrepareReadTrace.HAVE_DATA);
  }

  private @Nullable Decision fetch(CacheObject object, PrepareReadTrace why) {
    slice.set(SubrequestFlag.COPY_TO_CACHE);
    if (!slice.has(SubrequestFlag.ONDEMAND)) {
      return download(why);
    }
    try {
      object.onDemand().read(slice.start(), slice.length());
    } catch (ErrnoException e) {
      return new Decision(IoSource.INVALID_READ, why);
    }
    slice.clear(SubrequestFlag.ONDEMAND);
    return null;
  }
}

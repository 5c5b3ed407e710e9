package org.fscachesim.cachefiles.io;

import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.CachefilesEvent.ReadSubject;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.event.PrepareReadTrace;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.fscache.WantState;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;

/// Decides where a slice of a read comes from.
///
/// | the slice | source |
/// |---|---|
/// | begins behind the end of the file | zeros |
/// | of an object that holds nothing | the server |
/// | begins with data in the cache file | the cache, as far as the data goes |
/// | begins with a hole | the server; or the daemon is asked, and it is looked at once more |
///
/// Kernel: fs/cachefiles/io.c (cachefiles_do_prepare_read)
final class PrepareRead {
  private final CacheResources resources;
  private final ReadSlice slice;
  private final long fileSize;
  private final long netfsInode;

  PrepareRead(CacheResources resources, ReadSlice slice, long fileSize, long netfsInode) {
    this.resources = resources;
    this.slice = slice;
    this.fileSize = fileSize;
    this.netfsInode = netfsInode;
  }

  private record Answer(IoSource source, PrepareReadTrace why) {}

  IoSource run() {
    Answer answer = decide();
    trace(answer);
    return answer.source;
  }

  private Answer decide() {
    if (slice.start() >= fileSize) {
      return new Answer(IoSource.FILL_WITH_ZEROES, PrepareReadTrace.AFTER_EOF);
    }
    if (Operations.cookie(resources).has(CookieFlag.NO_DATA_TO_READ)) {
      slice.set(SubrequestFlag.COPY_TO_CACHE);
      if (!slice.has(SubrequestFlag.ONDEMAND)) {
        return new Answer(IoSource.DOWNLOAD_FROM_SERVER, PrepareReadTrace.NO_DATA);
      }
    }
    CacheFile file;
    try {
      file = Operations.fileFor(resources, WantState.READ);
    } catch (ErrnoException e) {
      return new Answer(IoSource.DOWNLOAD_FROM_SERVER, PrepareReadTrace.NO_FILE);
    }
    CacheObject object = Operations.object(resources);
    Answer answer = look(object, file);
    if (answer.source == IoSource.DOWNLOAD_FROM_SERVER
        && answer.why != PrepareReadTrace.SEEK_ERROR) {
      slice.set(SubrequestFlag.COPY_TO_CACHE);
      if (slice.has(SubrequestFlag.ONDEMAND)) {
        return fetch(object, file, answer.why);
      }
    }
    return answer;
  }

  /// Asks the daemon for the slice, and looks again: once, so that a daemon which gives nothing
  /// does not keep the reader for ever.
  private Answer fetch(CacheObject object, CacheFile file, PrepareReadTrace why) {
    try {
      object.cache().requests().read(object, slice.start(), slice.length());
    } catch (ErrnoException e) {
      return new Answer(IoSource.INVALID_READ, why);
    }
    slice.clear(SubrequestFlag.ONDEMAND);
    Answer answer = look(object, file);
    if (answer.source == IoSource.DOWNLOAD_FROM_SERVER
        && answer.why != PrepareReadTrace.SEEK_ERROR) {
      slice.set(SubrequestFlag.COPY_TO_CACHE);
    }
    return answer;
  }

  private Answer look(CacheObject object, CacheFile file) {
    CachefilesCache cache = object.cache();
    long blockSize = cache.space().blockSize();
    long start = slice.start();
    long data;
    try {
      cache.inject().beforeRead();
      data = file.open().seekData(start);
    } catch (ErrnoException e) {
      return e.errno() == Errno.ENXIO
          ? new Answer(IoSource.DOWNLOAD_FROM_SERVER, PrepareReadTrace.SEEK_ENXIO)
          : seekError(object, file, e);
    }
    if (data >= slice.end()) {
      return new Answer(IoSource.DOWNLOAD_FROM_SERVER, PrepareReadTrace.FOUND_HOLE);
    }
    if (data > start) {
      long end = data + blockSize - 1 & -blockSize;
      slice.shorten(Math.min(end - start, slice.length()));
      return new Answer(IoSource.DOWNLOAD_FROM_SERVER, PrepareReadTrace.FOUND_PART);
    }
    return data(object, file, blockSize);
  }

  /// The slice begins with data: up to where?
  private Answer data(CacheObject object, CacheFile file, long blockSize) {
    long hole;
    try {
      object.cache().inject().beforeRead();
      hole = file.open().seekHole(slice.start());
    } catch (ErrnoException e) {
      return seekError(object, file, e);
    }
    if (hole < slice.end()) {
      boolean last = slice.end() >= fileSize;
      long rounded = last ? hole + blockSize - 1 & -blockSize : hole & -blockSize;
      slice.shorten(Math.min(rounded - slice.start(), slice.length()));
    }
    return new Answer(IoSource.READ_FROM_CACHE, PrepareReadTrace.HAVE_DATA);
  }

  private Answer seekError(CacheObject object, CacheFile file, ErrnoException e) {
    object.cache().traceIoError(object, file.inode(), ErrorTrace.SEEK, e.errno());
    return new Answer(IoSource.DOWNLOAD_FROM_SERVER, PrepareReadTrace.SEEK_ERROR);
  }

  private void trace(Answer answer) {
    if (!(Operations.cookie(resources).cachePriv() instanceof CacheObject object)) {
      return;
    }
    CacheFile file = Operations.file(resources);
    boolean byRequest =
        object.cache().machine().has(CachefilesBehaviour.PREPARE_READ_TRACES_REQUEST);
    object
        .cache()
        .machine()
        .trace(
            () ->
                new CachefilesEvent.PrepareRead(
                    byRequest
                        ? new ReadSubject.OfRequest(slice.requestId(), slice.index())
                        : new ReadSubject.OfObject(file == null ? 0 : object.debugId()),
                    answer.source,
                    answer.why,
                    slice.flagBits(),
                    slice.start(),
                    slice.length(),
                    netfsInode,
                    file == null ? 0 : file.inodeNumber()));
  }
}

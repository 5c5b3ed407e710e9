package org.fscachesim.stack.example;

import java.util.Arrays;
import java.util.Objects;
import org.fscachesim.fscache.AccessTrace;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.IoSubmission;
import org.fscachesim.fscache.IoTerminated;
import org.fscachesim.fscache.ReadHole;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.fscache.WantState;
import org.fscachesim.fscache.WriteSubrequest;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.stack.example.TinyCache.StoredFile;
import org.jspecify.annotations.Nullable;

/// The data side of a [TinyCache]. What lies behind the end of the stored bytes is not cached.
final class TinyCacheIo implements ResourceOperations {
  private final Fscache fscache;

  TinyCacheIo(Fscache fscache) {
    this.fscache = fscache;
  }

  static StoredFile file(Cookie cookie) {
    return (StoredFile) Objects.requireNonNull(cookie.cachePriv());
  }

  static StoredFile file(CacheResources resources) {
    return (StoredFile) Objects.requireNonNull(resources.cachePriv2());
  }

  private static Cookie cookie(CacheResources resources) {
    return Objects.requireNonNull(resources.cookie());
  }

  @Override
  public void endOperation(CacheResources resources) {
    cookie(resources).endAccess(AccessTrace.IO_END);
  }

  @Override
  public IoSubmission read(
      CacheResources resources,
      long start,
      IoBuffer to,
      ReadHole hole,
      @Nullable IoTerminated whenDone)
      throws ErrnoException {
    if (!resources.waitForOperation(WantState.READ)) {
      return failed(Errno.ENOBUFS, whenDone);
    }
    byte[] data = file(resources).data;
    int count = Math.clamp(data.length - start, 0, to.length());
    if (count == 0 && hole == ReadHole.FAIL) {
      return failed(Errno.ENODATA, whenDone);
    }
    fscache.stats().countRead();
    to.put(0, data, (int) Math.min(start, data.length), count);
    return done(count, whenDone);
  }

  @Override
  public IoSubmission write(
      CacheResources resources, long start, IoBuffer from, @Nullable IoTerminated whenDone)
      throws ErrnoException {
    if (!resources.waitForOperation(WantState.WRITE)) {
      return failed(Errno.ENOBUFS, whenDone);
    }
    fscache.stats().countWrite();
    StoredFile file = file(resources);
    int end = Math.toIntExact(start + from.length());
    byte[] data = Arrays.copyOf(file.data, Math.max(file.data.length, end));
    from.get(0, data, (int) start, from.length());
    file.data = data;
    cookie(resources).set(CookieFlag.HAVE_DATA);
    return done(from.length(), whenDone);
  }

  private static IoSubmission done(int bytes, @Nullable IoTerminated whenDone) {
    if (whenDone != null) {
      whenDone.terminated(new IoOutcome.Transferred(bytes), false);
    }
    return IoSubmission.DONE;
  }

  private static IoSubmission failed(Errno error, @Nullable IoTerminated whenDone)
      throws ErrnoException {
    if (whenDone != null) {
      whenDone.terminated(new IoOutcome.Failed(error), false);
    }
    throw error.exception();
  }

  /// From the cache as far as it goes, and the rest from the server, to be stored.
  @Override
  public IoSource prepareRead(CacheResources resources, ReadSlice slice, long fileSize) {
    if (slice.start() >= fileSize) {
      return IoSource.FILL_WITH_ZEROES;
    }
    if (!cookie(resources).has(CookieFlag.NO_DATA_TO_READ)
        && resources.waitForOperation(WantState.READ)) {
      long cached = file(resources).data.length - slice.start();
      if (cached > 0) {
        slice.shorten(Math.min(slice.length(), cached));
        return IoSource.READ_FROM_CACHE;
      }
    }
    slice.set(SubrequestFlag.COPY_TO_CACHE);
    return IoSource.DOWNLOAD_FROM_SERVER;
  }

  @Override
  public IoSource prepareOndemandRead(
      CacheResources resources, ReadSlice slice, long fileSize, long inode) {
    return prepareRead(resources, slice, fileSize);
  }

  @Override
  public FileRange prepareWrite(
      CacheResources resources,
      FileRange range,
      long upperLength,
      long fileSize,
      boolean noSpaceAllocatedYet) {
    return range;
  }

  @Override
  public FileRange queryOccupancy(CacheResources resources, FileRange range, long granularity)
      throws ErrnoException {
    long cached = file(resources).data.length - range.start();
    if (cached <= 0) {
      throw Errno.ENODATA.exception();
    }
    return new FileRange(range.start(), Math.min(range.length(), cached));
  }

  @Override
  public void prepareWriteSubrequest(WriteSubrequest subrequest) {
    subrequest.limit(Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public void issueWrite(WriteSubrequest subrequest) {
    try {
      subrequest.resources().write(subrequest.start(), subrequest.buffer(), subrequest::terminated);
    } catch (ErrnoException e) {
      return; // reported through the completion function
    }
  }
}

package org.fscachesim.fscache.example;

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
import org.fscachesim.fscache.example.MemoryCache.MemoryObject;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.work.Work;
import org.jspecify.annotations.Nullable;

/// The data side of a [MemoryCache]. Files have no holes: what lies behind the end is not cached.
final class MemoryIo implements ResourceOperations {
  private final Fscache fscache;

  MemoryIo(Fscache fscache) {
    this.fscache = fscache;
  }

  static MemoryObject object(CacheResources resources) {
    MemoryObject object = (MemoryObject) Objects.requireNonNull(resources.cachePriv2());
    object.checkAlive();
    return object;
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
    byte[] data = object(resources).file.data;
    if (start >= data.length && hole == ReadHole.FAIL) {
      return failed(Errno.ENODATA, whenDone);
    }
    fscache.stats().countRead();
    int count = (int) Math.max(0, Math.min(to.length(), data.length - start));
    return complete(
        "memory_read",
        whenDone,
        () -> {
          to.put(0, data, (int) Math.min(start, data.length), count);
          boolean stale = cookie(resources).invalCounter() != resources.invalCounter();
          return stale ? new IoOutcome.Failed(Errno.ESTALE) : new IoOutcome.Transferred(count);
        });
  }

  @Override
  public IoSubmission write(
      CacheResources resources, long start, IoBuffer from, @Nullable IoTerminated whenDone)
      throws ErrnoException {
    if (!resources.waitForOperation(WantState.WRITE)) {
      return failed(Errno.ENOBUFS, whenDone);
    }
    fscache.stats().countWrite();
    MemoryObject object = object(resources);
    return complete(
        "memory_write",
        whenDone,
        () -> {
          object.checkAlive();
          MemoryStore.StoredFile file = object.file;
          int end = Math.toIntExact(start + from.length());
          byte[] data = Arrays.copyOf(file.data, Math.max(file.data.length, end));
          from.get(0, data, Math.toIntExact(start), from.length());
          file.data = data;
          cookie(resources).set(CookieFlag.HAVE_DATA);
          return new IoOutcome.Transferred(from.length());
        });
  }

  private interface Transfer {
    IoOutcome run();
  }

  /// With a completion function in a work item, else at once.
  private IoSubmission complete(String name, @Nullable IoTerminated whenDone, Transfer transfer)
      throws ErrnoException {
    if (whenDone == null) {
      return switch (transfer.run()) {
        case IoOutcome.Transferred _ -> IoSubmission.DONE;
        case IoOutcome.Failed(Errno error) -> throw error.exception();
      };
    }
    Work work = new Work(fscache.kernel(), name, () -> whenDone.terminated(transfer.run(), true));
    fscache.kernel().workQueue("events_unbound").queue(work);
    return IoSubmission.QUEUED;
  }

  private static IoSubmission failed(Errno error, @Nullable IoTerminated whenDone)
      throws ErrnoException {
    if (whenDone != null) {
      whenDone.terminated(new IoOutcome.Failed(error), false);
    }
    throw error.exception();
  }

  @Override
  public IoSource prepareRead(CacheResources resources, ReadSlice slice, long fileSize) {
    if (slice.start() >= fileSize) {
      return IoSource.FILL_WITH_ZEROES;
    }
    if (!cookie(resources).has(CookieFlag.NO_DATA_TO_READ)
        && resources.waitForOperation(WantState.READ)) {
      long cached = object(resources).file.data.length;
      if (slice.start() < cached) {
        slice.shorten(Math.min(slice.length(), cached - slice.start()));
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
      boolean noSpaceAllocatedYet)
      throws ErrnoException {
    if (fscache.kernel().fault("memory_prepare_write")) {
      throw Errno.ENOSPC.exception();
    }
    return range;
  }

  @Override
  public FileRange queryOccupancy(CacheResources resources, FileRange range, long granularity)
      throws ErrnoException {
    long cached = object(resources).file.data.length;
    if (range.start() >= cached) {
      throw Errno.ENODATA.exception();
    }
    return new FileRange(range.start(), Math.min(range.length(), cached - range.start()));
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
      // Reported through the completion function.
      return;
    }
  }
}

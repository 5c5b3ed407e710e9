package org.fscachesim.cachefiles.io;

import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.store.Sizes;
import org.fscachesim.fscache.AccessTrace;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.IoSubmission;
import org.fscachesim.fscache.IoTerminated;
import org.fscachesim.fscache.ReadHole;
import org.fscachesim.fscache.ReadSlice;
import org.fscachesim.fscache.ResourceOperations;
import org.fscachesim.fscache.WantState;
import org.fscachesim.fscache.WriteSubrequest;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// The operations that the netfs library finds in its cache resources.
///
/// An operation holds the file it began with: when the object is given another one by an
/// invalidation, the operation goes on with the old.
///
/// Kernel: fs/cachefiles/io.c (cachefiles_netfs_cache_ops)
public final class CachefilesResources implements ResourceOperations {
  private static final long MAX_RW_COUNT = 0x7fff_f000L;
  private static final int MAX_SEGMENTS = 256;

  /// Prepares resources for an operation.
  ///
  /// @return false when it needs a file and there is none
  ///
  ///   Kernel: fs/cachefiles/io.c (cachefiles_begin_operation)
  public boolean begin(CacheResources resources, WantState want) {
    if (Operations.file(resources) == null) {
      resources.setOps(this);
      if (Operations.cookie(resources).cachePriv() instanceof CacheObject object) {
        resources.setCachePriv2(object.getFile());
      }
    }
    // Without a file the kernel also prints that it has none.
    return Operations.file(resources) != null || want == WantState.PARAMS;
  }

  @Override
  public void endOperation(CacheResources resources) {
    CacheFile file = Operations.file(resources);
    if (file != null) {
      resources.setCachePriv2(null);
      file.put();
    }
    Operations.cookie(resources).endAccess(AccessTrace.IO_END);
  }

  @Override
  public IoSource prepareRead(CacheResources resources, ReadSlice slice, long fileSize) {
    return prepareOndemandRead(resources, slice, fileSize, 0);
  }

  @Override
  public IoSource prepareOndemandRead(
      CacheResources resources, ReadSlice slice, long fileSize, long inode) {
    return new PrepareRead(resources, slice, fileSize, inode).run();
  }

  @Override
  public IoSubmission read(
      CacheResources resources,
      long start,
      IoBuffer to,
      ReadHole hole,
      @Nullable IoTerminated whenDone)
      throws ErrnoException {
    CacheObject object;
    CacheFile file;
    long skipped;
    try {
      file = Operations.waitFor(resources, WantState.READ);
      object = Operations.object(resources);
      object.cache().stats().countRead();
      skipped = hole == ReadHole.IGNORE ? 0 : skipHole(object, file, start, to, hole);
    } catch (ErrnoException e) {
      tell(whenDone, new IoOutcome.Failed(e.errno()));
      throw e;
    }
    if (skipped == to.length()) {
      tell(whenDone, new IoOutcome.Transferred(skipped));
      return IoSubmission.DONE;
    }
    IoBuffer rest = to.slice((int) skipped, (int) (to.length() - skipped));
    return ObjectIo.read(object, file, start + skipped, rest, resources.invalCounter(), whenDone);
  }

  private static void tell(@Nullable IoTerminated whenDone, IoOutcome outcome) {
    if (whenDone != null) {
      whenDone.terminated(outcome, false);
    }
  }

  /// Zeroes what lies before the first data; how many bytes that are.
  private static long skipHole(
      CacheObject object, CacheFile file, long start, IoBuffer to, ReadHole hole)
      throws ErrnoException {
    long data;
    try {
      object.cache().inject().beforeRead();
      data = file.open().seekData(start);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENXIO) {
        throw e;
      }
      data = Long.MAX_VALUE;
    }
    if (data >= start + to.length() && hole == ReadHole.FAIL) {
      throw Errno.ENODATA.exception();
    }
    long skipped = Math.min(data - start, to.length());
    to.zero(0, (int) skipped);
    return skipped;
  }

  @Override
  public IoSubmission write(
      CacheResources resources, long start, IoBuffer from, @Nullable IoTerminated whenDone)
      throws ErrnoException {
    CacheFile file;
    CacheObject object;
    try {
      file = Operations.waitFor(resources, WantState.WRITE);
      object = Operations.object(resources);
    } catch (ErrnoException e) {
      tell(whenDone, new IoOutcome.Failed(e.errno()));
      throw e;
    }
    return ObjectIo.write(object, file, start, from, whenDone);
  }

  @Override
  public FileRange prepareWrite(
      CacheResources resources,
      FileRange range,
      long upperLength,
      long fileSize,
      boolean noSpaceAllocatedYet)
      throws ErrnoException {
    CacheFile file = Operations.fileFor(resources, WantState.WRITE);
    return PrepareWrite.prepare(
        Operations.object(resources), file, range, upperLength, noSpaceAllocatedYet);
  }

  @Override
  public FileRange queryOccupancy(CacheResources resources, FileRange range, long granularity)
      throws ErrnoException {
    CacheFile file = Operations.waitFor(resources, WantState.READ);
    return Occupancy.query(Operations.object(resources).cache(), file, range, granularity);
  }

  @Override
  public void prepareWriteSubrequest(WriteSubrequest subrequest) {
    subrequest.limit(MAX_RW_COUNT, MAX_SEGMENTS);
    CacheResources resources = subrequest.resources();
    if (!resources.waitForOperation(WantState.WRITE)) {
      subrequest.prepareFailed();
    }
  }

  /// Writes the whole blocks of a piece. What lies before the first block boundary and behind the
  /// last can not be written directly; it is left out, and counted as done.
  ///
  /// Kernel: fs/cachefiles/io.c (cachefiles_issue_write)
  @Override
  public void issueWrite(WriteSubrequest subrequest) {
    CacheResources resources = subrequest.resources();
    long start = subrequest.start();
    long end = start + subrequest.length();
    long from = Math.min(Sizes.roundUpToBlock(start), end);
    long to = Math.max(from, end & -Sizes.DIO_BLOCK);
    long before = from - start;
    long behind = end - to;
    CacheObject object = Operations.object(resources);
    if (from == to) {
      object.cache().stats().countDioMisfit();
      subrequest.terminated(new IoOutcome.Transferred(subrequest.length()), false);
      return;
    }
    CacheFile file;
    try {
      file = Operations.waitFor(resources, WantState.WRITE);
      PrepareWrite.prepare(object, file, new FileRange(from, to - from), to - from, true);
    } catch (ErrnoException e) {
      subrequest.terminated(new IoOutcome.Failed(e.errno()), false);
      return;
    }
    try {
      ObjectIo.write(
          object,
          file,
          from,
          subrequest.buffer().slice((int) before, (int) (to - from)),
          (outcome, async) ->
              subrequest.terminated(
                  outcome instanceof IoOutcome.Transferred(long bytes)
                      ? new IoOutcome.Transferred(
                          before + bytes + (bytes == to - from ? behind : 0))
                      : outcome,
                  async));
    } catch (ErrnoException e) {
      // The subrequest was told so.
    }
  }
}

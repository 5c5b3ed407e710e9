package org.fscachesim.cachefiles.io;

import com.google.common.collect.Range;
import java.nio.ByteBuffer;
import org.fscachesim.cachefiles.BackingFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.Injection;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.fscache.AccessTrace;
import org.fscachesim.fscache.CacheResources;
import org.fscachesim.fscache.Cookie;
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
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.jspecify.annotations.Nullable;

/// Data in and out of cache files.
///
/// An operation keeps the file that it began with; when the object takes another one meanwhile, its
/// reads end with `ESTALE`. All I/O is done before a call returns; a completion function is called
/// within.
///
/// Kernel: fs/cachefiles/io.c
public final class ObjectIo implements ResourceOperations {
  private final Kernel kernel;

  public ObjectIo(Kernel kernel) {
    this.kernel = kernel;
  }

  static CacheObject object(CacheResources resources) {
    Cookie cookie = resources.cookie();
    if (cookie != null && cookie.cachePriv() instanceof CacheObject object) {
      return object;
    }
    throw new KernelBug("null pointer: an operation on a cookie without an object");
  }

  static @Nullable BackingFile file(CacheResources resources) {
    return (BackingFile) resources.cachePriv2();
  }

  /// Attaches an object's file to an operation.
  ///
  /// Kernel: fs/cachefiles/io.c (cachefiles_begin_operation)
  public boolean begin(CacheResources resources, WantState want) {
    if (resources.cachePriv2() == null) {
      resources.setOps(this);
      resources.setCachePriv2(object(resources).getFile());
    }
    return resources.cachePriv2() != null || want == WantState.PARAMS;
  }

  @Override
  public void endOperation(CacheResources resources) {
    BackingFile file = file(resources);
    if (file != null) {
      resources.setCachePriv2(null);
      file.put();
    }
    Cookie cookie = resources.cookie();
    if (cookie != null) {
      cookie.endAccess(AccessTrace.IO_END);
    }
  }

  private BackingFile waitForFile(CacheResources resources, WantState want) throws ErrnoException {
    BackingFile present = resources.waitForOperation(want) ? file(resources) : null;
    if (present == null) {
      throw Errno.ENOBUFS.exception();
    }
    return present;
  }

  @Override
  public IoSubmission read(
      CacheResources resources,
      long start,
      IoBuffer to,
      ReadHole hole,
      @Nullable IoTerminated whenDone)
      throws ErrnoException {
    try {
      BackingFile file = waitForFile(resources, WantState.READ);
      CacheObject object = object(resources);
      object.cache().fscache().stats().countRead();
      int skipped = hole == ReadHole.IGNORE ? 0 : skipHole(object, file, start, to, hole);
      if (skipped == to.length()) {
        report(whenDone, new IoOutcome.Transferred(skipped));
        return IoSubmission.DONE;
      }
      int got = readFile(object, file, start + skipped, to, skipped);
      boolean checked = whenDone != null;
      if (checked && object.cookie().invalCounter() != resources.invalCounter()) {
        throw Errno.ESTALE.exception();
      }
      report(whenDone, new IoOutcome.Transferred(got));
      return IoSubmission.DONE;
    } catch (ErrnoException e) {
      report(whenDone, new IoOutcome.Failed(e.errno()));
      throw e;
    }
  }

  private static void report(@Nullable IoTerminated whenDone, IoOutcome outcome) {
    if (whenDone != null) {
      whenDone.terminated(outcome, false);
    }
  }

  /// Looks for data, and zeroes what lies before it.
  ///
  /// @return bytes that need no reading
  private int skipHole(CacheObject object, BackingFile file, long start, IoBuffer to, ReadHole hole)
      throws ErrnoException {
    long data;
    try {
      data = Occupancy.seekData(object, file, start);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENXIO) {
        throw e;
      }
      data = Long.MAX_VALUE;
    }
    if (data >= start + to.length()) {
      if (hole == ReadHole.FAIL) {
        throw Errno.ENODATA.exception();
      }
      to.zero(0, to.length());
      return to.length();
    }
    int skipped = (int) Math.max(0, data - start);
    if (skipped > 0) {
      to.zero(0, skipped);
    }
    return skipped;
  }

  private int readFile(CacheObject object, BackingFile file, long start, IoBuffer to, int offset)
      throws ErrnoException {
    int length = to.length() - offset;
    long number = file.inode().number();
    kernel.trace(() -> new CachefilesEvent.Read(object.debugId(), number, start, length));
    try {
      object.cache().inject(Injection.READ);
      ByteBuffer bytes = ByteBuffer.allocate(length);
      int got = file.file().read(start, bytes);
      to.put(offset, bytes.array(), 0, got);
      return got;
    } catch (ErrnoException e) {
      traceIoError(object, file, ErrorTrace.READ, e.errno());
      throw e;
    }
  }

  static void traceIoError(CacheObject object, BackingFile file, ErrorTrace where, Errno error) {
    object
        .cache()
        .owner()
        .trace(
            () ->
                new CachefilesEvent.IoError(
                    object.debugId(), file.inode().number(), where, -error.code()));
  }

  @Override
  public IoSubmission write(
      CacheResources resources, long start, IoBuffer from, @Nullable IoTerminated whenDone)
      throws ErrnoException {
    try {
      BackingFile file = waitForFile(resources, WantState.WRITE);
      int written = writeFile(object(resources), file, start, from);
      report(whenDone, new IoOutcome.Transferred(written));
      return IoSubmission.DONE;
    } catch (ErrnoException e) {
      report(whenDone, new IoOutcome.Failed(e.errno()));
      throw e;
    }
  }

  private int writeFile(CacheObject object, BackingFile file, long start, IoBuffer from)
      throws ErrnoException {
    int length = from.length();
    long number = file.inode().number();
    kernel.trace(() -> new CachefilesEvent.Write(object.debugId(), number, start, length));
    return WriteAccounting.write(
        object,
        length,
        () -> {
          try {
            object.cache().inject(Injection.WRITE);
            byte[] bytes = new byte[length];
            from.get(0, bytes, 0, length);
            return file.file().write(start, ByteBuffer.wrap(bytes));
          } catch (ErrnoException e) {
            traceIoError(object, file, ErrorTrace.WRITE, e.errno());
            throw e;
          }
        });
  }

  @Override
  public IoSource prepareRead(CacheResources resources, ReadSlice slice, long fileSize) {
    return new PrepareRead(kernel, resources, slice, fileSize, 0).decide();
  }

  @Override
  public IoSource prepareOndemandRead(
      CacheResources resources, ReadSlice slice, long fileSize, long inode) {
    return new PrepareRead(kernel, resources, slice, fileSize, inode).decide();
  }

  @Override
  public FileRange prepareWrite(
      CacheResources resources,
      FileRange range,
      long upperLength,
      long fileSize,
      boolean noSpaceAllocatedYet)
      throws ErrnoException {
    BackingFile file = waitForFile(resources, WantState.WRITE);
    return new PrepareWrite(object(resources), file)
        .prepare(range, upperLength, noSpaceAllocatedYet);
  }

  @Override
  public FileRange queryOccupancy(CacheResources resources, FileRange range, long granularity)
      throws ErrnoException {
    BackingFile file = waitForFile(resources, WantState.READ);
    CacheObject object = object(resources);
    Range<Long> run = Occupancy.query(object, file, range, granularity);
    return new FileRange(run.lowerEndpoint(), run.upperEndpoint() - run.lowerEndpoint());
  }

  @Override
  public void prepareWriteSubrequest(WriteSubrequest subrequest) {
    if (!subrequest.resources().waitForOperation(WantState.WRITE)) {
      subrequest.prepareFailed();
      return;
    }
    subrequest.limit(Integer.MAX_VALUE - 4095, Integer.MAX_VALUE);
  }

  @Override
  public void issueWrite(WriteSubrequest subrequest) {
    new IssueWrite(this, subrequest).issue();
  }
}

package org.fscachesim.fscache;

import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// A backend without objects, whose lookups take their time and may fail without a word.
final class SlowBackend implements CacheOperations {
  private final Fscache fscache;
  private final long lookupMillis;
  private int failures;
  boolean failsInvalidationsLate;

  private SlowBackend(Fscache fscache, long lookupMillis, int failures) {
    this.fscache = fscache;
    this.lookupMillis = lookupMillis;
    this.failures = failures;
  }

  /// @param failures how many lookups fail before the first succeeds
  static SlowBackend bind(Fscache fscache, long lookupMillis, int failures) throws ErrnoException {
    SlowBackend backend = new SlowBackend(fscache, lookupMillis, failures);
    fscache.acquireCache("slow").add(backend, backend);
    return backend;
  }

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public void acquireVolume(Volume volume) {
    volume.setCachePriv(this);
    volume.pinCache();
  }

  @Override
  public void freeVolume(Volume volume) {
    volume.setCachePriv(null);
  }

  @Override
  public boolean lookupCookie(Cookie cookie) {
    fscache.kernel().sleepMillis(lookupMillis);
    return failures-- <= 0;
  }

  @Override
  public void withdrawCookie(Cookie cookie) {
    throw new AssertionError("there are no objects");
  }

  @Override
  public void resizeCookie(CacheResources resources, long newSize) {}

  @Override
  public boolean invalidateCookie(Cookie cookie) {
    cookie.resumeAfterInvalidation();
    if (failsInvalidationsLate) {
      fscache.kernel().sleepMillis(5);
      return false;
    }
    return true;
  }

  @Override
  public boolean beginOperation(CacheResources resources, WantState want) {
    resources.setOps(new Ending());
    return true;
  }

  @Override
  public void prepareToWrite(Cookie cookie) {}

  /// Only ends operations.
  private static final class Ending implements ResourceOperations {
    @Override
    public void endOperation(CacheResources resources) {
      Cookie cookie = resources.cookie();
      if (cookie != null) {
        cookie.endAccess(AccessTrace.IO_END);
      }
    }

    private static AssertionError unasked() {
      return new AssertionError("there is no data");
    }

    @Override
    public IoSubmission read(
        CacheResources resources,
        long start,
        IoBuffer to,
        ReadHole hole,
        @Nullable IoTerminated whenDone) {
      throw unasked();
    }

    @Override
    public IoSubmission write(
        CacheResources resources, long start, IoBuffer from, @Nullable IoTerminated whenDone) {
      throw unasked();
    }

    @Override
    public IoSource prepareRead(CacheResources resources, ReadSlice slice, long fileSize) {
      throw unasked();
    }

    @Override
    public IoSource prepareOndemandRead(
        CacheResources resources, ReadSlice slice, long fileSize, long inode) {
      throw unasked();
    }

    @Override
    public FileRange prepareWrite(
        CacheResources resources,
        FileRange range,
        long upperLength,
        long fileSize,
        boolean noSpaceAllocatedYet) {
      throw unasked();
    }

    @Override
    public FileRange queryOccupancy(CacheResources resources, FileRange range, long granularity) {
      throw unasked();
    }

    @Override
    public void prepareWriteSubrequest(WriteSubrequest subrequest) {
      throw unasked();
    }

    @Override
    public void issueWrite(WriteSubrequest subrequest) {
      throw unasked();
    }
  }
}

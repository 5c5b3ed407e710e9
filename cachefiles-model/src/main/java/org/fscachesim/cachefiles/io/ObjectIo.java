package org.fscachesim.cachefiles.io;

import java.nio.ByteBuffer;
import org.fscachesim.cachefiles.CacheFile;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.fscache.IoBuffer;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSubmission;
import org.fscachesim.fscache.IoTerminated;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.work.Work;
import org.jspecify.annotations.Nullable;

/// Direct reads and writes of cache files.
///
/// The filesystems here carry out their I/O at once. Where the fault `cachefiles/queued-io` is
/// armed an I/O may go on in a worker instead, as direct I/O on a disk does, and its end is told
/// from there.
///
/// Kernel: fs/cachefiles/io.c (cachefiles_read, __cachefiles_write)
public final class ObjectIo {
  /// The fault that lets an I/O go on in a worker.
  public static final String QUEUED = "cachefiles/queued-io";

  private ObjectIo() {}

  /// The body of one I/O, which ends by telling its owner.
  @FunctionalInterface
  private interface Transfer {
    /// @param async whether it runs in a worker
    /// @return what the filesystem said
    IoOutcome run(boolean async);
  }

  private static IoSubmission submit(
      Kernel kernel, String name, boolean mayQueue, Transfer transfer) throws ErrnoException {
    if (mayQueue && kernel.fault(QUEUED)) {
      kernel.workQueue("dio").queue(new Work(kernel, name, () -> transfer.run(true)));
      return IoSubmission.QUEUED;
    }
    if (transfer.run(false) instanceof IoOutcome.Failed(Errno error)) {
      throw error.exception();
    }
    return IoSubmission.DONE;
  }

  /// Reads into `to`; all of it has to be within the file, or the read is short.
  ///
  /// @param expected the counter of invalidations when the operation began: data read past one is
  ///   stale
  static IoSubmission read(
      CacheObject object,
      CacheFile file,
      long start,
      IoBuffer to,
      int expected,
      @Nullable IoTerminated whenDone)
      throws ErrnoException {
    CachefilesCache cache = object.cache();
    Kernel kernel = cache.machine();
    file.get();
    object.get(ObjectTrace.GET_IO);
    kernel.trace(
        () -> new CachefilesEvent.Read(object.debugId(), file.inodeNumber(), start, to.length()));
    return submit(
        kernel,
        "read",
        whenDone != null,
        async -> {
          IoOutcome outcome = readNow(object, file, start, to);
          if (outcome instanceof IoOutcome.Transferred
              && object.cookie().invalCounter() != expected) {
            outcome = new IoOutcome.Failed(Errno.ESTALE);
          }
          finish(object, file, outcome, whenDone, async);
          return outcome;
        });
  }

  private static IoOutcome readNow(CacheObject object, CacheFile file, long start, IoBuffer to) {
    CachefilesCache cache = object.cache();
    try {
      cache.inject().beforeRead();
      byte[] bytes = new byte[to.length()];
      int got = file.open().read(start, ByteBuffer.wrap(bytes));
      to.put(0, bytes, 0, got);
      return new IoOutcome.Transferred(got);
    } catch (ErrnoException e) {
      cache.traceIoError(object, file.inode(), ErrorTrace.READ, e.errno());
      return new IoOutcome.Failed(e.errno());
    }
  }

  private static void finish(
      CacheObject object,
      CacheFile file,
      IoOutcome outcome,
      @Nullable IoTerminated whenDone,
      boolean async) {
    if (whenDone != null) {
      whenDone.terminated(outcome, async);
    }
    file.put();
    object.put(ObjectTrace.PUT_IO);
  }

  /// A source of bytes that may fault.
  @FunctionalInterface
  public interface Source {
    /// The bytes to write, from the buffer's position to its limit.
    ///
    /// @throws ErrnoException `EFAULT`
    ByteBuffer bytes() throws ErrnoException;
  }

  /// Whether a write that waited for its end tells how much it wrote. Kernels without the fix gave
  /// 0 for every write that worked, and so took a short one for whole.
  public static boolean tellsBytes(Kernel kernel) {
    return kernel.has(CachefilesFix.WRITE_RETURNS_BYTES);
  }

  /// Writes, and waits for the end.
  ///
  /// @param length bytes
  /// @return bytes written; see [#tellsBytes]
  public static long writeAndWait(
      CacheObject object, CacheFile file, long start, long length, Source from)
      throws ErrnoException {
    begin(object, file, start, length);
    long blocks = object.cache().space().beginWrite(length);
    return switch (writeNow(object, file, start, from, blocks, null, false)) {
      case IoOutcome.Transferred(long bytes) -> bytes;
      case IoOutcome.Failed(Errno error) -> throw error.exception();
    };
  }

  private static void begin(CacheObject object, CacheFile file, long start, long length) {
    object.cache().stats().countWrite();
    file.get();
    object.get(ObjectTrace.GET_IO);
    object
        .cache()
        .machine()
        .trace(
            () -> new CachefilesEvent.Write(object.debugId(), file.inodeNumber(), start, length));
  }

  /// Writes; how it ended is told to `whenDone`, exactly once, from here or from a worker.
  static IoSubmission write(
      CacheObject object,
      CacheFile file,
      long start,
      IoBuffer from,
      @Nullable IoTerminated whenDone)
      throws ErrnoException {
    Kernel kernel = object.cache().machine();
    byte[] bytes = new byte[from.length()];
    from.get(0, bytes, 0, bytes.length);
    begin(object, file, start, bytes.length);
    long blocks = object.cache().space().beginWrite(bytes.length);
    return submit(
        kernel,
        "write",
        whenDone != null,
        async ->
            writeNow(object, file, start, () -> ByteBuffer.wrap(bytes), blocks, whenDone, async));
  }

  private static IoOutcome writeNow(
      CacheObject object,
      CacheFile file,
      long start,
      Source from,
      long blocks,
      @Nullable IoTerminated whenDone,
      boolean async) {
    CachefilesCache cache = object.cache();
    IoOutcome outcome;
    try {
      cache.inject().beforeWrite();
      outcome = new IoOutcome.Transferred(file.open().write(start, from.bytes()));
    } catch (ErrnoException e) {
      cache.traceIoError(object, file.inode(), ErrorTrace.WRITE, e.errno());
      outcome = new IoOutcome.Failed(e.errno());
    }
    cache.space().endWrite(blocks);
    object.cookie().set(CookieFlag.HAVE_DATA);
    finish(object, file, outcome, whenDone, async);
    return outcome;
  }
}

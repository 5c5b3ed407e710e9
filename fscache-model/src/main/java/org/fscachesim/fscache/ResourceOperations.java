package org.fscachesim.fscache;

import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// Data I/O on a cache, as the backend offers it through [CacheResources#ops] while an operation is
/// open.
///
/// A read or write with a completion function reports every outcome through it exactly once, also
/// one that it throws; without one the call blocks and only throws.
///
/// Kernel: include/linux/netfs.h (struct netfs_cache_ops)
public interface ResourceOperations {
  /// Lets go of the operation's resources and ends its cookie access with [AccessTrace#IO_END].
  void endOperation(CacheResources resources);

  /// Reads from the cache into `to`.
  ///
  /// @param start file position in bytes
  /// @param hole what to do where the cache file has no data
  /// @param whenDone null to block until it is over
  /// @throws ErrnoException `ENODATA` by [ReadHole#FAIL], `ENOBUFS` when there is no object, or the
  ///   cache file system's error
  IoSubmission read(
      CacheResources resources,
      long start,
      IoBuffer to,
      ReadHole hole,
      @Nullable IoTerminated whenDone)
      throws ErrnoException;

  /// Writes `from` to the cache.
  ///
  /// @param start file position in bytes
  /// @param whenDone null to block until it is over
  /// @throws ErrnoException `ENOBUFS` when there is no object, or the cache file system's error
  IoSubmission write(
      CacheResources resources, long start, IoBuffer from, @Nullable IoTerminated whenDone)
      throws ErrnoException;

  /// Grows a readahead window to what suits the cache; it may never lose a part of the window.
  ///
  /// @param fileSize bytes
  default FileRange expandReadahead(CacheResources resources, FileRange window, long fileSize) {
    return window;
  }

  /// Says where the slice comes from; may shorten it and set [SubrequestFlag#COPY_TO_CACHE].
  ///
  /// @param fileSize the request's snapshot, bytes
  IoSource prepareRead(CacheResources resources, ReadSlice slice, long fileSize);

  /// As [#prepareRead], for a client that has no subrequest: a hole with [SubrequestFlag#ONDEMAND]
  /// is put to the daemon, then looked at once more.
  ///
  /// @param inode the client's inode number, for traces
  IoSource prepareOndemandRead(
      CacheResources resources, ReadSlice slice, long fileSize, long inode);

  /// Rounds a write to what the cache can take and finds room for it.
  ///
  /// @param range the range that is to be written
  /// @param upperLength how many bytes the caller's buffer has from the range's start; at least its
  ///   length
  /// @param fileSize bytes
  /// @param noSpaceAllocatedYet true when the range is known to be a hole
  /// @return the range that will be written
  /// @throws ErrnoException `ENOBUFS` when the cache cannot take it, `ENOSPC` when it is full
  FileRange prepareWrite(
      CacheResources resources,
      FileRange range,
      long upperLength,
      long fileSize,
      boolean noSpaceAllocatedYet)
      throws ErrnoException;

  /// The first run of data within the range, rounded inwards.
  ///
  /// @param granularity bytes; the run is rounded to it, or to the cache's block size when that is
  ///   larger
  /// @throws ErrnoException `ENODATA` when there is none, `ENOBUFS` when there is no object
  FileRange queryOccupancy(CacheResources resources, FileRange range, long granularity)
      throws ErrnoException;

  /// Sets the limits of a write subrequest (the 6.12 library).
  void prepareWriteSubrequest(WriteSubrequest subrequest);

  /// Carries out a write subrequest and reports to it (the 6.12 library).
  void issueWrite(WriteSubrequest subrequest);
}

package org.fscachesim.netfs.library;

import java.util.Optional;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.netfs.pagecache.Folio;
import org.jspecify.annotations.Nullable;

/// What a network filesystem does for the library. Only [#issueRead] has to be there.
///
/// Kernel: include/linux/netfs.h (struct netfs_request_ops)
public interface RequestOperations {
  /// A request was made. What the client needs for it goes to [NetfsRequest#setPrivateData].
  ///
  /// @param file the open file for which it is; null for none, as in writeback
  /// @throws ErrnoException the request fails with it
  default void initRequest(NetfsRequest request, @Nullable Object file) throws ErrnoException {}

  /// A request goes; its last reference is put. Called before the cache operation ends.
  default void freeRequest(NetfsRequest request) {}

  /// Attaches the cache to a read, as a rule by `request.resources().beginReadOperation(cookie)`.
  /// Later kernels do that themselves.
  ///
  /// @throws ErrnoException `ENOMEM` and `EINTR` abort the read, all others mean that it does
  ///   without the cache
  default void beginCacheOperation(NetfsRequest request) throws ErrnoException {}

  /// May grow the range of a request with [NetfsRequest#expand].
  default void expandReadahead(NetfsRequest request) {}

  /// May shorten a download to what one call to the server can give, with
  /// [NetfsSubrequest#shorten].
  ///
  /// @return false when the range cannot be read
  default boolean clampLength(NetfsSubrequest subrequest) {
    return true;
  }

  /// Before a download, where pages are unlocked one by one: may say how much one call can give,
  /// with [NetfsSubrequest#limit].
  ///
  /// @throws ErrnoException the range cannot be read
  default void prepareRead(NetfsSubrequest subrequest) throws ErrnoException {}

  /// Before a write to the server, of which the length is not known yet: may say how much one call
  /// can take, with [NetfsSubrequest#limit].
  default void prepareWrite(NetfsSubrequest subrequest) {}

  /// Writes [NetfsSubrequest#buffer] to [NetfsSubrequest#position] at the server and tells the end
  /// with [NetfsSubrequest#terminated]; `EAGAIN` has it issued again.
  default void issueWrite(NetfsSubrequest subrequest) {
    subrequest.terminated(new IoOutcome.Failed(Errno.EOPNOTSUPP), false);
  }

  /// A write to the cache failed: what it holds of the file is not to be trusted.
  default void invalidateCache(NetfsRequest request) {}

  /// Reads [NetfsSubrequest#position] and what follows into [NetfsSubrequest#buffer] and tells the
  /// end with [NetfsSubrequest#terminated], once, from here or from another task.
  void issueRead(NetfsSubrequest subrequest);

  /// Whether what was read from the cache is still what the server has.
  default boolean isStillValid(NetfsRequest request) {
    return true;
  }

  /// Looks at the page of a buffered write before it is filled.
  ///
  /// @param folio locked
  /// @return the page to go on with, as a rule `folio`; empty when the page was unlocked here and
  ///   has to be looked up again
  /// @throws ErrnoException the write fails; the page is unlocked by the caller
  default Optional<Folio> checkWriteBegin(
      @Nullable Object file, NetfsInode inode, long position, int length, Folio folio)
      throws ErrnoException {
    return Optional.of(folio);
  }

  /// A read has ended and its pages are unlocked.
  default void done(NetfsRequest request) {}
}

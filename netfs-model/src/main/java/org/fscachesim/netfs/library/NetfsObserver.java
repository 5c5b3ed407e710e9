package org.fscachesim.netfs.library;

import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.netfs.pagecache.Folio;

/// Looks over the library's shoulder: told of every step at the moment it is taken, by the task
/// that takes it. It must not call back into the library or wait.
interface NetfsObserver {
  /// A request has been made.
  default void begun(NetfsRequest request) {}

  /// A request is about to be freed; its cache operation has ended.
  default void freed(NetfsRequest request) {}

  /// A subrequest has been made.
  default void made(NetfsSubrequest subrequest) {}

  /// A subrequest is about to be freed.
  default void gone(NetfsSubrequest subrequest) {}

  /// A request was grown.
  default void expanded(NetfsRequest request, FileRange before) {}

  /// A slice has been added to what its request has submitted.
  default void accepted(NetfsSubrequest slice) {}

  /// A subrequest is about to be given to its source.
  default void issuing(NetfsSubrequest subrequest) {}

  /// The source tells how it ended.
  default void ended(NetfsSubrequest subrequest, IoOutcome outcome) {}

  /// Bytes of a read are there, or of a write are taken.
  default void delivered(NetfsSubrequest subrequest, FileRange range) {}

  /// What the cache gave is not to be trusted.
  default void distrusted(NetfsSubrequest subrequest) {}

  /// A request is through with a page, and unlocks it unless it is to be kept.
  default void handedOut(NetfsRequest request, Folio folio) {}

  /// A request has ended, as its waiter sees it.
  default void finished(NetfsRequest request) {}

  /// What was read is about to be stored in the cache.
  default void storing(NetfsSubrequest subrequest) {}

  /// A page is ready for a buffered write.
  ///
  /// @param skipped it was not read, because nothing of it matters
  default void readyForWrite(Folio folio, boolean skipped) {}
}

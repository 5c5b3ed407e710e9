package org.fscachesim.cachefiles.ondemand;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;

/// Told what happens to the device, requests and descriptors, at the moment when it does: for
/// checkers. It may neither wait nor change anything.
public interface RequestObserver {
  /// Watches nothing.
  RequestObserver NONE = new RequestObserver() {};

  /// A command was written to the device, and the call is about to return.
  ///
  /// @param length bytes written
  /// @param result bytes taken, or a negative errno
  /// @param wasDead whether the cache was dead before
  default void commanded(CachefilesCache cache, int length, int result, boolean wasDead) {}

  /// The device was read, and the call is about to return.
  ///
  /// @param result bytes read, or a negative errno
  /// @param wasReady whether the cache was bound before
  default void deviceRead(CachefilesCache cache, int result, boolean wasReady) {}

  /// A request was put into the table. Under the lock of the table.
  default void enqueued(Request request) {}

  /// A request is being handed to a reader of the device. Under the lock of the table.
  default void delivered(Request request) {}

  /// The daemon has answered a request, which is out of the table now. Under the lock of the table.
  default void answered(Request request) {}

  /// All requests are new again. Under the lock of the table.
  default void restored() {}

  /// A request has its answer.
  default void completed(Request request) {}

  /// An object got the id by which the daemon is to know it. Under the lock of the ids, so in their
  /// order; a descriptor follows, or not.
  default void numbered(CacheObject object, int id) {}

  /// A descriptor of an object was made.
  default void descriptorMade(CacheObject object) {}

  /// A descriptor of an object is being released.
  default void descriptorReleased(CacheObject object) {}
}

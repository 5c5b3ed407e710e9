package org.fscachesim.cachefiles.ondemand;

import org.fscachesim.cachefiles.CacheObject;

/// Told what happens to requests and descriptors, at the moment when it does: for checkers. It may
/// neither wait nor change anything.
public interface RequestObserver {
  /// Watches nothing.
  RequestObserver NONE = new RequestObserver() {};

  /// A request was put into the table. Under the lock of the table.
  default void enqueued(Request request) {}

  /// A request is being handed to a reader of the device. Under the lock of the table.
  default void delivered(Request request) {}

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

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

  /// A descriptor of an object was made.
  ///
  /// @param id by which the daemon knows the object
  default void descriptorMade(CacheObject object, int id) {}

  /// A descriptor of an object is being released.
  default void descriptorReleased(CacheObject object) {}
}

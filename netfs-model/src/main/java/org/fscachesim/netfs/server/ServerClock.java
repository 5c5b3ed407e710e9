package org.fscachesim.netfs.server;

/// What a server takes from its surroundings, and nobody can foresee.
public interface ServerClock {
  /// The time of a change, nanoseconds since 1970.
  ///
  /// @param id the file that is changed
  /// @param size bytes it has now
  long changed(long id, long size);

  /// The identity of a file that is created.
  ///
  /// @param name in its directory
  long identify(String name);
}

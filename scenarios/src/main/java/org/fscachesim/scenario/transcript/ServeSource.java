package org.fscachesim.scenario.transcript;

/// Where the daemon of `serve` takes its data from.
public sealed interface ServeSource {

  /// A directory: each cookie key is the name of a file in it.
  record Directory(String path) implements ServeSource {}

  /// One file for every cookie.
  record Image(String file) implements ServeSource {}
}

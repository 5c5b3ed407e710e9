package org.fscachesim.scenario.run;

import java.nio.file.Path;

/// Daemons that serve the images of a directory, as people write them.
enum TestDaemon {
  POLL_LOOP_IN_C(Toolchain.C, "poll-loop"),
  THREADS_AND_EPOLL_IN_STATIC_C(Toolchain.STATIC_C, "epoll-threads"),
  THREADS_IN_RUST(Toolchain.RUST, "serve"),
  GOROUTINES_IN_GO(Toolchain.GO, "serve");

  private final Toolchain toolchain;
  private final String source;

  TestDaemon(Toolchain toolchain, String source) {
    this.toolchain = toolchain;
    this.source = source;
  }

  /// The program. Its arguments: the directory of the cache, that of the images.
  Path program() {
    return Programs.get(toolchain, source);
  }
}

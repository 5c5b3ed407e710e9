package org.fscachesim.scenario.run;

import java.time.Duration;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.World;

/// Calls of the one application that commands speak for, each given up after a while.
///
/// @param progress of the command that they belong to
record LiveCalls(LiveWorld live, Duration limit, Progress progress) {
  private static final String APPLICATION = "app";

  /// @throws NotEndedException when it has not ended in time
  <T> T call(String what, LiveWorld.Body<T> body) throws ErrnoException {
    return live.call(APPLICATION, what, limit, progress, body);
  }

  /// close(2) of a file that one of them has opened.
  void close(ClientFile file) throws ErrnoException {
    call(
        "close",
        _ -> {
          file.close();
          return true;
        });
  }

  static UserProcess application(World world) {
    return world.process(APPLICATION);
  }
}

package org.fscachesim.scenario.cli;

import java.nio.file.Path;
import org.fscachesim.scenario.replay.StageFactory;
import org.fscachesim.scenario.replay.UnsupportedStep;

/// What the cache of a replay lies on.
sealed interface StoreChoice {
  /// Memory of this JVM.
  record Memory() implements StoreChoice {}

  /// A directory of the host, with a directory for each transcript.
  record HostDirectory(Path directory) implements StoreChoice {}

  /// As it is written on the command line.
  static StoreChoice parse(String text) {
    return text.equals("memory") ? new Memory() : new HostDirectory(Path.of(text));
  }

  /// Boots stages with such a store.
  default StageFactory stages(Path transcript) {
    return (_, version, _, _) -> {
      throw new UnsupportedStep("this build can not boot " + version + " for " + transcript);
    };
  }
}

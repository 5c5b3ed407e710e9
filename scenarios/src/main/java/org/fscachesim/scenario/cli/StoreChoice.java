package org.fscachesim.scenario.cli;

import java.nio.file.Path;
import org.fscachesim.scenario.replay.StageFactory;
import org.fscachesim.scenario.replay.WorldStage;

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
  ///
  /// @param transcript whose name, with that of its directory, names its own directory in a store
  ///   of the host
  default StageFactory stages(Path transcript) {
    return switch (this) {
      case Memory() -> WorldStage.inMemory();
      case HostDirectory(Path directory) -> WorldStage.in(directory.resolve(nameOf(transcript)));
    };
  }

  private static Path nameOf(Path transcript) {
    Path absolute = transcript.toAbsolutePath().normalize();
    int names = absolute.getNameCount();
    return absolute.subpath(Math.max(0, names - 2), names);
  }
}

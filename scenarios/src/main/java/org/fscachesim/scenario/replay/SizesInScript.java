package org.fscachesim.scenario.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Amount;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.ServerFile;
import org.fscachesim.scenario.transcript.TranscriptStep;

/// The sizes that the files of a network server have one after the other, as the script of a
/// transcript makes them.
final class SizesInScript {
  // By the last part of the path; the newest size is the last one.
  private final Map<String, List<Long>> sizes = new LinkedHashMap<>();

  SizesInScript(List<ServerFile> files, List<TranscriptStep> steps) {
    for (ServerFile file : files) {
      sizes.put(file.name(), new ArrayList<>(List.of(file.size())));
    }
    for (TranscriptStep step : steps) {
      if (step.step() instanceof ActorStep(_, _, Operation operation)) {
        follow(operation);
      }
    }
  }

  private void follow(Operation operation) {
    if (operation
        instanceof
        Operation.WriteFile(
            String path,
            Amount.Literal(long offset),
            Amount.Literal(long length),
            _)) {
      List<Long> known = known(path);
      known.add(Math.max(known.getLast(), offset + length));
    } else if (operation instanceof Operation.Truncate(String path, Amount.Literal(long size))) {
      known(path).add(size);
    }
  }

  private List<Long> known(String path) {
    return sizes.computeIfAbsent(name(path), _ -> new ArrayList<>(List.of(0L)));
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// Of one file, the newest first; none for a file that the script does not know.
  List<Long> of(String name) {
    return sizes.getOrDefault(name, List.of()).reversed();
  }

  /// Of all files.
  List<Long> all() {
    return sizes.values().stream().flatMap(List::stream).distinct().toList();
  }
}

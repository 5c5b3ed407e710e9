package org.fscachesim.stack.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fscachesim.cachefiles.io.ObjectIo;
import org.fscachesim.scenario.replay.Stage;
import org.fscachesim.scenario.replay.StageFactory;
import org.fscachesim.scenario.replay.WorldStage;
import org.fscachesim.scenario.transcript.Directive;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the network library traces of a miss, a store and a hit is, line by line, what real kernels
/// traced: the same events in the same order with the same fields, reference counts among them.
///
/// Not compared is the head of the lines: tasks, processors, times. The recorded disks were slower
/// than who had them write, so here, too, the I/O of the cache goes on in a worker. The dump of the
/// third kernel is left out: its disk was slower for the read and faster for the write, and which
/// of two tasks is first to put its reference is told apart by nothing else.
final class NetfsTraceTest {
  private static final Pattern NETFS_LINE = Pattern.compile(".*?: (netfs_[a-z_]+: .*)");

  private static final StageFactory WITH_DISK =
      (machine, version, header, guest) -> {
        Stage stage = WorldStage.inMemory().boot(machine, version, header, guest);
        stage.kernel().faults().force(ObjectIo.QUEUED);
        return stage;
      };

  private static Stream<String> netfs(List<String> lines) {
    return lines.stream()
        .map(NETFS_LINE::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1));
  }

  private static List<String> recorded(Recording recording) throws Exception {
    List<String> lines = new ArrayList<>();
    for (TranscriptStep step : recording.transcript().steps()) {
      if (step.step() instanceof Directive.TraceDump
          && step.expected() instanceof Outcome.Block(List<String> dump)) {
        netfs(dump).forEach(lines::add);
      }
    }
    assertTrue(lines.size() > 40, () -> lines.size() + " lines are recorded");
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.1.192", "6.12.117"})
  void aMissAStoreAndAHitAreTracedAsRecorded(String kernel) throws Exception {
    Recording recording = Recording.of(kernel + "/orig-9p-trace");
    List<String> ours = new ArrayList<>();
    recording.replay(WITH_DISK.traced(entry -> ours.add(entry.line())), false);
    assertEquals(String.join("\n", recorded(recording)), String.join("\n", netfs(ours).toList()));
  }
}

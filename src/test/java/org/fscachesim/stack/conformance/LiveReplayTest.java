package org.fscachesim.stack.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.fscachesim.kernel.store.directory.DirectoryStore;
import org.fscachesim.kernel.store.directory.StoreUnsupportedException;
import org.fscachesim.scenario.replay.ReplayResult;
import org.fscachesim.scenario.replay.WorldStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The same kernels on parallel threads, in real time, with the cache in a directory of the host.
///
/// The cases mostly sleep, so that many run at once.
final class LiveReplayTest {
  private static final int AT_ONCE = 24;
  private static final int TRIES_ALONE = 2;

  private final ExecutorService pool =
      Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());

  @TempDir(cleanup = CleanupMode.ALWAYS)
  private Path directory;

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  @TestFactory
  Stream<DynamicTest> inRealTimeOnADirectoryTheRecordingsComeOutTheSame() throws Exception {
    skipWhereNoCacheCanBe();
    return Recording.all().stream()
        .map(
            recording -> {
              Future<ReplayResult> result = pool.submit(() -> play(recording));
              return DynamicTest.dynamicTest(
                  recording.name(), () -> comesOutAsRecorded(recording, result.get()));
            })
        // All are under way before the first is waited for.
        .toList()
        .stream();
  }

  private void skipWhereNoCacheCanBe() throws IOException {
    try {
      DirectoryStore.open(directory).close();
    } catch (StoreUnsupportedException e) {
      Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }

  private ReplayResult play(Recording recording) throws Exception {
    return playIn(recording.name(), recording);
  }

  private ReplayResult playIn(String name, Recording recording) throws Exception {
    return recording.replay(WorldStage.in(directory.resolve(name)), true);
  }

  /// What comes out in real time depends on how busy this machine is. So a case that differed among
  /// many others is played again by itself, and counts as different when it is so every time.
  private void comesOutAsRecorded(Recording recording, ReplayResult first) throws Exception {
    ReplayResult result = first;
    for (int again = 1; again <= TRIES_ALONE && !result.passed(); again++) {
      result = playIn("again-" + again + "/" + recording.name(), recording);
    }
    ReplayResult last = result;
    assertTrue(last.passed(), () -> Recording.describe(last));
    assertEquals(last.transcript().steps().size(), last.results().size());
  }
}

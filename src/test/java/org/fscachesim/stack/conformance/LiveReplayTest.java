package org.fscachesim.stack.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
  private static final List<String> KERNELS = List.of("6.1.192/", "6.12.117/");
  private static final List<String> FAMILIES =
      List.of("cmd-", "od-copen-", "od-close-order-", "od-names-");
  private static final Set<String> CASES =
      Set.of(
          "od-mount-read",
          "od-read-sizes",
          "od-read-nofill",
          "od-read-partial",
          "od-read-ahead-of",
          "od-sequential",
          "od-fair",
          "od-restore",
          "od-close-before-copen",
          "od-close-after-copen",
          "od-close-inflight",
          "od-reopen",
          "od-dev-close-inflight",
          "od-anon-ops",
          "od-anon-before-copen",
          "od-cread-args",
          "od-cread-open-id",
          "od-kill-app",
          "od-kill-daemon",
          "od-unread-close",
          "od-keep-fd-after-close",
          "od-remount-cached",
          "od-restart-cached",
          "od-inuse-cull",
          "od-two-mounts",
          "od-many-files");

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
    List<Recording> recordings = Recording.all().stream().filter(LiveReplayTest::isPlayed).toList();
    assertTrue(recordings.size() > 100, recordings.toString());
    return recordings.stream()
        .map(
            recording -> {
              Future<ReplayResult> result = pool.submit(() -> play(recording));
              return DynamicTest.dynamicTest(
                  recording.name(), () -> comesOutAsRecorded(result.get()));
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

  private static boolean isPlayed(Recording recording) {
    return KERNELS.stream().anyMatch(recording.name()::startsWith)
        && (CASES.contains(recording.caseName())
            || FAMILIES.stream().anyMatch(recording.caseName()::startsWith));
  }

  private ReplayResult play(Recording recording) throws Exception {
    return recording.replay(WorldStage.in(directory.resolve(recording.name())), true);
  }

  private static void comesOutAsRecorded(ReplayResult result) {
    assertTrue(result.passed(), () -> Recording.describe(result));
    assertEquals(result.transcript().steps().size(), result.results().size());
  }
}

package org.fscachesim.scenario.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.replay.Replay;
import org.fscachesim.scenario.replay.ReplayResult;
import org.fscachesim.scenario.replay.StepResult;
import org.fscachesim.scenario.replay.WorldStage;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.Transcript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scripts beside a daemon that is a program.
final class RunScriptTest {
  @TempDir Path temporary;

  private List<StepResult> play(String script) throws Exception {
    Path program = Programs.get(Toolchain.C, "poll-loop");
    Path cache = Files.createDirectories(temporary.resolve("cache"));
    Path images = TestImages.write(temporary.resolve("images"));
    List<StepResult> results = new ArrayList<>();
    Progress progress = new Progress("test");
    try (DaemonRun run =
        DaemonRun.start(
            KernelConfig.of(KernelVersion.D6_12_117),
            HostDirectories.real(64L << 20),
            List.of(program.toString(), cache.toString(), images.toString()))) {
      run.play(
          Transcript.parseScript("test", script),
          new GuestFiles(images, images),
          progress,
          done -> {
            results.add(done);
            // It is the step that is being done of which is told.
            assertTrue(
                progress.look().text(false).contains("line " + done.step().line() + ": "),
                progress.look().toString());
          });
      boolean _ = run.stopDaemon();
      assertEquals(List.of(), run.findings());
    }
    return results;
  }

  private static List<StepResult> differing(List<StepResult> results) {
    return results.stream().filter(result -> !result.matches()).toList();
  }

  @Test
  void aDaemonIsKilledAndStartedAgainBetweenReads() throws Exception {
    List<StepResult> results =
        play(
            """
            daemon ready => ok
            app: mount erofs none /mnt fsid=plain.img => ok
            app: cat /mnt/big => 300000 crc32=1055e31a
            exists /cache/cache/Ierofs,plain.img => yes
            daemon kill => ok
            daemon wait => killed 9
            daemon kill => idle
            app: umount /mnt => ok
            daemon start => ok
            daemon ready => ok
            app: mount erofs none /mnt fsid=plain.img => ok
            app: cat /mnt/big => 300000 crc32=1055e31a
            app: umount /mnt => ok
            daemon stop => exited 0
            daemon ready => exited 0
            """);
    assertEquals(List.of(), differing(results));
  }

  @Test
  void whatComesOutOtherwiseIsADifference() throws Exception {
    List<StepResult> results =
        play(
            """
            daemon ready
            app: mount erofs none /mnt fsid=nothing.img => ok
            daemon start
            """);
    assertEquals(1, differing(results).size());
    assertEquals(Outcome.of("EIO"), differing(results).getFirst().actual());
    String again = results.getLast().actual().toString();
    assertTrue(again.contains("refused: the daemon runs"), again);
  }

  @Test
  void aFullDiskStopsTheCacheAndNotTheReader() throws Exception {
    List<StepResult> results =
        play(
            """
            daemon ready => ok
            ballast 66000000 => ok
            app: mount erofs none /mnt fsid=plain.img
            unballast => ok
            app: cat /mnt/big
            app: umount /mnt
            """);
    assertEquals(List.of(), differing(results));
    // Below bstop no file is made in the cache; the mount finds no data.
    assertEquals(Outcome.of("ENOBUFS"), results.get(2).actual());
  }

  @Test
  void stepsAboutADaemonNeedOne() throws Exception {
    Transcript script = Transcript.parseScript("test", "daemon ready\n");
    ReplayResult result =
        new Replay(WorldStage.inMemory(), false)
            .run(script, KernelVersion.D6_12_117, new GuestFiles(temporary, temporary), _ -> {});
    assertTrue(result.end() instanceof ReplayResult.End.Undecided, result.end().toString());
    assertTrue(result.end().toString().contains("run --script"), result.end().toString());
  }
}

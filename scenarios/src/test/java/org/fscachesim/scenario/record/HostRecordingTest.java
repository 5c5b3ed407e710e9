package org.fscachesim.scenario.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.ffi.HostMounts;
import org.fscachesim.kernel.ffi.LibC;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.ActorStep;
import org.fscachesim.scenario.transcript.Operation;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.Step;
import org.fscachesim.scenario.transcript.StepPrinter;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Recordings on the machine that runs the test, by real processes: of everything that needs no
/// device. The cache is a plain directory.
final class HostRecordingTest {
  @TempDir private Path directory;

  private final List<ProcessHandle> before = ProcessHandle.current().children().toList();

  private HostRecording recording() throws IOException {
    return new HostRecording(
        new GuestFiles(directory.resolve("images"), directory.resolve("server")),
        directory.resolve("cache"),
        (_, _, _) -> {});
  }

  /// The text with the paths of this test.
  private String here(String text) {
    return text.replace("DIR", directory.toString());
  }

  /// Plays the steps, and compares with the outcomes that stand behind them.
  private void assertRecords(String steps) throws Exception {
    Transcript script = Transcript.parseScript("script", here(steps));
    Transcript recorded;
    HostRecording recording = recording();
    try (recording) {
      recorded = recording.record(script, "1.2.3", _ -> {});
    }
    assertEquals(List.of(), recording.complaints());
    assertEquals(print(script), print(recorded));
    assertEquals("1.2.3", recorded.header().kernel());
    assertNothingIsLeft();
  }

  private static String print(Transcript transcript) {
    return transcript.steps().stream().map(StepPrinter::print).collect(Collectors.joining("\n"));
  }

  private void assertNothingIsLeft() throws IOException {
    List<ProcessHandle> left = new ArrayList<>(ProcessHandle.current().children().toList());
    left.removeAll(before);
    assertEquals(List.of(), left, "processes that are left");
    assertTrue(Files.notExists(directory.resolve("cache")), "the directory of the cache is left");
  }

  private void pipe(String name) throws Exception {
    Process made =
        new ProcessBuilder("mkfifo", directory.resolve(name).toString()).inheritIO().start();
    Assumptions.assumeTrue(made.waitFor() == 0, "no named pipes can be made here");
  }

  @Test
  void operationsOnFilesComeOutAsTheMachineSays() throws Exception {
    Files.createDirectories(directory.resolve("place/below"));
    Files.setPosixFilePermissions(
        directory.resolve("place/below"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(directory.resolve("images"));
    Files.write(directory.resolve("images/blob"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

    assertRecords(
        """
        a: open dev DIR/nosuch => ENOENT
        a: chdir DIR/place => ok
        b: stat below => ENOENT
        a: writefile file 0 10 fill=61 => 10
        a: writefile below/none/file 0 10 fill=61 => ENOENT
        a: cat file => 10 crc32=4c11cdf0
        a: cat file 2 100 chunk=3 => 8 crc32=bf848046
        a: cat nosuch => ENOENT
        a: names . => below file
        a: open f DIR/place/file => ok
        a: getfl f => accmode=rw nonblock=0
        a: link f => DIR/place/file
        a: lseek f 4 SET => 4
        a: write f "xyz" => 3
        a: lseek f 0 CUR => 7
        a: write f len=2 fill=0a => 2
        a: pread f 0 100 => 10 crc32=7dcb04d3
        a: pwrite f 2 4 image=/img/blob => 4
        a: ftruncate f 5000 => ok
        a: fallocate f 0 0 8192 => ok
        a: fsync f => ok
        a: mmap f => ok
        a: ioctl f 0x1234 0 => ENOTTY
        a: dup f g => ok
        a: close f => ok
        a: close f => EBADF
        a: pread g 0 5 => 5 crc32=f7aab654
        a: open ro ro DIR/place/file => ok
        a: getfl ro => accmode=ro nonblock=0
        a: write ro "x" => EBADF
        a: mmap ro => EACCES
        a: poll ro 0 => in|out
        a: truncate file 3 => ok
        a: copen m 5 ro => EBADF
        a: cread m => ENOENT
        a: fill m image=/img/blob => ?no message
        a: serve nosuch dir=/img idle=500 => EBADF
        exists DIR/place/file => yes
        exists DIR/place/file/x => no
        crc DIR/place/file => 3 crc32=53bb7359
        crc /img/blob => 8 crc32=3fca88c5
        extents DIR/place/file => 0-3
        mkdir DIR/place/new => ok
        mkfile DIR/place/new/hole 8192 => ok
        echo hello DIR/place/new/text => ok
        cp DIR/place/new/text DIR/place/new/copy => ok
        rename DIR/place/new/copy DIR/place/new/moved => ok
        rename DIR/place/new/copy DIR/place/new/moved => ENOENT
        ls DIR/place =>
          below/ mode=755
          file mode=644 size=3 data=0-3
          new/ mode=700
            hole mode=600 size=8192 data=none
            moved mode=600 size=6 data=0-6
            text mode=600 size=6 data=0-6
        rm DIR/place/new => ok
        rm DIR/place/new => ENOENT
        ls DIR/place =>
          below/ mode=755
          file mode=644 size=3 data=0-3
        proc /proc/sys/kernel/ostype =>
          Linux
        proc /proc/nosuch => ENOENT
        sync => ok
        sleep 1 => ok
        """);
  }

  @Test
  void aStepThatDoesNotEndIsBlockedAndAKillEndsIt() throws Exception {
    pipe("pipe");
    pipe("other");

    assertRecords(
        """
        a&: open p ro DIR/pipe => started
        join a 100 => blocked
        a: close p => ?busy
        b: open p wo DIR/pipe => ok
        join a => ok
        join a => idle
        a&: read p => started
        join a 100 => blocked
        b: write p "hello" => 5
        join a => 5 "hello"
        a: poll p 0 in => none
        a&: poll p 4000 in => started
        b: write p len=1 fill=00 => 1
        join a => in
        kill b => dead
        a: read p => 1 "\\x00"
        a: poll p 0 => hup
        a: read p => 0
        a&: open q ro DIR/other => started
        join a 100 => blocked
        kill a => dead
        kill a => idle
        join a => idle
        a: close p => EBADF
        b&: open q ro DIR/other => started
        """);
  }

  @Test
  void aDescriptorThatIsGivenIsTheSameOpenFileAndOutlivesTheGiver() throws Exception {
    pipe("pipe");
    Files.writeString(directory.resolve("file"), "0123456789");

    assertRecords(
        """
        a: open f DIR/file => ok
        a: lseek f 3 SET => 3
        give a b f => ok
        b: lseek f 0 CUR => 3
        b: read f size=2 => 2 "34"
        a: read f size=2 => 2 "56"
        a&: open p ro DIR/pipe => started
        give a c f => ok
        give a c g => EBADF
        give nobody c f => EBADF
        a: close f => ?busy
        b: close f => ok
        kill a => dead
        c: read f => 3 "789"
        c: close f => ok
        """);
  }

  @Test
  void anActorWhoseProcessEndsIsDead() throws Exception {
    pipe("pipe");
    ActorPool pool =
        new ActorPool(Files.createTempDirectory("fscache-sim-test-"), recordingGuest());
    try {
      ActorProcess actor = pool.take();
      ActorStepRun run = new ActorStepRun(actor);
      assertEquals(Outcome.of("ENOENT"), run.now("a: stat " + directory.resolve("nosuch")));
      run.start("a: open p ro " + directory.resolve("pipe"));
      assertTrue(actor.isBusy());
      ProcessHandle.of(actor.pid()).orElseThrow().destroyForcibly();
      assertEquals(Outcome.of("dead"), actor.join(10_000));
      assertEquals(Outcome.of("dead"), run.now("a: close p"));
    } finally {
      assertEquals(List.of(), pool.endAll());
      for (Path socket : pool.sockets()) {
        Files.delete(socket);
      }
    }
    assertThrows(UnsupportedStep.class, pool::take, "a pool that was ended starts nothing");
  }

  private GuestFiles recordingGuest() {
    return new GuestFiles(directory, directory);
  }

  /// Operations of one actor, as lines of a script.
  private record ActorStepRun(ActorProcess actor) {
    void start(String line) throws Exception {
      if (Step.parse(line) instanceof ActorStep(_, _, Operation operation)) {
        actor.start(operation);
      }
    }

    Outcome now(String line) throws Exception {
      start(line);
      return actor.join(10_000);
    }
  }

  @Test
  void whatCannotBeDoneEndsTheRecordingAndStillPutsEverythingBack() throws Exception {
    Transcript script =
        Transcript.parseScript(
            "script", here("a: open f DIR/file\na: pwrite f 0 8 image=/img/nosuch\nsync\n"));
    Files.createFile(directory.resolve("file"));
    List<TranscriptStep> seen = new ArrayList<>();
    try (HostRecording recording = recording()) {
      UnsupportedStep e =
          assertThrows(UnsupportedStep.class, () -> recording.record(script, "1.2.3", seen::add));
      assertTrue(String.valueOf(e.getMessage()).contains("/img/nosuch"), e.getMessage());
    }
    assertEquals(1, seen.size());
    assertNothingIsLeft();
  }

  /// Whatever a script leaves mounted is unmounted in the end, and what was made for it is removed.
  @Test
  void anActorMountsAndAnotherOneSeesIt() throws Exception {
    Assumptions.assumeTrue(LibC.geteuid() == 0, "only root can mount");
    Path point = Files.createDirectory(directory.resolve("try"));
    try {
      HostMounts.mount("tmpfs", "none", point.toString(), "");
      HostMounts.umount(point.toString());
    } catch (ErrnoException e) {
      Assumptions.abort("nothing can be mounted here: " + e.getMessage());
    }

    assertRecords(
        """
        a: mount tmpfs none DIR/mnt size=64k,mode=700 => ok
        a: mount nosuchfs none DIR/mnt "" => ENODEV
        a: mount tmpfs none DIR/nosuch/mnt size=64x => EINVAL
        b: writefile DIR/mnt/file 0 10 fill=61 => 10
        b: names DIR/mnt => file
        b: chdir DIR/mnt => ok
        a: umount DIR/mnt => EBUSY
        kill b => dead
        a: umount DIR/mnt => ok
        a: names DIR/mnt =>
        a: umount DIR/mnt => EINVAL
        a: mount tmpfs none DIR/mnt size=64k => ok
        a: chdir DIR/mnt => ok
        """);

    assertTrue(Files.notExists(directory.resolve("mnt")));
    assertTrue(Files.notExists(directory.resolve("nosuch")));
  }

  /// As by Ctrl-C, in the middle of steps that never end.
  @Test
  void aRecorderThatIsToldToEndPutsEverythingBack() throws Exception {
    pipe("pipe");
    Path script =
        Files.writeString(
            directory.resolve("script"),
            here(
                "a&: open p ro DIR/pipe\n"
                    + "echo x DIR/cache/file\n"
                    + "rm DIR/cache/file\n"
                    + "join a 3600000\n"));
    Process recorder =
        new ProcessBuilder(
                RecordingMain.command(
                    script, directory.resolve("cache"), directory.resolve("out"), "aloud"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ProcessHandle> actors;
    try (BufferedReader said = recorder.inputReader()) {
      assertEquals(here("a&: open p ro DIR/pipe => started"), said.readLine());
      assertEquals(here("echo x DIR/cache/file => ok"), said.readLine());
      assertEquals(here("rm DIR/cache/file => ok"), said.readLine());
      actors = recorder.descendants().toList();
      assertEquals(1, actors.size());
      recorder.destroy();
      assertTrue(recorder.waitFor(60, TimeUnit.SECONDS), "it does not end");
    }
    for (ProcessHandle actor : actors) {
      actor.onExit().get(60, TimeUnit.SECONDS);
    }
    assertNothingIsLeft();
    assertTrue(Files.notExists(directory.resolve("out")));
  }

  @Test
  void aCacheOnAnotherFilesystemIsNotRecorded() throws Exception {
    Transcript script =
        Transcript.parse("t", "#! kernel 6.1.192  cache-fs xfs\nsync => ok\n#! end\n");
    try (HostRecording recording = recording()) {
      assertThrows(UnsupportedStep.class, () -> recording.record(script, "1", _ -> {}));
    }
    assertNothingIsLeft();
  }

  @Test
  void aDirectoryThatIsInUseIsNotMountedOn() throws Exception {
    Files.createDirectories(directory.resolve("cache"));
    Files.createFile(directory.resolve("cache/mine"));
    Transcript script = Transcript.parseScript("script", "sync\n");
    try (HostRecording recording = recording()) {
      UnsupportedStep e =
          assertThrows(UnsupportedStep.class, () -> recording.record(script, "1", _ -> {}));
      assertTrue(String.valueOf(e.getMessage()).contains("is not empty"), e.getMessage());
    }
    assertTrue(Files.exists(directory.resolve("cache/mine")));
    try (Stream<Path> content = Files.list(directory.resolve("cache"))) {
      assertEquals(1, content.count());
    }
  }
}

package org.fscachesim.scenario.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.devnode.HostSystem;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.ExitCode;
import org.fscachesim.scenario.record.HostRecording;
import org.fscachesim.scenario.record.KernelState;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.transcript.Transcript;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class RecordCommandTest {
  @TempDir private Path directory;

  private Path out;
  private boolean device = true;
  private boolean root = true;
  private @Nullable Errno busy;

  @BeforeEach
  void setUp() {
    out = directory.resolve("out");
  }

  /// A machine with a device that no script here uses.
  private final class Machine implements RecordingHost {
    @Override
    public boolean hasDevice() {
      return device;
    }

    @Override
    public boolean isRoot() {
      return root;
    }

    @Override
    public void tryDevice() throws ErrnoException {
      if (busy != null) {
        throw busy.exception();
      }
    }

    @Override
    public HostRecording recording(GuestFiles guest) throws IOException {
      return new HostRecording(guest, directory.resolve("cache"), (_, _, _) -> {});
    }
  }

  private record Ran(int code, List<String> out, List<String> err) {
    String complaint() {
      assertFalse(err.isEmpty(), toString());
      return err.getFirst();
    }
  }

  private Ran run(Object... args) {
    return run(new CommandLine(new RecordCommand(new Machine())), args);
  }

  private static Ran run(CommandLine command, Object... args) {
    StringWriter stdout = new StringWriter();
    StringWriter stderr = new StringWriter();
    int code =
        command
            .setOut(new PrintWriter(stdout, true))
            .setErr(new PrintWriter(stderr, true))
            .execute(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    return new Ran(code, stdout.toString().lines().toList(), stderr.toString().lines().toList());
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private Path script() throws IOException {
    return file("case.script", "# About it.\nexists /\nproc /proc/sys/kernel/ostype\n");
  }

  @Test
  void aScriptIsRecordedWithItsOutcomes() throws Exception {
    Ran ran = run(script(), "--out", out, "-v");

    assertEquals(ExitCode.PASSED, ran.code(), ran.toString());
    assertEquals(
        """
        #! kernel RELEASE  cache-fs ext4
        # About it.
        exists / => yes
        proc /proc/sys/kernel/ostype =>
          Linux
        #! end
        """
            .replace("RELEASE", KernelState.release()),
        Files.readString(out.resolve("case.transcript")));
    assertEquals("exists / => yes", ran.out().getFirst());
    assertEquals("RECORDED  " + out.resolve("case.transcript") + "  2 steps", ran.out().getLast());
    assertEquals(2, Transcript.read(out.resolve("case.transcript")).steps().size());
  }

  @Test
  void besidesARecordingItIsSaidHowManyOutcomesAreOthers() throws Exception {
    Path recorded =
        file(
            "case.transcript",
            "#! kernel 6.12.117  cache-fs ext4\nexists / => no\nsleep 1 => ok\n#! end\n");
    Ran ran = run(recorded, "--out", out);
    assertEquals(ExitCode.PASSED, ran.code(), ran.toString());
    assertTrue(ran.out().getLast().endsWith("2 steps, 1 not as on 6.12.117"), ran.out().getLast());
  }

  @Test
  void withoutTheDeviceNothingIsRecorded() throws Exception {
    device = false;
    Ran ran = run(script(), "--out", out);
    assertEquals(ExitCode.NOTHING_RAN, ran.code());
    assertEquals(1, ran.err().size(), ran.toString());
    assertTrue(ran.complaint().contains("no /dev/cachefiles"), ran.complaint());
    assertFalse(Files.exists(out));
  }

  @Test
  void thisMachineIsAskedForItsDevice() throws Exception {
    Assumptions.assumeFalse(HostSystem.hasDevice(), "this machine has the device");
    Ran ran =
        run(
            FscacheSim.commandLine(
                new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false),
            "record",
            script(),
            "--out",
            out);
    assertEquals(ExitCode.NOTHING_RAN, ran.code(), ran.toString());
  }

  @Test
  void whoIsNotRootMayNotRecord() throws Exception {
    root = false;
    Ran ran = run(script(), "--out", out);
    assertEquals(ExitCode.NOT_PERMITTED, ran.code());
    assertEquals(1, ran.err().size(), ran.toString());
    assertTrue(ran.complaint().contains("root"), ran.complaint());
    assertFalse(Files.exists(out));
  }

  @Test
  void aDeviceThatADaemonHasIsNotRecorded() throws Exception {
    busy = Errno.EBUSY;
    Ran ran = run(script(), "--out", out);
    assertEquals(ExitCode.UNDECIDED, ran.code());
    assertTrue(ran.complaint().contains("a daemon has it"), ran.complaint());
    assertFalse(Files.exists(out.resolve("case.transcript")));
  }

  @Test
  void aCaseThatDoesNotExistIsNamed() {
    Ran ran = run("no-such-case", "--out", out);
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.complaint().contains("'no-such-case'"), ran.complaint());
  }

  @Test
  void aBrokenScriptIsNamedWithItsLine() throws Exception {
    Ran ran = run(file("case.script", "sync\njump\n"), "--out", out);
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.complaint().contains("case.script:2: 'jump'"), ran.complaint());
  }

  @Test
  void whatIsThereIsNotOverwritten() throws Exception {
    Files.createDirectories(out);
    Path mine = Files.writeString(out.resolve("case.transcript"), "mine");
    Ran ran = run(script(), "--out", out);
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.complaint().contains(mine + " is there already"), ran.complaint());
    assertEquals("mine", Files.readString(mine));
  }

  @Test
  void twoCasesOfOneNameAreNotRecordedAtOnce() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.copy(script(), other.resolve("case.script"));
    Ran ran = run(script(), other.resolve("case.script"), "--out", out);
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.complaint().contains("Two cases"), ran.complaint());
  }

  @Test
  void aPlaceThatCannotBeMadeIsNamed() throws Exception {
    Path in = file("file", "").resolve("out");
    Ran ran = run(script(), "--out", in);
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.complaint().contains("is no directory"), ran.complaint());
    assertEquals(ExitCode.USAGE, run(script()).code());
  }

  @Test
  void imagesThatAreMissingAreNamedAndTheOthersAreRecorded() throws Exception {
    Path lacking = file("lacking.script", "d: serve dev image=/img/nosuch\n");
    Ran ran = run(lacking, script(), "--out", out);
    assertEquals(ExitCode.UNDECIDED, ran.code());
    assertTrue(ran.complaint().contains("/img/nosuch"), ran.complaint());
    assertTrue(Files.exists(out.resolve("case.transcript")));
    assertFalse(Files.exists(out.resolve("lacking.transcript")));
  }

  @Test
  void aCommandIsRunBeforeEachCase() throws Exception {
    Path notes = directory.resolve("notes");
    Ran ran =
        run(
            script(),
            file("b.script", "sleep 1\n"),
            "--out",
            out,
            "--before",
            "echo x >> '" + notes + "'");
    assertEquals(ExitCode.PASSED, ran.code(), ran.toString());
    assertEquals("x\nx\n", Files.readString(notes));
  }

  @Test
  void aCommandThatFailsBeforeACaseIsQuoted() throws Exception {
    Ran ran = run(script(), "--out", out, "--before", "echo because >&2; exit 7");
    assertEquals(ExitCode.UNDECIDED, ran.code());
    assertTrue(ran.complaint().contains("ended with 7: because"), ran.complaint());
  }

  @Test
  void aCaseIsFoundByItsFileOrDirectory() throws Exception {
    Path recorded = file("case.transcript", "");
    assertEquals(List.of(recorded), CaseFiles.find(recorded.toString()).orElseThrow());
    script();
    assertEquals(List.of(recorded), CaseFiles.find(directory.toString()).orElseThrow());
    assertTrue(CaseFiles.find("no-such-case").isEmpty());
    assertTrue(CaseFiles.find("a\0b").isEmpty());
    assertEquals("a.b", CaseFiles.caseName(Path.of("/x/a.b.transcript")));
    assertEquals("a", CaseFiles.caseName(Path.of("a")));
  }
}

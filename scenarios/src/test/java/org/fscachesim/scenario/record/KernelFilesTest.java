package org.fscachesim.scenario.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.Header;
import org.fscachesim.scenario.transcript.ServerFile;
import org.fscachesim.scenario.transcript.Transcript;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a recorder reads and writes of the kernel, with files of the test for the kernel's.
final class KernelFilesTest {
  @TempDir private Path directory;

  private Path events;

  @BeforeEach
  void makeATracefs() throws Exception {
    events = Files.createDirectories(directory.resolve("tracing/events"));
    for (String family : List.of("fscache", "cachefiles")) {
      Files.writeString(Files.createDirectory(events.resolve(family)).resolve("enable"), "0\n");
    }
    Files.writeString(directory.resolve("tracing/trace"), "# tracer: nop\n  old event\n");
    Files.writeString(directory.resolve("tracing/tracing_on"), "1\n");
  }

  private String enabled(String family) throws Exception {
    return Files.readString(events.resolve(family).resolve("enable"));
  }

  @Test
  void tracingIsOnForTheFamiliesThatThereAreAndThenAsItWas() throws Exception {
    Path trace = directory.resolve("tracing/trace");
    HostTrace tracing =
        new HostTrace(
            List.of(
                directory.resolve("nosuch").toString(), directory.resolve("tracing").toString()));
    tracing.start();
    assertEquals("1\n", enabled("fscache"));
    assertEquals("1\n", enabled("cachefiles"));
    assertFalse(Files.exists(events.resolve("netfs")));
    assertEquals(0, Files.size(trace), "old events are forgotten");

    Files.writeString(trace, "# tracer: nop\n#\n   a-1   [000] .....  1.0: fscache_cookie: x\n");
    assertEquals(List.of("   a-1   [000] .....  1.0: fscache_cookie: x"), tracing.lines());

    tracing.close();
    assertEquals("0\n", enabled("fscache"));
    assertEquals("0\n", enabled("cachefiles"));
  }

  @Test
  void withoutATracefsTracingIsNotThere() {
    HostTrace tracing = new HostTrace(List.of(directory.resolve("nosuch").toString()));
    assertEquals(Errno.ENOENT, assertThrows(ErrnoException.class, tracing::start).errno());
    assertEquals(Errno.ENOENT, assertThrows(ErrnoException.class, tracing::lines).errno());
  }

  @Test
  void aSettingIsWrittenBackHoweverOftenItWasChanged() throws Exception {
    Path setting = Files.writeString(directory.resolve("error_injection"), "0\n");
    try (HostProc proc = new HostProc()) {
      proc.write(setting.toString(), "2");
      assertEquals(List.of("2"), HostProc.lines(setting.toString()));
      proc.write(setting.toString(), "1");
      assertThrows(ErrnoException.class, () -> proc.write(directory + "/nosuch", "1"));
    }
    assertEquals("0\n", Files.readString(setting));
  }

  @Test
  void aKernelThatHandledCookiesIsRemarkedOn() {
    assertEquals(Optional.empty(), KernelState.used(List.of("Cookies: n=0 v=0 vcol=0 voom=0")));
    assertTrue(
        KernelState.used(List.of("FS-Cache statistics", "Cookies: n=12 v=3 vcol=0 voom=0"))
            .orElseThrow()
            .contains("12 cookies and 3 volumes"));
  }

  @Test
  void anExportIsFoundByItsTag() throws Exception {
    Path channels = Files.createDirectories(directory.resolve("9pnet_virtio"));
    assertFalse(NinepExport.exists(channels, "host"));
    Files.createDirectory(channels.resolve("virtio0"));
    Files.writeString(
        Files.createDirectory(channels.resolve("virtio1")).resolve("mount_tag"), "host\0");
    assertTrue(NinepExport.exists(channels, "host"));
    assertFalse(NinepExport.exists(channels, "hos"));
    assertFalse(NinepExport.exists(directory.resolve("nosuch"), "host"));
  }

  @Test
  void aScriptThatMountsWhatTheMachineHasNotIsRefused() throws Exception {
    Transcript script =
        Transcript.parseScript("s", "a: mount 9p no-such-export /mnt trans=virtio\n");
    UnsupportedStep e =
        assertThrows(UnsupportedStep.class, () -> NinepExport.identify(script, directory));
    assertTrue(String.valueOf(e.getMessage()).contains("'no-such-export'"), e.getMessage());
  }

  @Test
  void aClientsInodeNumberTellsTheServersFile() {
    ServerFile file = new ServerFile("f", 3057131, 1700000000, 100);
    assertEquals(
        Optional.of(file),
        ServerFile.seen("f", file.identity() + ServerFile.INODE_OFFSET, 1700000000, 100));
    assertEquals(Optional.empty(), ServerFile.seen("f", 2, 0, 0));
    assertEquals(Optional.empty(), ServerFile.seen("f", 6, 0, 0));
  }

  @Test
  void theServersFilesAreIdentifiedAnew() throws Exception {
    Path file = Files.writeString(directory.resolve("small"), "x".repeat(100));
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1600000000)));
    long inode = (Long) Files.getAttribute(file, "unix:ino");
    Transcript script = withServerFile(new ServerFile("small", 1, 1, 100));

    if ((inode - ServerFile.INODE_OFFSET) % 2 == 0) {
      assertThrows(UnsupportedStep.class, () -> NinepExport.identified(script, directory));
    } else {
      assertEquals(
          List.of(new ServerFile("small", (inode - 3) / 2, 1600000000, 100)),
          NinepExport.identified(script, directory).header().serverFiles());
    }
    for (ServerFile other :
        List.of(new ServerFile("small", 1, 1, 99), new ServerFile("nosuch", 1, 1, 100))) {
      assertThrows(
          UnsupportedStep.class, () -> NinepExport.identified(withServerFile(other), directory));
    }
  }

  private static Transcript withServerFile(ServerFile file) {
    return new Transcript(
        "s", new Header("", "ext4", Header.DISK_MEBIBYTES, List.of(file), ""), List.of());
  }
}

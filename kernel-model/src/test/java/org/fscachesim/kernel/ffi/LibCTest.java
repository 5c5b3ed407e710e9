package org.fscachesim.kernel.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The host's calls against what Java itself says of the same files.
class LibCTest {
  @TempDir Path directory;

  @Test
  void aFailedCallGivesTheHostsErrno() {
    assertEquals(
        Errno.ENOENT,
        assertThrows(
                ErrnoException.class,
                () -> LibC.openat(HostFlags.AT_FDCWD, "/no/such/file", HostFlags.O_RDONLY, 0))
            .errno());
    assertEquals(Errno.EBADF, assertThrows(ErrnoException.class, () -> LibC.fsync(-1)).errno());
  }

  @Test
  void anErrnoWithoutANameIsAnInputOutputError() {
    assertEquals(Errno.EIO, HostErrno.exception(4000).errno());
    assertEquals(Errno.ESTALE, HostErrno.exception(116).errno());
  }

  @Test
  void aStringThatCannotBePassedIsRefused() {
    try (NativeCall call = new NativeCall()) {
      assertThrows(IllegalArgumentException.class, () -> call.string("a\0b"));
      assertThrows(IllegalArgumentException.class, () -> call.string("\u0100"));
      assertEquals("\u00ff", NativeCall.string(call.string("\u00ff"), 1));
    }
  }

  @Test
  void aFunctionThatTheHostLacksIsNamed() {
    String message =
        assertThrows(
                UnsatisfiedLinkError.class,
                () ->
                    NativeCall.bind(
                        "no_such_function", FunctionDescriptor.of(ValueLayout.JAVA_INT)))
            .getMessage();
    assertEquals("the C library of this host has no function no_such_function", message);
  }

  @Test
  void statSeesWhatJavaSees() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x".repeat(10_000));
    Files.setLastModifiedTime(file, FileTime.from(1_234_567_890_123L, TimeUnit.MILLISECONDS));
    Files.createLink(directory.resolve("other"), file);
    HostStat stat = LibC.statAt(HostFlags.AT_FDCWD, file.toString());
    assertEquals(Files.getAttribute(file, "unix:ino"), stat.ino());
    assertEquals(Files.getAttribute(file, "unix:mode"), stat.mode());
    assertEquals(2, stat.nlink());
    assertEquals(10_000, stat.size());
    assertEquals(1_234_567_890_123_000_000L, stat.mtimeNanos());
    HostStat other = LibC.statAt(HostFlags.AT_FDCWD, "/proc/self");
    assertTrue(other.dev() != stat.dev());
  }

  @Test
  void buffersOfAllKindsAreTransferredInPieces() throws Exception {
    byte[] random = new byte[600_000];
    new Random(1).nextBytes(random);
    int fd =
        LibC.openat(
            HostFlags.AT_FDCWD,
            directory.resolve("file").toString(),
            HostFlags.O_RDWR | HostFlags.O_CREAT,
            0600);
    try {
      ByteBuffer from = ByteBuffer.wrap(random).asReadOnlyBuffer().position(1000);
      assertEquals(599_000, LibC.pwrite(fd, from, 7));
      assertEquals(600_000, from.position());
      for (ByteBuffer into :
          List.of(ByteBuffer.allocate(700_000), ByteBuffer.allocateDirect(700_000))) {
        into.position(500);
        assertEquals(599_000, LibC.pread(fd, into, 7));
        assertEquals(599_500, into.position());
        assertEquals(ByteBuffer.wrap(random, 1000, 599_000), into.flip().position(500).slice());
      }
      assertThrows(
          ReadOnlyBufferException.class,
          () -> LibC.pread(fd, ByteBuffer.allocate(10).asReadOnlyBuffer(), 7));
    } finally {
      LibC.close(fd);
    }
  }
}

package org.fscachesim.devnode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.PollEvents;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// On ordinary files and devices of the host: the node of cachefiles is seldom there.
class HostSystemTest {
  private static final int FIONREAD = 0x541b;

  private final SystemCalls host = new HostSystem();

  @BeforeEach
  void onlyOnLinux() {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux"), "the host's system calls are Linux's");
  }

  private static void assertFails(Errno errno, Executable call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call).errno());
  }

  @Test
  void bytesGoOutAndComeBackThroughHeapAndDirectBuffers(@TempDir Path directory)
      throws IOException, ErrnoException {
    Path file = Files.createFile(directory.resolve("file"));
    int fd = host.open(file.toString(), OpenFlags.READ_WRITE);
    assertEquals(3, host.write(fd, ByteBuffer.wrap(new byte[] {1, 2, 3})));
    ByteBuffer direct = ByteBuffer.allocateDirect(2).put((byte) 8).put((byte) 9).flip();
    assertEquals(2, host.pwrite(fd, direct, 3));
    assertArrayEquals(new byte[] {1, 2, 3, 8, 9}, Files.readAllBytes(file));
    assertEquals(0, host.lseek(fd, 0, 0));
    ByteBuffer heap = ByteBuffer.allocate(4);
    assertEquals(4, host.read(fd, heap));
    assertArrayEquals(new byte[] {1, 2, 3, 8}, heap.array());
    ByteBuffer back = ByteBuffer.allocateDirect(8);
    assertEquals(2, host.pread(fd, back, 3));
    assertEquals(9, back.get(1));
    host.close(fd);
  }

  @Test
  void errorsCarryTheHostsNumber(@TempDir Path directory) throws ErrnoException {
    assertFails(
        Errno.ENOENT, () -> host.open(directory.resolve("none").toString(), OpenFlags.READ_ONLY));
    int fd = host.open("/dev/null", OpenFlags.WRITE_ONLY);
    assertFails(Errno.EBADF, () -> host.read(fd, ByteBuffer.allocate(1)));
    assertFails(Errno.ENOTTY, () -> host.ioctl(fd, FIONREAD, 0));
    host.close(fd);
    assertFails(Errno.EBADF, () -> host.close(fd));
  }

  @Test
  void pollTellsWhatIsReady() throws ErrnoException {
    int fd = host.open("/dev/null", OpenFlags.READ_WRITE);
    int copy = host.dup(fd);
    host.close(fd);
    assertEquals(PollEvents.POLLIN, host.poll(copy, PollEvents.POLLIN, 0));
    host.close(copy);
  }
}

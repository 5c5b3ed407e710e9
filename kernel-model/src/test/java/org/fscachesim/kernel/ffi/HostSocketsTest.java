package org.fscachesim.kernel.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Descriptors that go over sockets, and what is asked about descriptors.
final class HostSocketsTest {
  @TempDir private Path directory;

  private int open(Path file, int flags) throws ErrnoException {
    return LibC.openat(HostFlags.AT_FDCWD, file.toString(), flags, 0600);
  }

  private static Errno errno(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(ErrnoException.class, call).errno();
  }

  @Test
  void aSentDescriptorIsAnotherOneForTheSameOpenFile() throws Exception {
    String path = directory.resolve("socket").toString();
    Path file = Files.writeString(directory.resolve("file"), "0123456789");
    int listening = HostSockets.listen(path);
    int mine = open(file, HostFlags.O_RDWR);
    LibC.lseek(mine, 4, 0);

    HostSockets.send(path, mine);
    int theirs = HostSockets.receive(listening);

    assertNotEquals(mine, theirs);
    assertEquals(4, LibC.lseek(theirs, 0, 1));
    LibC.close(mine);
    ByteBuffer bytes = ByteBuffer.allocate(3);
    assertEquals(3, LibC.pread(theirs, bytes, 7));
    assertEquals('7', bytes.get(0));
    LibC.close(theirs);
    LibC.close(listening);
  }

  @Test
  void severalWaitInTurn() throws Exception {
    String path = directory.resolve("socket").toString();
    int listening = HostSockets.listen(path);
    int file = open(Files.writeString(directory.resolve("file"), "x"), HostFlags.O_RDONLY);
    HostSockets.send(path, file);
    HostSockets.send(path, listening);
    int first = HostSockets.receive(listening);
    int second = HostSockets.receive(listening);
    assertEquals(directory.resolve("file").toString(), HostDescriptors.link(first));
    assertEquals(HostDescriptors.link(listening), HostDescriptors.link(second));
    for (int fd : new int[] {first, second, file, listening}) {
      LibC.close(fd);
    }
  }

  @Test
  void whatCannotBeSentOrHeardHasItsErrno() throws Exception {
    String path = directory.resolve("socket").toString();
    assertEquals(Errno.ENOENT, errno(() -> HostSockets.send(path, 0)));
    assertEquals(Errno.ENAMETOOLONG, errno(() -> HostSockets.listen("/" + "x".repeat(107))));
    int listening = HostSockets.listen(path);
    assertEquals(Errno.EADDRINUSE, errno(() -> HostSockets.listen(path)));
    assertEquals(Errno.EBADF, errno(() -> HostSockets.send(path, 1 << 20)));
    LibC.close(listening);
    assertEquals(Errno.ECONNREFUSED, errno(() -> HostSockets.send(path, 0)));
  }

  @Test
  void aDescriptorTellsItsFlagsAndItsFile() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    int fd = open(file, HostFlags.O_WRONLY | HostFlags.O_NONBLOCK);
    int flags = HostDescriptors.flags(fd);
    assertEquals(HostFlags.O_WRONLY, flags & 3);
    assertEquals(HostFlags.O_NONBLOCK, flags & HostFlags.O_NONBLOCK);
    assertEquals(file.toString(), HostDescriptors.link(fd));
    assertEquals(Errno.EACCES, errno(() -> HostDescriptors.mapOnce(fd)));
    LibC.close(fd);
    assertEquals(Errno.EBADF, errno(() -> HostDescriptors.flags(fd)));
    int both = open(file, HostFlags.O_RDWR);
    HostDescriptors.mapOnce(both);
    LibC.close(both);
  }

  @Test
  void filesAreAskedAboutAndCutByTheirPath() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "0123456789");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    LibC.truncate(link.toString(), 4);
    assertEquals(4, LibC.stat(link.toString()).size());
    assertEquals(Errno.ENOENT, errno(() -> LibC.truncate(file + "x", 4)));
    assertEquals(Errno.ENOENT, errno(() -> LibC.stat(file + "x")));
  }

  /// What the kernel says before it changes anything, to root and to everybody else.
  @Test
  void whatIsNoMountPointIsNotUnmounted() {
    Errno expected = LibC.geteuid() == 0 ? Errno.EINVAL : Errno.EPERM;
    assertEquals(expected, errno(() -> HostMounts.umount(directory.toString())));
    assertEquals(expected, errno(() -> HostMounts.detach(directory.toString())));
    assertEquals(expected, errno(() -> HostMounts.remount(directory.toString(), true)));
    HostMounts.sync();
  }
}

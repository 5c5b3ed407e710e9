package org.fscachesim.kernel.vfs;

import static org.fscachesim.kernel.vfs.Vfs.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelBug;
import org.junit.jupiter.api.Test;

/// What the VFS answers before, or instead of, the driver.
final class KernelFileTest {
  private static final UserBuffer BUFFER = UserBuffer.of(new byte[16]);

  private static KernelFile bare(Vfs vfs, OpenFlags flags) {
    return new KernelFile(vfs.new Bare("bare"), "bare", flags);
  }

  @Test
  void aDriverWithoutOperationsGetsTheAnswersOfTheVfs() {
    Vfs.run(
        vfs -> {
          KernelFile file = bare(vfs, OpenFlags.READ_WRITE);
          assertFails(Errno.EINVAL, () -> file.read(BUFFER));
          assertFails(Errno.EINVAL, () -> file.write(BUFFER));
          assertFails(Errno.EINVAL, () -> file.pread(BUFFER, 0));
          assertFails(Errno.EINVAL, () -> file.pwrite(BUFFER, 0));
          assertFails(Errno.ESPIPE, () -> file.lseek(0, 0));
          assertFails(Errno.ENOTTY, () -> file.ioctl(0x5401, 0));
          assertFails(Errno.ENODEV, file::mmap);
          assertFails(Errno.EINVAL, file::fsync);
          assertFails(Errno.EINVAL, () -> file.ftruncate(100));
          assertFails(Errno.ENODEV, () -> file.fallocate(0, 0, 4096));
          assertEquals(
              PollEvents.POLLIN
                  | PollEvents.POLLOUT
                  | PollEvents.POLLRDNORM
                  | PollEvents.POLLWRNORM,
              file.poll(null));
          assertEquals(new FileStat(0600, 0, 0), file.stat());
        });
  }

  @Test
  void readsNeedAFileOpenForReading() {
    Vfs.run(
        vfs -> {
          KernelFile file = new KernelFile(vfs.new Counting(), "f", OpenFlags.WRITE_ONLY);
          assertFails(Errno.EBADF, () -> file.read(BUFFER));
          assertFails(Errno.EBADF, () -> file.pread(BUFFER, 0));
          assertFails(Errno.EINVAL, () -> file.pread(BUFFER, -1));
          assertFails(Errno.EACCES, file::mmap);
          assertEquals(16, file.write(BUFFER));
        });
  }

  @Test
  void writesNeedAFileOpenForWriting() {
    Vfs.run(
        vfs -> {
          KernelFile file = new KernelFile(vfs.new Counting(), "f", OpenFlags.READ_ONLY);
          assertFails(Errno.EBADF, () -> file.write(BUFFER));
          assertFails(Errno.EBADF, () -> file.pwrite(BUFFER, 0));
          assertFails(Errno.EINVAL, () -> file.pwrite(BUFFER, -1));
          assertFails(Errno.EACCES, file::mmap);
          assertFails(Errno.EBADF, () -> file.fallocate(0, 0, 4096));
          assertEquals(16, file.read(BUFFER));
        });
  }

  /// An anonymous descriptor of on-demand mode: write-only, no positional reads.
  private static final class NoPread implements FileOperations {
    @Override
    public boolean canReadAt() {
      return false;
    }

    @Override
    public FileStat stat(KernelFile file) {
      return new FileStat(0600, 0, 0);
    }

    @Override
    public void release(KernelFile file) {}
  }

  @Test
  void positionalReadsAreRefusedBeforeTheModeIsLookedAt() {
    KernelFile file = new KernelFile(new NoPread(), "f", OpenFlags.WRITE_ONLY);
    assertFails(Errno.ESPIPE, () -> file.pread(BUFFER, 0));
    assertFails(Errno.EINVAL, () -> file.pread(BUFFER, -1));
    assertFails(Errno.EBADF, () -> file.read(BUFFER));
  }

  @Test
  void thePositionMovesWithWhatSucceeds() {
    Vfs.run(
        vfs -> {
          Vfs.Counting driver = vfs.new Counting();
          KernelFile file = new KernelFile(driver, "f", OpenFlags.READ_WRITE);
          file.write(BUFFER);
          file.read(BUFFER);
          file.pread(BUFFER, 100);
          file.pwrite(BUFFER, 200);
          driver.failWith = Errno.EIO;
          assertFails(Errno.EIO, () -> file.write(BUFFER));
          assertFails(Errno.EIO, () -> file.read(BUFFER));
          driver.failWith = null;
          file.write(BUFFER);
          assertEquals(
              List.of(
                  "write at 0",
                  "read at 16",
                  "read at 100",
                  "write at 200",
                  "write at 32",
                  "read at 32",
                  "write at 32"),
              vfs.log);
        });
  }

  @Test
  void aTransferIsNeverLongerThanTheLimit() {
    Vfs.run(
        vfs -> {
          Vfs.Counting driver = vfs.new Counting();
          KernelFile file = new KernelFile(driver, "f", OpenFlags.READ_WRITE);
          file.write(UserBuffer.unmapped(Integer.MAX_VALUE));
          assertEquals(0x7fff_f000, driver.lastLength);
          file.pread(UserBuffer.unmapped(0x7fff_f001), 0);
          assertEquals(0x7fff_f000, driver.lastLength);
          file.read(UserBuffer.unmapped(0x7fff_f000));
          assertEquals(0x7fff_f000, driver.lastLength);
          file.pwrite(UserBuffer.unmapped(0), 0);
          assertEquals(0, driver.lastLength);
        });
  }

  @Test
  void onlyFiveWaysToSeekAreKnown() {
    Vfs.run(
        vfs -> {
          KernelFile file = new KernelFile(vfs.new Counting(), "f", OpenFlags.READ_WRITE);
          assertFails(Errno.EINVAL, () -> file.lseek(0, -1));
          assertFails(Errno.EINVAL, () -> file.lseek(0, 5));
          assertFails(Errno.EINVAL, () -> file.lseek(0, 99));
          for (int whence = 0; whence <= 4; whence++) {
            assertEquals(3, file.lseek(3, whence));
          }
          assertEquals(5, vfs.log.size());
        });
  }

  @Test
  void theVfsKeepsItsOwnIoctlsFromTheDriver() {
    Vfs.run(
        vfs -> {
          KernelFile file = new KernelFile(vfs.new Counting(), "f", OpenFlags.READ_WRITE);
          assertEquals(0, file.ioctl(0x5451, 0));
          assertEquals(0, file.ioctl(0x5450, 0));
          long somewhere = 1L << 20;
          assertEquals(0, file.ioctl(0x5421, somewhere));
          assertEquals(4096, file.ioctl(2, somewhere));
          assertFails(Errno.ENOTTY, () -> file.ioctl(0x5452, somewhere));
          for (int takesAddress : new int[] {0x5421, 2, 0x5452}) {
            assertFails(Errno.EFAULT, () -> file.ioctl(takesAddress, 0));
          }
          assertFails(Errno.ENOTTY, () -> file.ioctl(0x5460, 0));
          assertFails(Errno.EOPNOTSUPP, () -> file.ioctl(0xc020660b, 0));
          assertFails(Errno.EOPNOTSUPP, () -> file.ioctl(0xc0045877, 0));
          assertFails(Errno.EINVAL, () -> file.ioctl(0xc0045878, 0));
          assertEquals(List.of(), vfs.log);
          assertEquals(7, file.ioctl(0x40049801, 5));
          assertEquals(7, file.ioctl(0x5401, 0));
          assertEquals(List.of("ioctl 40049801 5", "ioctl 5401 0"), vfs.log);
        });
  }

  @Test
  void fallocateChecksItsArgumentsInOrder() {
    Vfs.run(
        vfs -> {
          KernelFile file = bare(vfs, OpenFlags.WRITE_ONLY);
          KernelFile readOnly = bare(vfs, OpenFlags.READ_ONLY);
          assertFails(Errno.EINVAL, () -> readOnly.fallocate(0x1000, -1, 1));
          assertFails(Errno.EINVAL, () -> readOnly.fallocate(0x1000, 0, 0));
          assertFails(Errno.EOPNOTSUPP, () -> readOnly.fallocate(0x1000, 0, 1));
          assertFails(Errno.EOPNOTSUPP, () -> readOnly.fallocate(4, 0, 1));
          assertFails(Errno.EOPNOTSUPP, () -> readOnly.fallocate(2, 0, 1));
          assertFails(Errno.EOPNOTSUPP, () -> readOnly.fallocate(0x13, 0, 1));
          assertFails(Errno.EBADF, () -> readOnly.fallocate(3, 0, 1));
          assertFails(Errno.ENODEV, () -> file.fallocate(3, 0, 1));
          assertFails(Errno.ENODEV, () -> file.fallocate(0x10, 0, 1));
        });
  }

  @Test
  void whatTheDriverHasIsAskedOfIt() {
    Vfs.run(
        vfs -> {
          KernelFile file = new KernelFile(vfs.new Counting(), "f", OpenFlags.READ_WRITE);
          file.mmap();
          file.fsync();
          assertEquals(new FileStat(0600, 5, 6, 7), file.stat());
          assertEquals(List.of("mmap", "fsync"), vfs.log);
          assertEquals("f", file.linkText());
          assertEquals("f", file.toString());
          assertEquals(OpenFlags.READ_WRITE, file.flags());
        });
  }

  @Test
  void aFileThatIsReleasedIsNotTouchedAgain() {
    Vfs.run(
        vfs -> {
          KernelFile file = vfs.file("f");
          file.get();
          file.put();
          assertEquals(List.of(), vfs.log);
          file.put();
          assertEquals(List.of("release f"), vfs.log);
          assertEquals(
              "file f is released twice", assertThrows(KernelBug.class, file::put).getMessage());
          assertEquals("file f is released", assertThrows(KernelBug.class, file::get).getMessage());
        });
  }

  @Test
  void memoryIsCopiedBothWaysAndMayBeMissing() throws ErrnoException {
    byte[] memory = {0, 1, 2, 3, 4, 5};
    UserBuffer buffer = UserBuffer.of(ByteBuffer.wrap(memory, 2, 3));
    assertEquals(3, buffer.length());
    assertEquals(ByteBuffer.wrap(new byte[] {2, 3, 4}), buffer.copyIn());
    buffer.copyOut(new byte[] {9, 8});
    assertArrayEquals(new byte[] {0, 1, 9, 8, 4, 5}, memory);
    UserBuffer shorter = buffer.limited(2);
    assertEquals(2, shorter.length());
    assertEquals(ByteBuffer.wrap(new byte[] {9, 8}), shorter.copyIn());
    shorter.copyOut(new byte[] {7});
    assertEquals(7, memory[2]);
    UserBuffer missing = UserBuffer.unmapped(5);
    assertEquals(5, missing.length());
    assertFails(Errno.EFAULT, missing::copyIn);
    assertFails(Errno.EFAULT, () -> missing.copyOut(new byte[1]));
    assertFails(Errno.EFAULT, () -> missing.limited(2).copyIn());
    assertThrows(java.nio.ReadOnlyBufferException.class, () -> buffer.copyIn().put(0, (byte) 1));
  }
}

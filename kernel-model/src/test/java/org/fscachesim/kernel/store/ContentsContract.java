package org.fscachesim.kernel.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.fscachesim.kernel.Errno;
import org.junit.jupiter.api.Test;

/// What every store must do with the contents of files.
public abstract class ContentsContract extends AttributesContract {
  @Test
  void whatWasWrittenIsRead() throws Exception {
    byte[] random = new byte[700_000];
    new Random(7).nextBytes(random);
    try (OpenFile open = newFile(false)) {
      ByteBuffer from = ByteBuffer.wrap(random);
      assertEquals(random.length, open.write(12345, from));
      assertFalse(from.hasRemaining());
      ByteBuffer into = ByteBuffer.allocateDirect(random.length + 100);
      into.position(50);
      into.limit(random.length);
      assertEquals(random.length - 50, open.read(12345, into));
      into.limit(random.length + 50);
      assertEquals(50, open.read(12345 + random.length - 50, into));
      into.flip().position(50);
      byte[] back = new byte[random.length];
      into.get(back);
      assertArrayEquals(random, back);
    }
  }

  @Test
  void readingIsShortAtTheEndAndZeroInHoles() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(5000, bytes(10, 'x'));
      ByteBuffer into = ByteBuffer.allocate(8000);
      assertEquals(5010, open.read(0, into));
      assertEquals(5010, into.position());
      byte[] expected = new byte[8000];
      Arrays.fill(expected, 5000, 5010, (byte) 'x');
      assertArrayEquals(expected, into.array());
      assertEquals(0, open.read(5010, ByteBuffer.allocate(10)));
      assertEquals(0, open.read(1L << 40, ByteBuffer.allocate(10)));
      assertEquals(0, open.read(0, ByteBuffer.allocate(0)));
    }
  }

  @Test
  void directAccessMustBeAligned() throws Exception {
    try (OpenFile open = newFile(true)) {
      assertTrue(open.isDirect());
      assertEquals(512, open.write(512, bytes(512, 'x')));
      assertFails(Errno.EINVAL, () -> open.write(0, bytes(100, 'y')));
      assertFails(Errno.EINVAL, () -> open.write(1, bytes(512, 'y')));
      assertFails(Errno.EINVAL, () -> open.read(0, ByteBuffer.allocate(100)));
      assertFails(Errno.EINVAL, () -> open.read(1, ByteBuffer.allocate(512)));
      assertEquals(1024, open.read(0, ByteBuffer.allocate(4096)));
      assertEquals(
          0, open.read(1025, ByteBuffer.allocate(100)), "behind the end nothing is checked");
      assertEquals(0, open.write(1, ByteBuffer.allocate(0)));
      assertEquals(1024, open.size());
    }
  }

  @Test
  void bufferedAccessNeedsNoAlignment() throws Exception {
    try (OpenFile open = newFile(false)) {
      assertFalse(open.isDirect());
      assertEquals(3, open.write(1, bytes(3, 'x')));
      assertEquals(2, open.read(2, ByteBuffer.allocate(100)));
    }
  }

  @Test
  void aDirectWriteOfOneSectorAllocatesItsBlock() throws Exception {
    try (OpenFile open = newFile(true)) {
      open.truncate(BLOCK * 10);
      open.write(BLOCK * 3 + 1024, bytes(512, 'x'));
      assertEquals("data 12288-16384, size 40960", map(open));
      assertEquals(8, store.stat(open.inode()).blocks512());
    }
  }

  @Test
  void seeksFindDataAndHoles() throws Exception {
    try (OpenFile open = newFile(false)) {
      assertFails(Errno.ENXIO, () -> open.seekData(0));
      assertFails(Errno.ENXIO, () -> open.seekHole(0));
      open.truncate(100_000);
      open.write(8192, bytes(1, 'x'));
      open.write(50_000, bytes(10_000, 'x'));
      assertEquals("data 8192-12288 49152-61440, size 100000", map(open));
      assertEquals(8192, open.seekData(8191));
      assertEquals(8200, open.seekData(8200));
      assertEquals(0, open.seekHole(0));
      assertEquals(12288, open.seekHole(8200));
      assertEquals(12289, open.seekHole(12289));
      assertFails(Errno.ENXIO, () -> open.seekData(61440));
      assertFails(Errno.ENXIO, () -> open.seekData(100_000));
      assertEquals(99_999, open.seekHole(99_999));
      assertFails(Errno.ENXIO, () -> open.seekHole(100_000));
      assertFails(Errno.ENXIO, () -> open.seekHole(-1));
      assertFails(Errno.ENXIO, () -> open.seekData(-1));
    }
  }

  @Test
  void theEndOfTheFileIsAHole() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(100, 'x'));
      assertEquals(100, open.seekHole(0));
      assertEquals(99, open.seekData(99));
    }
  }

  @Test
  void lseekMovesThePosition() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(1000, 'x'));
      assertEquals(0, open.position());
      assertEquals(990, open.lseek(-10, Whence.END));
      assertEquals(995, open.lseek(5, Whence.CUR));
      assertEquals(995, open.position());
      assertEquals(5000, open.lseek(5000, Whence.SET));
      assertEquals(5000, open.lseek(0, Whence.CUR));
      assertFails(Errno.EINVAL, () -> open.lseek(-1, Whence.SET));
      assertFails(Errno.EINVAL, () -> open.lseek(-5001, Whence.CUR));
      assertFails(Errno.EINVAL, () -> open.lseek(-1001, Whence.END));
      assertFails(Errno.EINVAL, () -> open.lseek(Long.MAX_VALUE, Whence.END));
      assertFails(Errno.ENXIO, () -> open.lseek(1000, Whence.DATA));
      assertEquals(5000, open.position(), "an error moves nothing");
      assertEquals(7, open.lseek(7, Whence.DATA));
      assertEquals(1000, open.lseek(7, Whence.HOLE));
      assertEquals(1000, open.position());
    }
  }

  @Test
  void theLargestPositionIsTheLargestFileSize() throws Exception {
    try (OpenFile open = newFile(false)) {
      long max = store.traits().maxFileSize();
      assertEquals(max, open.lseek(max, Whence.SET));
      assertFails(Errno.EINVAL, () -> open.lseek(max + 1, Whence.SET));
      assertFails(Errno.EFBIG, () -> open.truncate(max + 1));
      assertFails(Errno.EFBIG, () -> open.write(max, bytes(1, 'x')));
      assertFails(Errno.EFBIG, () -> open.allocate(max, 1, false));
      assertFails(Errno.EINVAL, () -> open.truncate(-1));
      assertFails(Errno.EINVAL, () -> open.write(-1, bytes(1, 'x')));
      assertFails(Errno.EINVAL, () -> open.read(-1, ByteBuffer.allocate(1)));
    }
  }

  @Test
  void truncatingClearsTheRestOfTheLastBlock() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(10_000, 'x'));
      open.truncate(5000);
      assertEquals("data 0-5000, size 5000", map(open));
      assertEquals(16, store.stat(open.inode()).blocks512());
      open.truncate(20_000);
      assertEquals("data 0-8192, size 20000", map(open));
      byte[] expected = new byte[20_000];
      Arrays.fill(expected, 0, 5000, (byte) 'x');
      assertEquals(new String(expected, ISO_8859_1), contents(open));
      open.truncate(0);
      assertEquals("data, size 0", map(open));
      assertEquals(0, store.stat(open.inode()).blocks512());
    }
  }

  @Test
  void punchingGivesWholeBlocksBackAndClearsTheRest() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(BLOCK * 5, 'x'));
      open.punchHole(100, BLOCK * 3);
      assertEquals("data 0-4096 12288-20480, size 20480", map(open));
      String read = contents(open);
      assertEquals("x".repeat(100), read.substring(0, 100));
      assertEquals("\0".repeat(BLOCK * 3), read.substring(100, 100 + BLOCK * 3));
      assertEquals("x".repeat(BLOCK * 2 - 100), read.substring(100 + BLOCK * 3));
      open.punchHole(1L << 30, 4096);
      assertEquals(BLOCK * 5, open.size());
      assertFails(Errno.EINVAL, () -> open.punchHole(0, 0));
      assertFails(Errno.EINVAL, () -> open.punchHole(-1, 5));
    }
  }

  @Test
  void aHoleThatReachesBehindTheEndTakesTheLastBlock() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(8191, 'x'));
      open.punchHole(4096, 4095);
      assertEquals("data 0-8191, size 8191", map(open));
      open.punchHole(4096, 4096);
      assertEquals("data 0-4096, size 8191", map(open));
    }
  }

  @Test
  void zeroedPartsOfABlockStayData() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(BLOCK * 2, 'x'));
      open.zeroRange(100, BLOCK + 200, true);
      assertEquals("data 0-8192, size 8192", map(open));
      assertEquals(
          "x".repeat(100) + "\0".repeat(BLOCK + 200) + "x".repeat(BLOCK - 300), contents(open));
    }
  }

  @Test
  void zeroedBlocksAreAllocatedHoles() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(BLOCK * 4, 'x'));
      open.zeroRange(BLOCK, BLOCK * 6, true);
      assertEquals("data 0-4096, size 16384", map(open));
      open.zeroRange(BLOCK * 6, BLOCK + 1, false);
      assertEquals(BLOCK * 7 + 1, open.size());
      assertEquals(8 * 8, store.stat(open.inode()).blocks512());
    }
  }

  @Test
  void allocatedBlocksAreHolesUntilWritten() throws Exception {
    try (OpenFile open = newFile(true)) {
      open.write(BLOCK, bytes(BLOCK, 'x'));
      open.allocate(0, BLOCK * 4, false);
      assertEquals("data 4096-8192, size 16384", map(open));
      assertEquals(32, store.stat(open.inode()).blocks512());
      open.allocate(BLOCK * 4, BLOCK, true);
      assertEquals(BLOCK * 4, open.size());
      open.write(BLOCK * 2, bytes(512, 'y'));
      assertEquals("data 4096-12288, size 16384", map(open));
      assertFails(Errno.EINVAL, () -> open.allocate(0, 0, false));
    }
  }

  @Test
  void truncatingTakesBlocksBehindTheEndAwayUnlessTheFileGrows() throws Exception {
    try (OpenFile open = newFile(false)) {
      open.write(0, bytes(100, 'x'));
      open.allocate(BLOCK, BLOCK * 3, true);
      open.truncate(BLOCK);
      assertEquals(32, store.stat(open.inode()).blocks512());
      open.truncate(BLOCK);
      assertEquals(8, store.stat(open.inode()).blocks512());
    }
  }

  @Test
  void aFileIsSharedByAllWhoOpenIt() throws Exception {
    Inode file = store.create(root, "file", 0600);
    try (OpenFile a = store.open(file, false);
        OpenFile b = store.open(file, true)) {
      a.write(0, bytes(512, 'x'));
      assertEquals(512, b.read(0, ByteBuffer.allocate(512)));
      b.truncate(100);
      assertEquals(100, a.size());
      a.lseek(5, Whence.SET);
      assertEquals(0, b.position());
    }
  }

  @Test
  void aClosedFileIsGone() throws Exception {
    OpenFile open = newFile(false);
    open.close();
    open.close();
    assertFails(Errno.EBADF, () -> open.read(0, ByteBuffer.allocate(1)));
    assertFails(Errno.EBADF, () -> open.write(0, bytes(1, 'x')));
    assertFails(Errno.EBADF, open::size);
    assertFails(Errno.EBADF, () -> open.seekData(0));
    assertFails(Errno.EBADF, () -> open.lseek(0, Whence.SET));
    assertFails(Errno.EBADF, open::sync);
  }

  @Test
  void onlyFilesAreOpened() {
    assertFails(Errno.EISDIR, () -> store.open(root, false));
  }

  @Test
  void manyFilesAreOpenAtTheSameTime() throws Exception {
    OpenFile[] open = new OpenFile[300];
    for (int i = 0; i < open.length; i++) {
      Inode dir = store.mkdir(root, "dir" + i, 0700);
      open[i] = store.open(store.create(dir, "file", 0600), false);
      open[i].write(0, bytes(1 + i, 'x'));
    }
    for (int i = 0; i < open.length; i++) {
      assertEquals(1 + i, open[i].size());
      assertEquals(1 + i, open[i].read(0, ByteBuffer.allocate(1000)));
      open[i].close();
    }
  }
}

package org.fscachesim.netfs.erofs.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.fscachesim.kernel.Errno;
import org.fscachesim.netfs.erofs.format.DiskInode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ErofsImageTest {
  static byte[] image(String name) {
    try (InputStream in = ErofsImageTest.class.getResourceAsStream("/images/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String crc(byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(data);
    return "%08x".formatted(crc.getValue());
  }

  /// Sizes and checksums that a Linux kernel read from these images.
  @ParameterizedTest
  @CsvSource({
    "/big, 300000, 1055e31a",
    "/one-page, 4096, abdf3e81",
    "/hello.txt, 23, 4990cec7",
    "/dir/a, 5000, b9cf629b",
    "/dir/sub/b, 12345, c3f25db3",
    "/empty, 0, 00000000",
    "/small, 100, fcb1e3f1",
  })
  void filesReadAsLinuxReadsThem(String path, int size, String crc) throws IOException {
    for (String name : List.of("plain.img", "inline.img")) {
      ErofsImage image = ErofsImage.open(Blob.of(image(name)));
      byte[] data = image.read(image.lookup(path), 0, 1 << 20);
      assertEquals(size, data.length, name);
      assertEquals(crc, crc(data), name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.img", "inline.img"})
  void theTreeIsComplete(String name) throws IOException {
    ErofsImage image = ErofsImage.open(Blob.of(image(name)));
    image.verify();
    List<String> paths = new ArrayList<>();
    image.walk(node -> paths.add(node.path()));
    assertEquals(
        List.of(
            "/",
            "/big",
            "/dir",
            "/dir/a",
            "/dir/sub",
            "/dir/sub/b",
            "/empty",
            "/hello.txt",
            "/link",
            "/one-page",
            "/small"),
        paths);
    assertEquals("hello.txt", image.readLink(image.lookup("/link")));
    assertEquals(42, image.lookup("big").nid());
  }

  @Test
  void partsOfAFileCanBeRead() throws IOException {
    ErofsImage image = ErofsImage.open(Blob.of(image("inline.img")));
    DiskInode big = image.lookup("/big");
    byte[] whole = image.read(big, 0, 300000);
    assertEquals(300000, whole.length);
    for (int offset : new int[] {1, 4095, 4096, 294911, 294912, 299999, 300000, 400000}) {
      int to = Math.min(offset + 5000, 300000);
      byte[] expected = offset < to ? Arrays.copyOfRange(whole, offset, to) : new byte[0];
      assertEquals(crc(expected), crc(image.read(big, offset, 5000)), "at " + offset);
    }
  }

  @Test
  void filesAreReadFromTheirDevice() throws IOException {
    byte[] device = new byte[1130496];
    for (int i = 0; i < device.length; i++) {
      device[i] = (byte) (i / 4096);
    }
    assertEquals(1, ErofsImage.extraDevices(Blob.of(image("multi.img"))));
    ErofsImage image = ErofsImage.open(Blob.of(image("multi.img")), Blob.of(device));
    image.verify();
    byte[] f2 = image.read(image.lookup("/f2"), 8192, 4096);
    assertEquals(4096, f2.length);
    assertEquals((byte) 258, f2[0]);
  }

  @Test
  void aFileOnDiskCanBeOpened(@TempDir Path dir) throws IOException {
    Path file = Files.write(dir.resolve("plain.img"), image("plain.img"));
    try (FileChannel channel = FileChannel.open(file)) {
      ErofsImage image = ErofsImage.open(Blob.of(channel));
      assertEquals("abdf3e81", crc(image.read(image.lookup("/one-page"), 0, 5000)));
    }
  }

  private static void refused(Errno errno, String because, byte[] bytes) {
    BadImageException e =
        assertThrows(BadImageException.class, () -> ErofsImage.open(Blob.of(bytes)).verify());
    assertEquals(errno, e.errno());
    assertTrue(e.diagnosis().contains(because), e.diagnosis());
    assertEquals(e.diagnosis() + " (" + errno + ")", e.getMessage());
    assertEquals(1, e.diagnosis().lines().count());
  }

  @Test
  void badImagesAreExplainedInOneLine() {
    refused(Errno.EINVAL, "not an EROFS image: 100 bytes", new byte[100]);
    refused(Errno.EINVAL, "not an EROFS image: magic 00000000 at byte 1024", new byte[4096]);
    byte[] plain = image("plain.img");
    refused(Errno.EIO, "truncated: 20480 bytes", Arrays.copyOf(plain, 20480));
    byte[] damaged = plain.clone();
    damaged[3000] ^= 1;
    refused(Errno.EBADMSG, "checksum", damaged);
    refused(Errno.EINVAL, "needs 1 extra devices, 0 were given", image("multi.img"));
  }

  @Test
  void wrongPathsSaySo() throws IOException {
    ErofsImage image = ErofsImage.open(Blob.of(image("plain.img")));
    BadImageException absent = assertThrows(BadImageException.class, () -> image.lookup("/nosuch"));
    assertEquals(Errno.ENOENT, absent.errno());
    assertTrue(absent.diagnosis().startsWith("/nosuch: "), absent.diagnosis());
    BadImageException file = assertThrows(BadImageException.class, () -> image.lookup("/big/x"));
    assertEquals(Errno.ENOTDIR, file.errno());
  }

  @Test
  void readsOfATruncatedFileSayWhereItEnds() throws IOException {
    byte[] half = Arrays.copyOf(image("plain.img"), 100_000);
    ErofsImage image = ErofsImage.open(Blob.of(half));
    DiskInode big = image.lookup("/big");
    assertEquals(4096, image.read(big, 0, 4096).length);
    BadImageException e = assertThrows(BadImageException.class, () -> image.read(big, 0, 300000));
    assertEquals(Errno.EIO, e.errno());
    assertTrue(e.diagnosis().contains("beyond the end at 100000"), e.diagnosis());
  }

  @Test
  void namesAreBytes() throws IOException {
    ErofsImage image = ErofsImage.open(Blob.of(image("plain.img")));
    assertEquals(
        List.of("big", "dir", "empty", "hello.txt", "link", "one-page", "small"),
        image.list(image.lookup("/")).stream().map(e -> e.name()).toList());
    assertEquals(
        "hello.txt",
        new String(image.read(image.lookup("/link"), 0, 99), StandardCharsets.ISO_8859_1));
  }
}

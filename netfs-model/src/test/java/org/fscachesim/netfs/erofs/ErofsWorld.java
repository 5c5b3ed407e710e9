package org.fscachesim.netfs.erofs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.vfs.ClientFile;
import org.fscachesim.kernel.vfs.ClientFilesystem;
import org.fscachesim.kernel.vfs.OpenFlags;

/// fscache with a [FakeCache] that has the recorded images, and EROFS on it.
final class ErofsWorld {
  final Kernel kernel;
  final Fscache fscache;
  final FakeCache cache;
  final ErofsFilesystemType type;

  ErofsWorld(Kernel kernel) throws ErrnoException {
    this.kernel = kernel;
    fscache = new Fscache(kernel);
    cache = new FakeCache(kernel, fscache);
    for (String name : List.of("plain.img", "inline.img", "multi.img")) {
      cache.with(name, image(name));
    }
    cache.with("blob1.img", blob1());
    type = new ErofsFilesystemType(kernel, fscache);
  }

  static byte[] image(String name) {
    try (InputStream in = ErofsWorld.class.getResourceAsStream("/images/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Block n of the extra device of multi.img is full of n.
  private static byte[] blob1() {
    byte[] bytes = new byte[1130496];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i / 4096);
    }
    return bytes;
  }

  ClientFilesystem mount(String options) throws ErrnoException {
    return type.mount("none", options);
  }

  Errno mountFails(String options) {
    return assertThrows(ErrnoException.class, () -> mount(options)).errno();
  }

  /// Reads a file as `cat` does; size and CRC-32.
  static String cat(ClientFilesystem fs, String path) throws ErrnoException {
    return cat(fs, path, 65536);
  }

  static String cat(ClientFilesystem fs, String path, int chunk) throws ErrnoException {
    CRC32 crc = new CRC32();
    long at = 0;
    try (ClientFile file = fs.open(path, OpenFlags.READ_ONLY, false)) {
      while (true) {
        ByteBuffer buffer = ByteBuffer.allocate(chunk);
        int count = file.read(at, buffer);
        if (count == 0) {
          return at + " %08x".formatted(crc.getValue());
        }
        crc.update(buffer.flip());
        at += count;
      }
    }
  }

  static Errno catFails(ClientFilesystem fs, String path) {
    return assertThrows(ErrnoException.class, () -> cat(fs, path)).errno();
  }

  /// After the last unmount: waits until fscache has let go of everything, and checks that nothing
  /// of EROFS is left.
  void assertGone() {
    kernel.sleepMillis(1000);
    for (String kind : List.of("erofs blob", "erofs domain", "erofs request")) {
      assertEquals(0, kernel.ledger().live(kind), kind);
    }
  }
}

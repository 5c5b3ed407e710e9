package org.fscachesim.stack.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.SimMachine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The examples of the documents: a backend and a filesystem that never heard of each other.
final class TinyCacheTest {
  /// Whole pages: `D6_12_117` does not store the page that a file ends in when it was only read.
  private static final int SIZE = 5 * 4096;

  private static byte[] content() {
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) (i * 31 + i / 4096);
    }
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void whatWasReadOnceIsReadAgainWithoutTheServer(KernelVersion version) {
    SimMachine machine = new SimMachine(new RandomWalk(version.ordinal()));
    machine.run(
        "main",
        () -> {
          Kernel kernel = Kernel.boot(KernelConfig.of(version), machine);
          try {
            readTwice(kernel, new Fscache(kernel));
          } catch (ErrnoException e) {
            throw new AssertionError(e.errno().name(), e);
          }
          assertEquals(List.of(), kernel.log().warnings());
        });
  }

  private static void readTwice(Kernel kernel, Fscache fscache) throws ErrnoException {
    TinyCache cache = TinyCache.bind(fscache, TinyCache.emptyDisk());
    Map<String, byte[]> server = new HashMap<>(Map.of("file", content()));
    TinyFilesystem filesystem = new TinyFilesystem(fscache, server);

    TinyFilesystem.OpenFile file = filesystem.open("file", (byte) 1, SIZE);
    assertArrayEquals(content(), file.read());
    kernel.sleepMillis(1000); // what was downloaded is stored by others
    file.close();
    kernel.sleepMillis(1000); // so is the cookie given up
    assertEquals(0, cache.objects());

    server.clear();
    file = filesystem.open("file", (byte) 1, SIZE);
    assertArrayEquals(content(), file.read());
    file.close();
    kernel.sleepMillis(1000);

    // Another version is not what was stored.
    TinyFilesystem.OpenFile newer = filesystem.open("file", (byte) 2, SIZE);
    ErrnoException e = assertThrows(ErrnoException.class, newer::read);
    assertEquals(Errno.EIO, e.errno());
    newer.close();
    kernel.sleepMillis(1000);
    filesystem.unmount();
  }
}

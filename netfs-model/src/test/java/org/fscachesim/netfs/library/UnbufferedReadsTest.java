package org.fscachesim.netfs.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Reads past the pages, on kernels whose library carries them out.
final class UnbufferedReadsTest {
  private static byte[] direct(Fixture f, int start, int length) throws ErrnoException {
    ByteBuffer into = ByteBuffer.allocate(length);
    int count = f.inode.readUnbuffered("file", start, into);
    return Arrays.copyOf(into.array(), count);
  }

  @ParameterizedTest
  @EnumSource(names = {"V6_8", "D6_12_117"})
  void theServerIsAskedForExactlyTheRangeAndTheCacheIsNot(KernelVersion version) {
    Sim.explore(
        version,
        20,
        kernel -> {
          Fixture f = Fixture.warm(kernel, 20_000, 0, 4);
          f.server.async = true;
          assertArrayEquals(f.server.expected(100, 5000), direct(f, 100, 5000));
          assertEquals(List.of("100+5000"), f.server.calls);
          assertEquals(List.of(), f.storage().calls);
          assertEquals(1, f.count("DR"));
          assertEquals(1, f.count("DL"));
          assertEquals(0, f.count("RA") + f.count("RF") + f.count("RD"));
          f.awaitCount("rr", 0);
          f.close();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"V6_8", "D6_12_117"})
  void aReadIsCutToWhatOneCallGives(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 20_000);
          f.server.rsize = 4000;
          assertArrayEquals(f.server.expected(1, 9000), direct(f, 1, 9000));
          assertEquals(List.of("1+4000", "4001+4000", "8001+1000"), f.server.calls);
          f.close();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"V6_8", "D6_12_117"})
  void aReadEndsWithTheFileAndNothingIsMadeUpBehindIt(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 10_000);
          f.server.clearTail = true;
          assertArrayEquals(f.server.expected(9000, 1000), direct(f, 9000, 5000));
          assertEquals(0, direct(f, 10_000, 100).length);
          assertEquals(0, direct(f, 50_000, 100).length);
          assertEquals(0, direct(f, 0, 0).length);
          f.close();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"V6_8", "D6_12_117"})
  void aShortAnswerIsFollowedByAnotherQuestion(KernelVersion version) {
    Sim.explore(
        version,
        10,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 10_000);
          f.server.async = true;
          f.server.script.add(new FakeServer.Answer.Give(1000));
          f.server.script.add(new FakeServer.Answer.Give(0));
          assertArrayEquals(f.server.expected(0, 8000), direct(f, 0, 8000));
          assertEquals(List.of("0+8000", "1000+7000", "1000+7000"), f.server.calls);
          f.awaitCount("rr", 0);
          f.close();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"V6_8", "D6_12_117"})
  void nothingTwiceWithinTheFileIsNoData(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 10_000);
          f.server.script.add(new FakeServer.Answer.Give(0));
          f.server.script.add(new FakeServer.Answer.Give(0));
          ErrnoException failed = assertThrows(ErrnoException.class, () -> direct(f, 0, 8000));
          assertEquals(Errno.ENODATA, failed.errno());
          f.close();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"V6_8", "D6_12_117"})
  void anErrorBehindBytesIsAShortRead(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 10_000);
          f.server.rsize = 4096;
          f.server.script.add(new FakeServer.Answer.Give(4096));
          f.server.script.add(new FakeServer.Answer.Fail(Errno.EACCES));
          assertArrayEquals(f.server.expected(0, 4096), direct(f, 0, 10_000));
          f.server.script.add(new FakeServer.Answer.Fail(Errno.EACCES));
          ErrnoException failed = assertThrows(ErrnoException.class, () -> direct(f, 0, 10_000));
          assertEquals(Errno.EACCES, failed.errno());
          assertEquals(2, f.count("df"));
          f.close();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"V6_8", "D6_12_117"})
  void whatTheClientCannotReadIsAnError(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          Fixture f = Fixture.uncached(kernel, 10_000);
          f.server.unreadableFrom = 0;
          ErrnoException failed = assertThrows(ErrnoException.class, () -> direct(f, 0, 100));
          assertEquals(Errno.EIO, failed.errno());
          f.awaitCount("rr", 0);
          f.close();
        });
  }
}

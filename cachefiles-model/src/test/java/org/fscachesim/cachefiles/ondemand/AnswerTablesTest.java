package org.fscachesim.cachefiles.ondemand;

import static org.fscachesim.cachefiles.Rig.errno;
import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.fscachesim.kernel.KernelVersion.V5_19;
import static org.fscachesim.kernel.KernelVersion.V6_10;
import static org.fscachesim.kernel.KernelVersion.V6_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.fscachesim.cachefiles.Rig;
import org.fscachesim.cachefiles.TestClient;
import org.fscachesim.cachefiles.TestDaemon;
import org.fscachesim.cachefiles.TestDaemon.Msg;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieState;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.vfs.PollEvents;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What a daemon's answers and questions give, row by row as the tables of `ondemand.md` have it.
final class AnswerTablesTest {
  /// The column "6.10+" of the tables, with the releases that took its rules back.
  private static final Set<KernelVersion> CHECKED = EnumSet.of(V6_10, D6_1_192, D6_12_117);

  private static final Set<KernelVersion> REOPENING = EnumSet.of(V6_8, V6_10, D6_1_192, D6_12_117);

  /// A daemon that has been asked for one file, which `copen` is about to answer.
  private record Asked(Rig rig, TestDaemon d, TestClient client, Cookie cookie, Msg open) {
    static Asked of(Rig rig) throws ErrnoException {
      TestDaemon d = rig.onDemandDaemon();
      TestClient client = rig.client();
      Cookie cookie = client.use("file");
      rig.settle();
      return new Asked(rig, d, client, cookie, d.read());
    }

    /// The same with the file open, of so many bytes.
    static Asked opened(Rig rig, long size) throws ErrnoException {
      Asked asked = of(rig);
      asked.d.copen(asked.open, size);
      asked.client.await(asked.cookie, CookieState.ACTIVE);
      return asked;
    }
  }

  /// Section 5.3, the arguments of `copen`. `I` stands for the id of the OPEN. The second column is
  /// what write() gives, `count` for success; the third what becomes of the OPEN: it still waits,
  /// it failed, or the file has that size.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'copen'                           | EINVAL | waits",
        "'copen I'                         | EINVAL | waits",
        "'copen ,10'                       | EINVAL | waits",
        "'copen abc,10'                    | EINVAL | waits",
        "'copen -1,10'                     | EINVAL | waits",
        "'copen I ,10'                     | EINVAL | waits",
        "'copen Ix,10'                     | EINVAL | waits",
        "'copen 18446744073709551616,10'   | ERANGE | waits",
        "'copen 4294967296,10'             | EINVAL | waits",
        "'copen 77,10'                     | EINVAL | waits",
        "'copen I,'                        | EINVAL | failed",
        "'copen I, 10'                     | EINVAL | failed",
        "'copen I,10 '                     | EINVAL | failed",
        "'copen I,10,11'                   | EINVAL | failed",
        "'copen I,1e3'                     | EINVAL | failed",
        "'copen I,-+5'                     | EINVAL | failed",
        "'copen I,0x'                      | EINVAL | failed",
        "'copen I,9223372036854775808'     | ERANGE | failed",
        "'copen I,-9223372036854775809'    | ERANGE | failed",
        "'copen I,-1'                      | count  | failed",
        "'copen I,-4095'                   | count  | failed",
        "'copen I,-4096'                   | big    | failed",
        "'copen I,-9223372036854775808'    | big    | failed",
        "'copen I,0'                       | count  | 0",
        "'copen I,-0'                      | count  | 0",
        "'copen I,+0'                      | count  | 0",
        "'copen I,1'                       | count  | 4096",
        "'copen I,4096'                    | count  | 4096",
        "'copen I,0x1000'                  | count  | 4096",
        "'copen 0xI,0x1000'                | count  | 4096",
        "'copen 0I,010000'                 | count  | 4096",
        "'copen +I,+4096'                  | count  | 4096",
        "'copen   I,4096'                  | count  | 4096",
        "'copen I,9223372036854775807'     | count  | failed",
        "'copen I,9223372036854771713'     | count  | failed",
      })
  void copenTakesAnIdAndASize(String command, String given, String becomes) {
    for (KernelVersion version : KernelVersion.values()) {
      Rig.run(
          version,
          rig -> {
            Asked asked = Asked.of(rig);
            String line = command.replace("I", Long.toString(asked.open.id()));
            String row = version + ": " + line;
            Errno refused = asked.d.refusal(line);
            String expected = given.equals("big") ? (version == V5_19 ? "count" : "EINVAL") : given;
            assertEquals(expected, refused == null ? "count" : refused.name(), row);
            rig.settle();
            if (becomes.equals("waits")) {
              asked.d.copen(asked.open, 4096);
              asked.client.await(asked.cookie, CookieState.ACTIVE);
            } else if (becomes.equals("failed")) {
              // 5.4: the withdrawal sends a CLOSE; later kernels only after a copen that went well.
              boolean tooLarge = given.equals("count") && !line.contains(",-");
              if (tooLarge || !REOPENING.contains(version)) {
                assertEquals("CLOSE", asked.d.read().kind(), row);
                rig.settle();
              }
              assertTrue(asked.d.readsNothing(), row);
              assertEquals(CookieState.QUIESCENT, asked.cookie.state(), row);
              assertEquals(Errno.EINVAL, asked.d.refusal("copen " + asked.open.id() + ",1"), row);
            } else {
              asked.client.await(asked.cookie, CookieState.ACTIVE);
              long size = asked.d.lseek(asked.open.fd(), 0, 2);
              assertEquals(Long.parseLong(becomes), size, row);
            }
            asked.d.closeDevice();
          });
    }
  }

  /// Section 5.3: "id of a READ", and H3 of section 12.
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void copenOfARead(KernelVersion version) {
    Rig.run(
        version,
        rig -> {
          Asked asked = Asked.opened(rig, 8192);
          TestClient.Reading reading = asked.client.read(asked.cookie, 0, 4096);
          rig.settle();
          Msg read = asked.d.read();
          Errno refused = asked.d.refusal("copen " + read.id() + ",-5");
          assertEquals(CHECKED.contains(version) ? Errno.EINVAL : null, refused);
          if (refused != null) {
            asked.d.pwrite(asked.open.fd(), 0, 4096, 1);
            asked.d.cread(asked.open.fd(), read.id());
          }
          assertEquals(
              refused == null ? IoSource.INVALID_READ : IoSource.READ_FROM_CACHE, reading.source());
        });
  }

  /// Section 5.3: "OPEN not yet delivered (object never had an fd)".
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void copenOfWhatWasNotRead(KernelVersion version) {
    Rig.run(
        version,
        rig -> {
          TestDaemon d = rig.onDemandDaemon();
          TestClient client = rig.client();
          Cookie cookie = client.use("file");
          rig.settle();
          Errno refused = d.refusal("copen 0,4096");
          assertEquals(CHECKED.contains(version) ? Errno.EINVAL : null, refused);
          rig.settle();
          assertEquals(refused == null, cookie.state() == CookieState.ACTIVE);
          d.closeDevice();
        });
  }

  /// Section 5.3: "valid size but the object's fd was already closed".
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void copenAfterTheDescriptorWasClosed(KernelVersion version) {
    Rig.run(
        version,
        rig -> {
          Asked asked = Asked.of(rig);
          asked.d.close(asked.open.fd());
          assertEquals(null, asked.d.refusal("copen " + asked.open.id() + ",4096"));
          rig.settle();
          assertEquals(!CHECKED.contains(version), asked.cookie.state() == CookieState.ACTIVE);
        });
  }

  /// Section 6.3, the checks of READ_COMPLETE in their order.
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void completingARead(KernelVersion version) {
    Rig.run(
        version,
        rig -> {
          Asked asked = Asked.opened(rig, 1 << 20);
          TestDaemon d = asked.d;
          int fd = asked.open.fd();
          Cookie second = asked.client.use("other");
          rig.settle();
          Msg open = d.read();
          boolean checked = CHECKED.contains(version);
          // "other command number: EINVAL (not ENOTTY)"
          assertEquals(Errno.EINVAL, errno(() -> d.ioctl(fd, 0x5401, 0)));
          assertEquals(Errno.EINVAL, errno(() -> d.ioctl(fd, 0x40049802, 0)));
          assertEquals(Errno.EINVAL, errno(() -> d.ioctl(fd, 0, 0)));
          // "id unknown (also > 2^32-1)"
          assertEquals(Errno.EINVAL, errno(() -> d.cread(fd, 77)));
          assertEquals(Errno.EINVAL, errno(() -> d.cread(fd, 1L << 32)));
          assertEquals(Errno.EINVAL, errno(() -> d.cread(fd, -1)));
          // "request is not a READ"; unchecked, it completes the OPEN: H5.
          assertEquals(checked ? Errno.EINVAL : null, errno(() -> d.cread(fd, open.id())));
          if (checked) {
            d.copen(open, 4096);
          }
          asked.client.await(second, CookieState.ACTIVE);
          // "request belongs to another object"
          TestClient.Reading reading = asked.client.read(asked.cookie, 0, 4096);
          rig.settle();
          Msg read = d.read();
          d.pwrite(fd, 0, 4096, 1);
          assertEquals(checked ? Errno.EINVAL : null, errno(() -> d.cread(open.fd(), read.id())));
          assertEquals(checked ? null : Errno.EINVAL, errno(() -> d.cread(fd, read.id())));
          assertEquals(IoSource.READ_FROM_CACHE, reading.source());
          // Twice: H7.
          assertEquals(Errno.EINVAL, errno(() -> d.cread(fd, read.id())));
          // "delivered? not checked": H8.
          TestClient.Reading guessed = asked.client.read(asked.cookie, 8192, 4096);
          rig.settle();
          long next = checked ? read.id() + 1 : read.id();
          assertEquals(null, errno(() -> d.cread(fd, next)));
          assertEquals(IoSource.DOWNLOAD_FROM_SERVER, guessed.source());
          assertTrue(d.readsNothing());
        });
  }

  /// Section 4: a buffer that is too small keeps what comes, one that is not there loses it; both
  /// before and after it.
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void readingWithABadBuffer(KernelVersion version) {
    Rig.run(
        version,
        rig -> {
          TestDaemon d = rig.onDemandDaemon();
          assertTrue(d.readsNothing());
          TestClient client = rig.client();
          Cookie cookie = client.use("file");
          rig.settle();
          assertEquals(Errno.EMSGSIZE, errno(() -> d.poke(15)));
          assertEquals(Errno.EMSGSIZE, errno(() -> d.poke(46)));
          assertEquals(CookieState.LOOKING_UP, lookingUp(cookie));
          assertEquals(Errno.EFAULT, d.readIntoNowhere());
          rig.settle();
          assertEquals(CookieState.QUIESCENT, cookie.state());
          assertTrue(d.readsNothing());
        });
  }

  private static CookieState lookingUp(Cookie cookie) {
    return cookie.state() == CookieState.CREATING ? CookieState.LOOKING_UP : cookie.state();
  }

  /// Section 4: "READ and CLOSE are lost too on EFAULT".
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aReadThatCannotBeDeliveredFails(KernelVersion version) {
    Rig.run(
        version,
        rig -> {
          Asked asked = Asked.opened(rig, 8192);
          TestClient.Reading reading = asked.client.read(asked.cookie, 0, 4096);
          rig.settle();
          assertEquals(Errno.EMSGSIZE, errno(() -> asked.d.poke(31)));
          assertEquals(Errno.EFAULT, asked.d.readIntoNowhere());
          assertEquals(IoSource.INVALID_READ, reading.source());
          assertTrue(asked.d.readsNothing());
        });
  }

  /// Section 10: POLLIN is for all pending requests before 6.8, later for those that can be read.
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void pollingWhileARequestIsPending(KernelVersion version) {
    Rig.run(
        version,
        rig -> {
          TestDaemon d = rig.onDemandDaemon();
          assertEquals(0, d.poll());
          TestClient client = rig.client();
          Cookie cookie = client.use("file");
          rig.settle();
          assertEquals(PollEvents.POLLIN, d.poll());
          Msg open = d.read();
          assertEquals(REOPENING.contains(version) ? 0 : PollEvents.POLLIN, d.poll());
          d.copen(open, 4096);
          client.await(cookie, CookieState.ACTIVE);
          assertEquals(0, d.poll());
        });
  }

  /// Sections 3.6 and 8: what a READ gets whose descriptor is closed.
  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void closingTheDescriptorUnderARead(KernelVersion version) {
    Rig.run(
        version,
        rig -> {
          Asked asked = Asked.opened(rig, 8192);
          TestClient.Reading reading = asked.client.read(asked.cookie, 0, 4096);
          rig.settle();
          Msg read = asked.d.read();
          asked.d.close(asked.open.fd());
          rig.settle();
          if (!REOPENING.contains(version)) {
            assertEquals(IoSource.INVALID_READ, reading.source());
            return;
          }
          assertTrue(!reading.isDone());
          assertTrue(asked.d.readsNothing());
          // "READ delivered, fd closed: OPEN first, then READ again, same msg_id, new object_id"
          assertEquals(null, asked.d.refusal("restore"));
          assertTrue(asked.d.readsNothing());
          rig.settle();
          Msg again = asked.d.read();
          assertEquals("OPEN", again.kind());
          asked.d.copen(again, 8192);
          Msg redelivered = asked.d.read();
          assertEquals(read.id(), redelivered.id());
          assertEquals(again.object(), redelivered.object());
          asked.d.pwrite(again.fd(), 0, 4096, 1);
          asked.d.cread(again.fd(), redelivered.id());
          assertEquals(IoSource.READ_FROM_CACHE, reading.source());
        });
  }
}

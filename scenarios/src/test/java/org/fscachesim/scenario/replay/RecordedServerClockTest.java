package org.fscachesim.scenario.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.List;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.FirstRunnable;
import org.fscachesim.kernel.task.SimMachine;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptStep;
import org.junit.jupiter.api.Test;

final class RecordedServerClockTest {
  private static final long SECOND = 1_795_232_914L;
  private static final long OLD = 2 * 700 + 1;
  private static final long NEW = 2 * 801 + 1;
  private static final long NEWER = 2 * 802 + 1;

  private static String version(long second, long size) {
    return HexFormat.of().toHexDigits(Integer.reverseBytes((int) (second ^ size << 8)));
  }

  /// A line of `proc cookies`.
  private static String cookie(long path, long second, long size) {
    return "  00000002 00000001   3   0   0 A 4124 "
        + HexFormat.of().toHexDigits(Long.reverseBytes(path))
        + ", "
        + version(second, size);
  }

  /// A line of `ls` for a cache file.
  private static String file(long path, long second, long size) {
    return "      T%x, mode=600 size=%d data=none xattr=%016x%016x0100%s"
        .formatted(path, size, size, 0, version(second, size));
  }

  /// Plays a clock up to a step: the numbers are those of the steps, from 0.
  private interface Body {
    void run(RecordedServerClock clock, List<TranscriptStep> steps) throws Exception;
  }

  private static void with(String steps, Body body) throws Exception {
    Transcript transcript =
        Transcript.parse(
            "test",
            "#! server-file old qid.path=700 mtime=1700000000 size=5000\n"
                + "#! kernel 6.1.192  cache-fs ext4\n"
                + steps
                + "#! end\n");
    SimMachine machine = new SimMachine(new FirstRunnable());
    Exception[] failed = new Exception[1];
    machine.run(
        "test",
        () -> {
          Kernel kernel = Kernel.boot(KernelConfig.of(KernelVersion.D6_1_192), machine);
          RecordedServerClock clock = new RecordedServerClock(kernel, transcript.header());
          clock.follow(transcript.steps());
          try {
            body.run(clock, transcript.steps());
          } catch (Exception e) {
            failed[0] = e;
          }
        });
    if (failed[0] != null) {
      throw failed[0];
    }
  }

  private static long changed(RecordedServerClock clock, long path, long size) {
    return clock.changed(path, size) / 1_000_000_000L;
  }

  @Test
  void aChangeHappensInTheSecondThatTheNextVersionWasMadeOf() throws Exception {
    with(
        "app: truncate /mnt/old 6000 => ok\n"
            + "proc cookies =>\n"
            + cookie(OLD, 1_700_000_000L, 5000)
            + "\nls /cache =>\n"
            + file(OLD, SECOND, 6000)
            + "\nsleep 9000 => ok\n"
            + "app: writefile /mnt/old 0 6100 fill=1 => 6100\n"
            + "ls /cache =>\n"
            + file(OLD, SECOND + 9, 6100)
            + "\n",
        (clock, steps) -> {
          assertEquals(SECOND, changed(clock, OLD, 6000));
          clock.follow(steps.subList(4, steps.size()));
          assertEquals(SECOND + 9, changed(clock, OLD, 6100));
        });
  }

  @Test
  void aSizeThatNoVersionShowsIsChangedInTheSameTimeAsTheOthers() throws Exception {
    with(
        "app: writefile /mnt/old 0 4000 fill=1 => 4000\n"
            + "app: truncate /mnt/old 900 => ok\n"
            + "ls /cache =>\n"
            + file(OLD, SECOND, 900)
            + "\n",
        (clock, _) -> {
          assertEquals(SECOND, changed(clock, OLD, 5000));
          assertEquals(SECOND, changed(clock, OLD, 900));
        });
  }

  @Test
  void newFilesGetTheIdentitiesThatAreSeenLater() throws Exception {
    with(
        "app: writefile /mnt/a 0 100 fill=1 => 100\n"
            + "app: writefile /mnt/b 0 4000 fill=1 => 4000\n"
            + "ls /cache =>\n"
            + file(NEW, SECOND, 4000)
            + "\n"
            + file(NEWER, SECOND, 100)
            + "\n",
        (clock, steps) -> {
          assertEquals(NEWER, clock.identify("a"));
          assertEquals(SECOND, changed(clock, NEWER, 100));
          clock.follow(steps.subList(1, steps.size()));
          assertEquals(NEW, clock.identify("b"));
          assertEquals(SECOND, changed(clock, NEW, 4000));
        });
  }

  @Test
  void statTellsTheIdentityToo() throws Exception {
    with(
        "app: writefile /mnt/a 0 100 fill=1 => 100\n"
            + "app: stat /mnt/a => mode=100644 size=100 ino="
            + (NEW + 2)
            + "\n",
        (clock, _) -> assertEquals(NEW, clock.identify("a")));
  }

  @Test
  void whatNobodySeesIsMadeUpWithoutClashing() throws Exception {
    with(
        "app: writefile /mnt/a 0 100 fill=1 => 100\n",
        (clock, _) -> {
          assertEquals(OLD + 2, clock.identify("a"));
          assertEquals(OLD + 4, clock.identify("b"));
        });
  }
}

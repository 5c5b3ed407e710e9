package org.fscachesim.scenario.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.devnode.wire.DaemonMessage;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.task.RandomWalk;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.scenario.KernelCall;
import org.fscachesim.scenario.explore.ScenarioRun;
import org.fscachesim.scenario.explore.Verdict;
import org.junit.jupiter.api.Test;

/// The kernel's own checkers of what the daemon is asked find a fault in kernels without the fix
/// for it, and nothing in kernels with it.
final class DaemonCheckersTest {
  private static final KernelConfig FIXED = Corpus.allFixed(KernelVersion.D6_12_117);

  /// Ids are given again, so that what is new can come first.
  private static final KernelConfig LOWEST_IDS = FIXED.without(CachefilesFix.CYCLIC_MESSAGE_IDS);

  private interface Play {
    void on(Stage stage) throws ErrnoException;
  }

  private static Verdict verdict(KernelConfig kernel, Play play) {
    StagedScenario scenario =
        new StagedScenario() {
          @Override
          public void play(Stage stage) throws ErrnoException {
            play.on(stage);
          }

          @Override
          public String name() {
            return "test";
          }

          @Override
          public String about() {
            return "A test.";
          }
        };
    return ScenarioRun.of(scenario, kernel, new RandomWalk(1), false).verdict();
  }

  private static void assertFound(Symptom symptom, String sign, Verdict verdict) {
    assertEquals(symptom, verdict.symptom(), verdict.describe());
    assertTrue(verdict.describe().contains(sign), verdict.describe());
  }

  /// A file in use, its daemon, and those who read it.
  private static final class Readers {
    final Stage stage;
    final Daemon daemon;
    private final Stage.Opened file;
    private final List<Task> tasks = new ArrayList<>();

    Readers(Stage stage) throws ErrnoException {
      this.stage = stage;
      this.daemon = stage.onDemandDaemon();
      this.file = stage.open(daemon, stage.volume("v"), "a");
    }

    void read(int page) {
      UserProcess app = stage.world().process("app");
      tasks.add(Reading.start(app, file.cookie(), page).task());
      stage.settle();
    }

    void completeNext() {
      daemon.call(() -> daemon.complete(file.fd(), daemon.nextRead().id()));
      stage.settle();
    }

    void serveAll() {
      daemon.call(daemon::serve);
      tasks.forEach(Task::join);
    }
  }

  /// One READ of page 1 waits while READs of other pages come and go.
  private static void crowd(Stage stage) throws ErrnoException {
    Readers readers = new Readers(stage);
    readers.read(0);
    readers.read(1);
    for (int turn = 0; turn < 20; turn++) {
      readers.completeNext();
      readers.read(2 + turn % 2);
    }
    readers.serveAll();
  }

  @Test
  void aRequestThatIsPassedOverAgainAndAgainIsStarved() {
    KernelConfig unfair = LOWEST_IDS.without(CachefilesFix.CYCLIC_FAIR_DEQUEUE);
    assertFound(Symptom.STARVATION, "H5", verdict(unfair, DaemonCheckersTest::crowd));
    assertEquals(new Verdict.Passed(), verdict(LOWEST_IDS, DaemonCheckersTest::crowd));
  }

  /// A READ that was handed out is new again, while there is always another one that came later.
  private static void restored(Stage stage) throws ErrnoException {
    Readers readers = new Readers(stage);
    readers.read(0);
    readers.daemon.call(readers.daemon::nextRead);
    readers.daemon.call(() -> readers.daemon.write("restore"));
    for (int turn = 0; turn < 20; turn++) {
      readers.read(1 + turn % 3);
      readers.completeNext();
    }
    readers.serveAll();
  }

  /// The search begins behind what was handed out last, and ids only grow: so what is restored has
  /// its turn when nothing newer is there.
  @Test
  void aRestoredRequestIsStarvedByThoseThatKeepComing() {
    assertFound(Symptom.STARVATION, "H5", verdict(FIXED, DaemonCheckersTest::restored));
  }

  /// A thread reads the OPEN of one file; another refuses it; the first answers when there is the
  /// OPEN of another file.
  private static void lateAnswer(Stage stage) throws ErrnoException {
    Daemon daemon = stage.onDemandDaemon();
    Volume volume = stage.volume("v");
    Cookie b = stage.onDemandCookie(volume, "b");
    stage.use(stage.onDemandCookie(volume, "a"));
    daemon.call(
        () -> {
          DaemonMessage.Open open = daemon.nextOpen();
          daemon.call(() -> daemon.copen(open, -Errno.EIO.code()));
          stage.use(b);
          daemon.call(daemon::nextOpen);
          var _ = KernelCall.errno(() -> daemon.copen(open, Stage.FILE_SIZE));
        });
    daemon.call(daemon::closeDevice);
  }

  @Test
  void anAnswerThatHitsAnotherRequestIsNotWhatWasMeant() {
    assertFound(Symptom.PROTOCOL, "H6", verdict(LOWEST_IDS, DaemonCheckersTest::lateAnswer));
    assertEquals(new Verdict.Passed(), verdict(FIXED, DaemonCheckersTest::lateAnswer));
  }
}

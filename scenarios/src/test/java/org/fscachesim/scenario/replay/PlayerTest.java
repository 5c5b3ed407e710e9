package org.fscachesim.scenario.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.scenario.script.GuestFiles;
import org.fscachesim.scenario.script.UnsupportedStep;
import org.fscachesim.scenario.transcript.Outcome;
import org.fscachesim.scenario.transcript.OutcomeDiff;
import org.fscachesim.scenario.transcript.Transcript;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlayerTest {
  @TempDir private Path directory;

  @BeforeEach
  void makeAnImage() throws Exception {
    byte[] image = new byte[10_000];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (i * 7 + i / 4096);
    }
    Files.createDirectories(directory.resolve("images"));
    Files.write(directory.resolve("images/blob"), image);
  }

  private ReplayResult replay(boolean live, String steps) throws Exception {
    Transcript transcript =
        Transcript.parse("t", "#! kernel 6.1.192  cache-fs ext4\n" + steps + "#! end\n");
    GuestFiles guest = new GuestFiles(directory.resolve("images"), directory.resolve("server"));
    assertEquals(List.of(), guest.missing(transcript));
    return new Replay((machine, _, _, _) -> ToyStage.boot(machine), live)
        .run(transcript, KernelVersion.D6_1_192, guest, ReplayListener.NONE);
  }

  private void assertPlays(boolean live, String steps) throws Exception {
    ReplayResult result = replay(live, steps);
    StringBuilder differences = new StringBuilder();
    for (StepResult d : result.differences()) {
      differences
          .append(d.step().line())
          .append(": ")
          .append(OutcomeDiff.lines(d.step().step(), d.step().expected(), d.actual()))
          .append('\n');
    }
    assertEquals("", differences.toString());
    assertEquals(new ReplayResult.End.Completed(), result.end());
    assertTrue(result.passed());
  }

  private void assertPlays(String steps) throws Exception {
    assertPlays(false, steps);
  }

  @Test
  void aDescriptorIsKnownByItsNameUntilItIsClosed() throws Exception {
    assertPlays(
        """
        d: open dev => ok
        d: dup dev copy => ok
        d: close dev => ok
        d: close dev => EBADF
        d: getfl copy => accmode=rw nonblock=0
        d: fstat copy => mode=600 size=0 blocks=0
        d: link copy => /dev/toy
        d: write other "x" => EBADF
        e: write copy "x" => EBADF
        d: open dev wo => ok
        d: getfl dev => accmode=wo nonblock=0
        d: open dev nonblock => ok
        d: getfl dev => accmode=rw nonblock=1
        d: ioctl dev 0x1234 0 => ENOTTY
        d: fsync dev => EINVAL
        d: fallocate dev 0 0 4096 => ENODEV
        d: ftruncate dev 5 => EINVAL
        d: lseek dev 0 SET => ESPIPE
        d: open other /dev/none => ENOENT
        """);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void messagesAreReadByNameAndAnswered(boolean live) throws Exception {
    assertPlays(
        live,
        """
        d: open dev => ok
        d: poll dev 0 => none
        d: read dev as none => 0
        app&: mount toyfs none /mnt "" => started
        d: poll dev 1000 => in
        d: read dev size=5 as m1 => EMSGSIZE
        d: copen m1 5 dev => EINVAL
        d: read dev as m1 => OPEN id=0 len=40 object=1 flags=0 volume_key_size=4 cookie_key_size=4 volume="toy\\x00" cookie="blob"
        d: link m1.fd => anon_inode:[toy]
        d: write dev "copen ${m1.id},12288" => 13
        join app => ok
        app&: cat /mnt/blob 0 4096 => started
        d: poll dev 1000 in => in
        d: read dev as r => READ id=1 len=32 object=1 off=0 count=4096
        d: pwrite m1.fd ${r.off} ${r.len} image=/img/blob => 4096
        d: cread r => ok
        d: cread r => EINVAL
        join app => 4096 crc32=d3b3c7bc
        app: umount /mnt => ok
        d: read dev as c => CLOSE id=2 len=16 object=1
        """);
  }

  @Test
  void aMessageThatWasNotReadCannotBeAnswered() throws Exception {
    assertPlays(
        """
        d: open dev => ok
        d: read dev as m => 0
        d: fill m image=/img/blob => ?no message
        d: cread m => ENOENT
        d: copen m 5 dev => EINVAL
        d: write dev "copen ${m.id},5" => ?no message
        d: ioctl m.fd READ_COMPLETE ${m.id} => EBADF
        d: ioctl dev READ_COMPLETE ${m.id} => ?no message
        app&: mount toyfs none /mnt "" => started
        d: read dev as o => OPEN id=0 len=40 object=1 flags=0 volume_key_size=4 cookie_key_size=4 volume="toy\\x00" cookie="blob"
        d: fill o image=/img/blob => ?no message
        d: pwrite o.fd ${o.off} 5 fill=00 => ?no message
        """);
  }

  @Test
  void whatIsNoMessageIsText() throws Exception {
    assertPlays(
        """
        d: open dev => ok
        d: write dev "state" => 5
        d: read dev => 13 "cull=0 brun=1"
        """);
  }

  @Test
  void anActorThatDoesNotComeBackIsBlockedAndBusyUntilJoined() throws Exception {
    assertPlays(
        """
        d: open dev => ok
        app: mount toyfs none /mnt "" => blocked
        app: names /mnt => ?busy
        app&: names /mnt => ?busy
        join app 100 => blocked
        d: read dev as m => OPEN id=0 len=40 object=1 flags=0 volume_key_size=4 cookie_key_size=4 volume="toy\\x00" cookie="blob"
        d: copen m -5 dev => 10
        join app 100 => EIO
        join app => idle
        join nobody => idle
        app: umount /mnt => EINVAL
        """);
  }

  @Test
  void aKilledActorIsGoneWithAllThatItHad() throws Exception {
    assertPlays(
        """
        d: open dev => ok
        app: open dev => ok
        app&: mount toyfs none /mnt "" => started
        kill app => dead
        join app => idle
        app: close dev => EBADF
        kill nobody => idle
        """);
  }

  @Test
  void aGivenDescriptorIsKnownByTheSameNameAndOutlivesTheGiver() throws Exception {
    assertPlays(
        """
        a: open dev => ok
        give a b dev => ok
        kill a => dead
        b: poll dev 0 => none
        give b c other => EBADF
        give nobody c dev => EBADF
        """);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void serveAnswersEverythingUntilNothingComes(boolean live) throws Exception {
    assertPlays(
        live,
        """
        d: open dev => ok
        app&: mount toyfs none /mnt "" => started
        d: serve dev dir=/img idle=200 => opens=1 reads=0 bytes=0 closes=0
        join app => ok
        app: names /mnt => blob other
        app: stat /mnt/blob => mode=100644 size=12288 ino=42
        app: cat /mnt/nosuch => ENOENT
        app&: cat /mnt/blob chunk=4096 => started
        d: serve dev dir=/img idle=200 => opens=0 reads=2 bytes=8192 closes=0
        join app => EIO after 8192
        app&: cat /mnt/blob 4096 4096 => started
        d: serve dev image=/img/blob idle=200 count=1 => opens=0 reads=1 bytes=4096 closes=0
        join app => 4096 crc32=8d1fe65a
        app: umount /mnt => ok
        d: serve dev dir=/img idle=200 => opens=0 reads=0 bytes=0 closes=1
        d: serve other dir=/img => EBADF
        """);
  }

  @Test
  void serveNotesTheFirstCallThatFailedAndGoesOn() throws Exception {
    assertPlays(
        """
        d: open dev => ok
        app&: mount toyfs none /mnt "" => started
        d: serve dev dir=/img idle=200 => opens=1 reads=0 bytes=0 closes=0
        echo 1 /proc/sys/toy => ok
        app&: cat /mnt/blob 0 4096 => started
        d: serve dev dir=/img idle=200 => opens=0 reads=1 bytes=4096 closes=0 fault=pwrite:-1
        join app => 4096 crc32=c71c0011
        """);
  }

  @Test
  void theCacheDirectoryIsChangedAndSeenFromOutside() throws Exception {
    assertPlays(
        """
        mkdir /cache/sub => ok
        mkdir /cache/sub => EEXIST
        mkfile /cache/sub/file 10 => ok
        echo hello /cache/sub/text => ok
        setxattr /cache/sub/file 0102 => ok
        xattr /cache/sub/file => 0102
        xattr /cache/sub/text => ENODATA
        crc /cache/sub/text => 6 crc32=363a3020
        crc /img/blob => 10000 crc32=a708ab5c
        extents /cache/sub/text => 0-6
        extents /cache/sub => 0-9223372036854775807
        mkdir /cache/sub/@0a => ok
        mkdir /cache/sub/@0b => ok
        mkdir /cache/sub/@0b/x => ok
        mkdir /cache/graveyard => ok
        mkdir /cache/graveyard/655e5d2a00000001 => ok
        mkfile "/cache/sub/a b\\xc3\\x01\\\\" => ok
        ls /cache =>
          graveyard/ mode=700
            TTTTTTTT00000001/ mode=700
          sub/ mode=700
            @0b/ mode=700
              x/ mode=700
            a b\\xc3\\x01\\x5c mode=600 size=0 data=none
            file mode=600 size=10 data=none xattr=0102
            text mode=600 size=6 data=0-6
            (1 empty fan-out directories)
        cp /cache/sub/text /cache/copy => ok
        rename /cache/copy /cache/moved => ok
        exists /cache/copy => no
        exists /cache/moved => yes
        a: cat /cache/moved => 6 crc32=363a3020
        a: writefile /cache/moved 10 3 fill=41 => 3
        a: truncate /cache/moved 11 => ok
        a: stat /cache/sub/none => ENOENT
        a: names /cache => graveyard moved sub
        rm /cache/sub => ok
        rm /cache/graveyard => ok
        ls /cache =>
          moved mode=600 size=11 data=0-11
        remountfs ro => ok
        mkdir /cache/x => EROFS
        remountfs rw => ok
        sync => ok
        proc caches =>
          CACHE
          =====
        proc nosuch => ENOENT
        trace on => ok
        trace dump =>
        """);
  }

  /// A mount that fails leaves something to a worker, and the script looks whether it has done it.
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aLookMayComeBeforeOrAfterAWorkerThatAStepAheadOfAJoinSetOff(int swept) throws Exception {
    assertPlays(failedMountAndLook(swept));
  }

  @Test
  void noLookSeesWhatNeverIs() throws Exception {
    ReplayResult result = replay(false, failedMountAndLook(2));
    assertEquals(1, result.differences().size());
    assertEquals(Outcome.of(List.of("1")), result.differences().getFirst().actual());
  }

  private static String failedMountAndLook(int swept) {
    return """
    d: open dev => ok
    a&: mount toyfs none /mnt "" => started
    d: poll dev 3000 in => in
    d: read dev as m => OPEN id=0 len=40 object=1 flags=0 volume_key_size=4 cookie_key_size=4 \
    volume="toy\\x00" cookie="blob"
    proc swept =>
      0
    d: copen m -5 dev => 10
    join a => EIO
    proc swept =>
      SWEPT
    proc swept =>
      1
    """
        .replace("SWEPT", Integer.toString(swept));
  }

  @Test
  void freeSpaceIsTakenOverAndAheadOfItsStepAfterABallast() throws Exception {
    assertPlays(
        """
        statfs /cache => bsize=4096 blocks=100 bfree=90 bavail=80 files=50 ffree=40
        ballast 8192 => ok
        statfs /cache => bsize=4096 blocks=100 bfree=70 bavail=60 files=50 ffree=39
        unballast => ok
        unballast => ENOENT
        ballast 350000 => ok
        unballast => ok
        statfs /cache => bsize=4096 blocks=100 bfree=91 bavail=81 files=50 ffree=41
        """);
  }

  @Test
  void anOutcomeThatDiffersIsADifferenceAndTheReplayGoesOn() throws Exception {
    ReplayResult result = replay(false, "sleep 5 => 7\nsleep 5 => ok\n");
    assertEquals(List.of(2), result.differences().stream().map(d -> d.step().line()).toList());
    assertEquals(2, result.results().size());
    assertTrue(!result.passed());
  }

  @Test
  void whatTheStageCannotDoLeavesTheTranscriptUndecided() throws Exception {
    Replay replay =
        new Replay(
            (_, _, header, _) -> {
              throw new UnsupportedStep("no " + header.cacheFs());
            },
            false);
    ReplayResult result =
        replay.run(
            Transcript.parse("t", "#! kernel x  cache-fs xfs\nsync => ok\n#! end\n"),
            KernelVersion.V6_7,
            new GuestFiles(directory, directory),
            ReplayListener.NONE);
    assertEquals(new ReplayResult.End.Undecided("no xfs"), result.end());
  }

  @Test
  void anErrorOfTheProgramEndsTheReplay() throws Exception {
    Replay replay =
        new Replay(
            (_, _, _, _) -> {
              throw new IllegalStateException("x");
            },
            false);
    ReplayResult result =
        replay.run(
            Transcript.parse("t", "#! kernel x  cache-fs xfs\nsync => ok\n#! end\n"),
            KernelVersion.V6_7,
            new GuestFiles(directory, directory),
            ReplayListener.NONE);
    assertInstanceOf(ReplayResult.End.Broken.class, result.end());
  }

  @Test
  void missingImagesAreNamedBeforeAnythingIsPlayed() throws Exception {
    Transcript transcript =
        Transcript.parse(
            "t",
            """
            #! kernel x  cache-fs ext4
            #! server-file big qid.path=1 mtime=2 size=3
            d: fill m image=/img/none => ok
            d: pwrite f 0 5 image=/img/../secret => 5
            d: serve dev dir=/img => ok
            d: serve dev image=/etc/passwd => ok
            #! end
            """);
    Path images = directory.resolve("images");
    Path server = directory.resolve("server");
    assertEquals(
        List.of(
            "/img/none: looked for it in " + images + " (--images says where)",
            "/img/../secret: looked for it in " + images + " (--images says where)",
            "/etc/passwd: looked for it in " + images + " (--images says where)",
            "server file big: looked for it in " + server + " (--server says where)"),
        new GuestFiles(images, server).missing(transcript));
  }
}

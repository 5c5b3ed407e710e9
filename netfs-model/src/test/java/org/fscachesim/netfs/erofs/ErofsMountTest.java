package org.fscachesim.netfs.erofs;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.fscachesim.kernel.KernelVersion.V5_19;
import static org.fscachesim.netfs.erofs.ErofsWorld.cat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.task.Task;
import org.fscachesim.kernel.vfs.ClientFilesystem;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Mounting, sharing and unmounting. The messages are those that recorded kernels sent.
final class ErofsMountTest {
  private static final String MULTI = "fsid=multi.img,device=blob1.img";

  @ParameterizedTest
  @EnumSource(KernelVersion.class)
  void aMountOpensTheBlobAndReadsItsFirstPage(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          ClientFilesystem fs = world.mount("fsid=plain.img");
          assertEquals(List.of("OPEN plain.img", "READ plain.img 0+4096"), world.cache.take());
          fs.unmount();
          world.assertGone();
          assertEquals(List.of("CLOSE plain.img", "FREE erofs,plain.img"), world.cache.take());
        });
  }

  @Test
  void aRemountReadsNothingThatIsCached() {
    Sim.run(
        D6_12_117,
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          world.mount("fsid=plain.img").unmount();
          world.assertGone();
          world.cache.take();
          world.mount("fsid=plain.img").unmount();
          world.assertGone();
          assertEquals(
              List.of("OPEN plain.img", "CLOSE plain.img", "FREE erofs,plain.img"),
              world.cache.take());
        });
  }

  @Test
  void anExtraDeviceIsOpenedAfterTheSuperBlockIsRead() {
    Sim.run(
        D6_12_117,
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          ClientFilesystem fs = world.mount(MULTI);
          kernel.sleepMillis(1);
          assertEquals(
              List.of("OPEN multi.img", "READ multi.img 0+4096", "OPEN blob1.img"),
              world.cache.take());
          fs.unmount();
          world.assertGone();
        });
  }

  @Test
  void extraDevicesAreReleasedFirstAndBefore62Last() {
    for (KernelVersion version : List.of(D6_12_117, D6_1_192)) {
      Sim.run(
          version,
          kernel -> {
            ErofsWorld world = new ErofsWorld(kernel);
            ClientFilesystem fs = world.mount(MULTI);
            kernel.sleepMillis(1);
            world.cache.take();
            fs.unmount();
            world.assertGone();
            assertEquals(
                version == D6_12_117
                    ? List.of("CLOSE blob1.img", "CLOSE multi.img", "FREE erofs,multi.img")
                    : List.of("CLOSE multi.img", "CLOSE blob1.img", "FREE erofs,multi.img"),
                world.cache.take());
          });
    }
  }

  @Test
  void aMissingExtraDeviceIsNoticedOnlyWhenItIsRead() {
    Sim.run(
        D6_12_117,
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          ClientFilesystem fs = world.mount("fsid=multi.img,device=nosuch");
          assertEquals(List.of("f1", "f2", "hole"), fs.names(""));
          assertEquals(Errno.ENOBUFS, ErofsWorld.catFails(fs, "f2"));
          fs.unmount();
          world.assertGone();
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = KernelVersion.class,
      names = {"D6_12_117", "D6_1_192"})
  void mountsThatCannotWorkSayWhyAndLeaveNothing(KernelVersion version) {
    Sim.run(
        version,
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          byte[] damaged = ErofsWorld.image("plain.img");
          damaged[2000] ^= 1;
          world.cache.with("damaged.img", damaged).with("zero.img", new byte[8192]);
          assertEquals(Errno.ENOBUFS, world.mountFails("fsid=nosuch.img"));
          assertEquals(Errno.EINVAL, world.mountFails("fsid="));
          assertEquals(Errno.EINVAL, world.mountFails("fsid=multi.img"));
          assertEquals(Errno.EINVAL, world.mountFails(MULTI + ",device=another"));
          assertEquals(Errno.EINVAL, world.mountFails("fsid=zero.img"));
          assertEquals(Errno.EBADMSG, world.mountFails("fsid=damaged.img"));
          assertEquals(Errno.EINVAL, world.mountFails("fsid=plain.img,nonsense"));
          assertEquals(Errno.EINVAL, world.mountFails("fsid=plain.img,domain_id="));
          assertEquals(Errno.ENOENT, world.mountFails(""));
          world.assertGone();
          assertTrue(kernel.log().warnings().isEmpty());
          assertEquals("300000 1055e31a", cat(world.mount("fsid=plain.img"), "big"));
        });
  }

  @Test
  void aRefusedReadFailsTheMountWithEio() {
    for (KernelVersion version : List.of(D6_12_117, D6_1_192)) {
      Sim.run(
          version,
          kernel -> {
            ErofsWorld world = new ErofsWorld(kernel);
            world.cache.daemon = (_, _, _) -> -1;
            assertEquals(Errno.EIO, world.mountFails("fsid=plain.img"));
            world.cache.daemon = (_, _, _) -> 0;
            assertEquals(Errno.EIO, world.mountFails("fsid=plain.img"));
            world.cache.daemon = (_, _, length) -> length;
            world.cache.readError = Errno.ENODATA;
            assertEquals(Errno.ENODATA, world.mountFails("fsid=plain.img"));
            world.cache.readError = null;
            world.mount("fsid=plain.img").unmount();
            world.assertGone();
          });
    }
  }

  @Test
  void theSameImageCannotBeMountedTwice() {
    Sim.run(
        D6_12_117,
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          ClientFilesystem fs = world.mount("fsid=plain.img");
          world.cache.take();
          assertEquals(Errno.EBUSY, world.mountFails("fsid=plain.img"));
          assertEquals(List.of(), world.cache.take());
          ClientFilesystem other = world.mount("fsid=inline.img");
          assertEquals(cat(fs, "big"), cat(other, "big"));
          fs.unmount();
          other.unmount();
          world.assertGone();
        });
  }

  @Test
  void aDomainSharesItsVolumeAndBlobs() {
    Sim.run(
        D6_12_117,
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          world.cache.with("other.img", ErofsWorld.image("multi.img"));
          ClientFilesystem first = world.mount(MULTI + ",domain_id=dom0");
          ClientFilesystem plain = world.mount("fsid=plain.img,domain_id=dom0");
          kernel.sleepMillis(1);
          world.cache.take();
          ClientFilesystem second = world.mount("fsid=other.img,device=blob1.img,domain_id=dom0");
          assertEquals(List.of("OPEN other.img", "READ other.img 0+4096"), world.cache.take());
          assertEquals(Errno.EEXIST, world.mountFails("fsid=plain.img,domain_id=dom0"));
          assertEquals(List.of(), world.cache.take());

          cat(first, "f2");
          assertEquals(18, world.cache.take().size());
          cat(second, "f2");
          assertEquals(List.of(), world.cache.take());

          first.unmount();
          kernel.sleepMillis(1000);
          assertEquals(List.of("CLOSE multi.img"), world.cache.take());
          plain.unmount();
          second.unmount();
          world.assertGone();
          assertEquals(
              List.of("CLOSE plain.img", "CLOSE blob1.img", "CLOSE other.img", "FREE erofs,dom0"),
              world.cache.take());
        });
  }

  @Test
  void anImageThatIsADeviceOfAnotherMountIsNotNew() {
    Sim.run(
        D6_12_117,
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          ClientFilesystem fs = world.mount(MULTI + ",domain_id=dom0");
          assertEquals(Errno.EEXIST, world.mountFails("fsid=blob1.img,domain_id=dom0"));
          assertEquals(Errno.EINVAL, world.mountFails("fsid=blob1.img,domain_id=dom1"));
          fs.unmount();
          world.assertGone();
        });
  }

  @Test
  void domainsCameWithAReleaseOfTheirOwn() {
    Sim.run(
        V5_19,
        kernel ->
            assertEquals(
                Errno.EINVAL, new ErofsWorld(kernel).mountFails("fsid=plain.img,domain_id=dom0")));
  }

  @Test
  void mountsOfOneDomainMayRace() {
    Sim.explore(
        D6_12_117,
        60,
        kernel -> {
          ErofsWorld world = new ErofsWorld(kernel);
          int[] outcomes = new int[2];
          List<Task> tasks =
              IntStream.range(0, 3)
                  .mapToObj(
                      i ->
                          kernel.spawn(
                              "mount",
                              () -> {
                                try {
                                  String fsid = i == 2 ? "inline.img" : "plain.img";
                                  world.mount("fsid=" + fsid + ",domain_id=d").unmount();
                                  outcomes[0]++;
                                } catch (ErrnoException e) {
                                  assertEquals(Errno.EEXIST, e.errno());
                                  outcomes[1]++;
                                }
                              }))
                  .toList();
          tasks.forEach(Task::join);
          assertEquals(3, outcomes[0] + outcomes[1]);
          assertTrue(outcomes[0] >= 2);
          world.assertGone();
        });
  }
}

package org.fscachesim.netfs.erofs;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.invariant.Invariant;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.kernel.testing.LeavesTheWorldBroken;
import org.fscachesim.netfs.pagecache.Folio;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The checker notices what it is for: a world with a mount in a domain is damaged in one place,
/// and it says so.
@LeavesTheWorldBroken("each damages a world on purpose, and looks whether the checker says so")
final class ErofsInvariantsTest {
  private interface Damage {
    void to(ErofsWorld world, ErofsInvariants checker) throws ErrnoException;
  }

  private static DynamicTest notices(ErofsInvariant expected, Damage damage) {
    return DynamicTest.dynamicTest(
        expected.toString(),
        () ->
            Sim.run(
                D6_12_117,
                kernel -> {
                  ErofsWorld world = new ErofsWorld(kernel);
                  world.mount("fsid=plain.img,domain_id=d");
                  ErofsInvariants checker = kernel.checkers().get(ErofsInvariants.class);
                  assertEquals(List.of(), checker.violations());
                  damage.to(world, checker);
                  List<Invariant> found =
                      checker.violations().stream().map(Violation::invariant).toList();
                  assertTrue(found.contains(expected), expected + " is not among " + found);
                }));
  }

  private static Blob another(Kernel kernel, ErofsWorld world, boolean used) throws ErrnoException {
    Domain domain =
        new Domain(
            kernel, "d", Objects.requireNonNull(world.fscache.acquireVolume("v", null, null)));
    Blob blob = Blob.acquire(kernel, world.fscache, domain.volume(), "plain.img", domain);
    assertNotNull(blob.peekCookie());
    if (!used) {
      blob.peekCookie().unuse();
    }
    return blob;
  }

  @TestFactory
  List<DynamicTest> theCheckerNotices() {
    return List.of(
        notices(
            ErofsInvariant.WHOLE_PAGES_ARE_ASKED_FOR,
            (_, c) -> c.preparing("plain.img", 512, 4096)),
        notices(
            ErofsInvariant.WHOLE_PAGES_ARE_ASKED_FOR, (_, c) -> c.preparing("plain.img", 4096, 1)),
        notices(ErofsInvariant.BLOBS_ARE_IN_USE, (w, _) -> another(w.kernel, w, false)),
        notices(ErofsInvariant.ONE_COOKIE_PER_BLOB, (w, _) -> another(w.kernel, w, true)),
        notices(
            ErofsInvariant.A_WINDOW_FAILS_AS_A_WHOLE,
            (w, c) -> {
              ErofsMount mount = (ErofsMount) w.mount("fsid=inline.img");
              Folio page = Objects.requireNonNull(mount.root().mapping().addLocked(9));
              page.markUptodate();
              c.complete(page, true);
            }),
        notices(ErofsInvariant.NOTHING_WITHOUT_A_MOUNT, (_, c) -> c.unregistered()));
  }
}

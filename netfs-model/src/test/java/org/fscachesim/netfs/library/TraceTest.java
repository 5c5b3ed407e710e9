package org.fscachesim.netfs.library;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import java.util.List;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.trace.TraceBuffer;
import org.fscachesim.netfs.event.NetfsEvent;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.testing.Sim;
import org.junit.jupiter.api.Test;

/// What is traced of the read of a cold file of 10000 bytes, and of what follows. The lines are
/// those that real kernels traced for 9p (`orig-9p-trace`), which reads the same way; there the
/// order between tasks is another one.
final class TraceTest {
  private static List<String> lines(Kernel kernel) {
    return kernel.trace().entries().stream()
        .map(TraceBuffer.Entry::event)
        .filter(NetfsEvent.class::isInstance)
        .map(e -> e.event() + ": " + e.text())
        .toList();
  }

  private static void assertTraced(Kernel kernel, String recorded) {
    List<String> traced = lines(kernel);
    int at = 0;
    for (String line : Splitter.on('\n').omitEmptyStrings().split(recorded)) {
      int found = traced.subList(at, traced.size()).indexOf(line);
      assertTrue(
          found >= 0, () -> line + "\nis not traced in this order:\n" + String.join("\n", traced));
      at += found + 1;
    }
  }

  @Test
  void theReadHelpersTraceAsRecorded() {
    Sim.run(
        D6_1_192,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 10_000);
          f.server.clearTail = true;
          f.storage().async = true;
          kernel.trace().turn(true);
          assertTrue(f.readsRight(0, 10_000));
          f.awaitCount("rr", 0);
          assertTraced(
              kernel,
              """
              netfs_read: R=00000001 READAHEAD c=00000002 ni=7 s=0 3000
              netfs_rreq_ref: R=00000001 GET SUBREQ  r=2
              netfs_sreq: R=00000001[0] DOWN PREP  f=01 s=0 0/2710 e=0
              netfs_sreq: R=00000001[0] DOWN SUBMT f=01 s=0 0/2710 e=0
              netfs_sreq: R=00000001[0] DOWN TERM  f=03 s=0 2710/2710 e=0
              netfs_sreq_ref: R=00000001[0] PUT TERM    r=1
              netfs_rreq_ref: R=00000001 GET SUBREQ  r=3
              netfs_sreq: R=00000001[1] ZERO PREP  f=00 s=2710 0/8f0 e=0
              netfs_sreq: R=00000001[1] ZERO SUBMT f=00 s=2710 0/8f0 e=0
              netfs_sreq: R=00000001[1] ZERO TERM  f=02 s=2710 8f0/8f0 e=0
              netfs_sreq_ref: R=00000001[1] PUT TERM    r=1
              netfs_rreq: R=00000001 RA ASSESS  f=22
              netfs_rreq: R=00000001 RA UNLOCK  f=22
              netfs_rreq: R=00000001 RA COPY    f=02
              netfs_sreq_ref: R=00000001[1] PUT NO COPY r=0
              netfs_sreq: R=00000001[1] ZERO FREE  f=02 s=2710 8f0/8f0 e=0
              netfs_rreq_ref: R=00000001 PUT SUBREQ  r=2
              netfs_sreq_ref: R=00000001[0] GET COPY2C  r=2
              netfs_sreq: R=00000001[0] DOWN WRITE f=03 s=0 2710/3000 e=0
              netfs_sreq: R=00000001[0] DOWN WTERM f=03 s=0 2710/3000 e=0
              netfs_rreq: R=00000001 RA DONE    f=02
              netfs_sreq_ref: R=00000001[0] PUT CLEAR   r=1
              netfs_rreq_ref: R=00000001 PUT COMPLT  r=1
              netfs_sreq_ref: R=00000001[0] PUT TERM    r=0
              netfs_sreq: R=00000001[0] DOWN FREE  f=03 s=0 2710/3000 e=0
              netfs_rreq_ref: R=00000001 PUT SUBREQ  r=0
              netfs_rreq: R=00000001 RA FREE    f=02
              """);
          f.close();
        });
  }

  @Test
  void theLibraryTracesAsRecorded() {
    Sim.run(
        D6_12_117,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 10_000);
          f.server.clearTail = true;
          kernel.trace().turn(true);
          assertTrue(f.readsRight(0, 10_000));
          f.awaitCount("rr", 0);
          f.sync();
          f.awaitCount("rr", 0);
          assertTraced(
              kernel,
              """
              netfs_rreq_ref: R=00000001 NEW         r=1
              netfs_read: R=00000001 READAHEAD c=00000002 ni=7 s=0 l=3000 sz=2710
              netfs_rreq_ref: R=00000001 GET SUBREQ  r=2
              netfs_sreq: R=00000001[1] ---- ADD   f=00 s=0 0/3000 s=0 e=0
              netfs_folio: i=7 ix=00000-00000 mark-copy
              netfs_folio: i=7 ix=00000-00000 read-unlock
              netfs_folio: i=7 ix=00001-00001 mark-copy
              netfs_folio: i=7 ix=00001-00001 read-unlock
              netfs_sreq: R=00000001[2] ---- ADD   f=00 s=2710 0/8f0 s=0 e=0
              netfs_sreq: R=00000001[2] ZERO SUBMT f=00 s=2710 0/8f0 s=0 e=0
              netfs_folio: i=7 ix=00002-00002 read-done
              netfs_folio: i=7 ix=00002-00002 read-unlock
              netfs_rreq: R=00000001 RA ASSESS  f=20
              netfs_rreq: R=00000001 RA WAKE-IP f=20
              netfs_rreq: R=00000001 RA DONE    f=00
              netfs_rreq_ref: R=00000001 PUT RETURN  r=0
              netfs_rreq: R=00000001 RA FREE    f=00
              netfs_rreq_ref: R=00000002 NEW         r=1
              netfs_write: R=00000002 WRITEBACK c=00000002 i=7 by=0-ffffffffffffffff
              netfs_folio: i=7 ix=00000-00000 store-copy
              netfs_rreq_ref: R=00000002 GET SUBREQ  r=2
              netfs_sreq: R=00000002[1] WRIT PREP  f=00 s=0 0/0 s=0 e=0
              netfs_folio: i=7 ix=00001-00001 store-copy
              netfs_sreq: R=00000002[1] WRIT SUBMT f=100 s=0 0/2000 s=0 e=0
              netfs_sreq: R=00000002[1] WRIT TERM  f=100 s=0 2000/2000 s=0 e=0
              netfs_rreq: R=00000002 WB COLLECT f=2020
              netfs_sreq_ref: R=00000002[1] PUT DONE    r=0
              netfs_sreq: R=00000002[1] WRIT FREE  f=00 s=0 2000/2000 s=0 e=0
              netfs_rreq: R=00000002 WB WR-DONE f=2020
              netfs_rreq: R=00000002 WB WAKE-IP f=2020
              netfs_rreq_ref: R=00000002 PUT WORK CP r=0
              netfs_rreq: R=00000002 WB FREE    f=2000
              """);
          f.close();
        });
  }

  @Test
  void theStatisticsAndTheListLookAsTheyDoInTheKernel() {
    Sim.run(
        D6_12_117,
        kernel -> {
          Fixture f = Fixture.cached(kernel, 10_000);
          assertTrue(f.readsRight(0, 10_000));
          f.awaitCount("rr", 0);
          f.sync();
          f.awaitCount("rr", 0);
          assertTrue(
              f.fscache
                  .proc()
                  .stats()
                  .startsWith(
                      """
                      Reads  : DR=0 RA=1 RF=0 WB=0 WBZ=0
                      Writes : BW=0 WT=0 DW=0 WP=1 2C=0
                      ZeroOps: ZR=1 sh=0 sk=0
                      DownOps: DL=1 ds=1 df=0 di=0
                      CaRdOps: RD=0 rs=0 rf=0
                      UpldOps: UL=0 us=0 uf=0
                      CaWrOps: WR=1 ws=1 wf=0
                      Objs   : rr=0 sr=0 foq=0 wsc=0
                      WbLock : skip=0 wait=0
                      -- FS-Cache statistics --
                      """));
          NetfsRequest open =
              NetfsRequest.allocate(
                  f.inode, null, RequestOrigin.READAHEAD, new FileRange(4096, 8192));
          assertEquals(
              """
              REQUEST  OR REF FL ERR  OPS COVERAGE
              ======== == === == ==== === =========
              00000003 RA   1 20    0   0 @1000 0/2000
              """,
              f.netfs.requests());
          open.put(RequestRefTrace.PUT_FAILED, false);
          f.awaitCount("rr", 0);
          assertEquals(2, f.netfs.requests().lines().count());
          f.close();
        });
  }
}

package org.fscachesim.stack.conformance;

import java.util.List;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.kernel.Errno;
import org.fscachesim.netfs.event.CollectEvent;
import org.fscachesim.netfs.event.DonateTrace;
import org.fscachesim.netfs.event.FolioQueueTrace;
import org.fscachesim.netfs.event.FolioTrace;
import org.fscachesim.netfs.event.NetfsEvent;
import org.fscachesim.netfs.event.NetfsEvent.Piece;
import org.fscachesim.netfs.event.NetfsEvent.Style;
import org.fscachesim.netfs.event.ReadDataEvent;
import org.fscachesim.netfs.event.ReadTrace;
import org.fscachesim.netfs.event.RequestRefTrace;
import org.fscachesim.netfs.event.RequestTrace;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.fscachesim.netfs.event.WriteTrace;
import org.jspecify.annotations.Nullable;

/// The layout of the recorded events of the network library.
final class NetfsTraceLayouts {
  private NetfsTraceLayouts() {}

  static final List<TraceLayout> ALL =
      List.of(
          TraceLayout.of("netfs_read", "R=X W c=X ni=X s=X l=X sz=X", f -> read(Style.LIBRARY, f)),
          TraceLayout.of("netfs_read", "R=X W c=X ni=X s=X X", f -> read(Style.HELPERS, f)),
          TraceLayout.of(
              "netfs_write",
              "R=X W c=X i=X by=X-X",
              f -> {
                int request = f.id();
                WriteTrace why = f.constant(WriteTrace.class, WriteTrace::text);
                int cookie = f.id();
                long inode = f.hex();
                long start = f.hex();
                return new NetfsEvent.Write(
                    request, why, cookie, inode, start, f.hex() - start + 1);
              }),
          TraceLayout.of(
              "netfs_folio",
              "i=X ix=X-X W",
              f -> {
                long inode = f.hex();
                long first = f.hex();
                f.text(); // the last page of the folio, which is the first
                return new NetfsEvent.Page(
                    inode, first, f.constant(FolioTrace.class, FolioTrace::text));
              }),
          TraceLayout.of(
              "netfs_rreq",
              "R=X W W f=X",
              f ->
                  new NetfsEvent.Request(
                      f.id(),
                      f.text(),
                      f.constant(RequestTrace.class, RequestTrace::text),
                      f.id())),
          TraceLayout.of(
              "netfs_sreq", "R=X[X] W W f=X s=X X/X s=D e=D", f -> subrequest(Style.LIBRARY, f)),
          TraceLayout.of(
              "netfs_sreq", "R=X[X] W W f=X s=X X/X e=D", f -> subrequest(Style.HELPERS, f)),
          TraceLayout.of(
              "netfs_rreq_ref",
              "R=X W r=D",
              f ->
                  new NetfsEvent.RequestRef(
                      f.id(),
                      f.constant(RequestRefTrace.class, RequestRefTrace::text),
                      f.number())),
          TraceLayout.of(
              "netfs_sreq_ref",
              "R=X[X] W r=D",
              f ->
                  new NetfsEvent.SubrequestRef(
                      f.id(),
                      f.id(),
                      f.constant(SubrequestRefTrace.class, SubrequestRefTrace::text),
                      f.number())),
          TraceLayout.of(
              "netfs_folioq",
              "R=X fq=X W",
              f ->
                  new ReadDataEvent.Queue(
                      f.id(), f.id(), f.constant(FolioQueueTrace.class, FolioQueueTrace::text))),
          TraceLayout.of(
              "netfs_progress",
              "R=X[X] s=X ct=X/X pa=X/X sl=X",
              f ->
                  new ReadDataEvent.Progress(
                      f.id(), f.id(), f.hex(), f.hex(), f.hex(), f.hex(), f.hex(), f.id())),
          TraceLayout.of(
              "netfs_donate",
              "R=X[X] -> [X] W am=X",
              f ->
                  new ReadDataEvent.Donate(
                      f.id(),
                      f.id(),
                      f.id(),
                      f.constant(DonateTrace.class, DonateTrace::text),
                      f.hex())),
          TraceLayout.of(
              "netfs_collect", "R=X s=X-X", f -> new CollectEvent.Begin(f.id(), f.hex(), f.hex())),
          TraceLayout.of(
              "netfs_collect_sreq",
              "R=X[X:X] s=X t=X/X",
              f -> new CollectEvent.Subrequest(f.id(), f.id(), f.id(), f.hex(), f.hex(), f.hex())),
          TraceLayout.of(
              "netfs_collect_stream",
              "R=X[X:] cto=X frn=X",
              f -> new CollectEvent.Stream(f.id(), f.id(), f.hex(), f.id())),
          TraceLayout.of(
              "netfs_collect_state",
              "R=X col=X cln=X n=X",
              f -> new CollectEvent.State(f.id(), f.hex(), f.hex(), f.id())),
          TraceLayout.of(
              "netfs_collect_folio",
              "R=X ix=X r=X-X t=X/X",
              f -> new CollectEvent.Page(f.id(), f.hex(), f.hex(), f.hex(), f.hex(), f.hex())));

  private static NetfsEvent read(Style style, TraceLayout.Fields f) {
    int request = f.id();
    ReadTrace why = f.constant(ReadTrace.class, ReadTrace::text);
    int cookie = f.id();
    long inode = f.hex();
    long start = f.hex();
    long length = f.hex();
    long fileSize = style == Style.LIBRARY ? f.hex() : 0;
    return new NetfsEvent.Read(style, request, why, cookie, inode, start, length, fileSize);
  }

  private static NetfsEvent subrequest(Style style, TraceLayout.Fields f) {
    int request = f.id();
    int index = f.id();
    IoSource source = f.constant(IoSource.class, IoSource::text);
    SubrequestTrace what = f.constant(SubrequestTrace.class, SubrequestTrace::text);
    int flags = f.id();
    long start = f.hex();
    long transferred = f.hex();
    long length = f.hex();
    int slot = style == Style.LIBRARY ? f.number() : 0;
    Errno error = error(f.number());
    return new NetfsEvent.Subrequest(
        style,
        new Piece(request, index, source, error, flags, start, transferred, length, slot),
        what);
  }

  private static @Nullable Errno error(int number) {
    return number == 0 ? null : Errno.byCode(-number).orElseThrow();
  }
}

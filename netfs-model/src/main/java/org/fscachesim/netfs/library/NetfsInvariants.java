package org.fscachesim.netfs.library;

import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fscachesim.fscache.FileRange;
import org.fscachesim.fscache.IoOutcome;
import org.fscachesim.fscache.IoSource;
import org.fscachesim.fscache.SubrequestFlag;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.invariant.Checker;
import org.fscachesim.kernel.invariant.Violation;
import org.fscachesim.netfs.NetfsBehaviour;
import org.fscachesim.netfs.pagecache.Folio;

/// Checks that the netfs library keeps its [NetfsInvariant]s.
///
/// It keeps its own books from what it observes: which bytes came in, which subrequests are under
/// way, which pages were handed out. Where a kernel has a quirk that breaks a rule, that rule is
/// not asked of it. It does not look at the bytes themselves, and does not check that waiting ends;
/// that a cache operation ends once, fscache's checker sees.
public final class NetfsInvariants implements NetfsObserver, Checker {
  private static final class RequestBook {
    long accepted;
    boolean finished;
    final RangeSet<Long> delivered = TreeRangeSet.create();
    final Set<Folio> handedOut = new LinkedHashSet<>();
    final Set<NetfsSubrequest> distrusted = new LinkedHashSet<>();
  }

  private static final class SubrequestBook {
    int underWay;
    int emptyInARow;
    boolean askedServer;
  }

  private final Netfs netfs;
  private final Kernel kernel;
  private final List<Violation> violations = new ArrayList<>();
  private final Map<NetfsRequest, RequestBook> requests = new LinkedHashMap<>();
  private final Map<NetfsSubrequest, SubrequestBook> subrequests = new LinkedHashMap<>();
  private int distrusts;

  private NetfsInvariants(Netfs netfs) {
    this.netfs = netfs;
    this.kernel = netfs.kernel();
  }

  /// Begins to observe; for the library, while it is being loaded.
  static NetfsInvariants attach(Netfs netfs) {
    NetfsInvariants checker = new NetfsInvariants(netfs);
    netfs.observe(checker);
    return checker;
  }

  private void require(boolean holds, NetfsInvariant invariant, Object... what) {
    require(violations, holds, invariant, what);
  }

  private static void require(
      List<Violation> out, boolean holds, NetfsInvariant invariant, Object... what) {
    if (!holds) {
      StringBuilder text = new StringBuilder();
      for (Object part : what) {
        text.append(text.isEmpty() ? "" : " ").append(part);
      }
      out.add(new Violation(invariant, text.toString()));
    }
  }

  private RequestBook book(NetfsRequest request) {
    return requests.computeIfAbsent(request, _ -> new RequestBook());
  }

  private SubrequestBook book(NetfsSubrequest subrequest) {
    return subrequests.computeIfAbsent(subrequest, _ -> new SubrequestBook());
  }

  @Override
  public List<Violation> violations() {
    List<Violation> out = new ArrayList<>(violations);
    NetfsStats stats = netfs.stats();
    require(
        out,
        stats.requests.get() == requests.size() && stats.subrequests.get() == subrequests.size(),
        NetfsInvariant.REQUESTS_ARE_COUNTED,
        "rr=" + stats.requests,
        "sr=" + stats.subrequests,
        "live:",
        requests.size(),
        subrequests.size());
    require(
        out,
        stats.downloadsInstead.get() <= stats.readsFailed.get() + distrusts,
        NetfsInvariant.SERVER_HELPS_OUT_FOR_A_REASON,
        "di=" + stats.downloadsInstead,
        "rf=" + stats.readsFailed,
        "distrusted:",
        distrusts);
    if (requests.isEmpty()) {
      balance(out, stats);
    }
    return out;
  }

  private void balance(List<Violation> out, NetfsStats stats) {
    boolean failedToo = kernel.has(NetfsBehaviour.FAILED_READS_COUNT_AS_ENDED);
    boolean library = netfs.isLibrary() && stats.uploads.get() + stats.writepages.get() > 0;
    int reads = stats.readsDone.get() + (failedToo ? 0 : stats.readsFailed.get());
    require(
        out,
        !failedToo || stats.downloads.get() == stats.downloadsDone.get(),
        NetfsInvariant.EVERY_ISSUE_IS_COUNTED_TWICE,
        "DL=" + stats.downloads,
        "ds=" + stats.downloadsDone);
    require(
        out,
        stats.reads.get() == reads,
        NetfsInvariant.EVERY_ISSUE_IS_COUNTED_TWICE,
        "RD=" + stats.reads,
        "ended:",
        reads);
    require(
        out,
        stats.uploads.get() == stats.uploadsDone.get(),
        NetfsInvariant.EVERY_ISSUE_IS_COUNTED_TWICE,
        "UL=" + stats.uploads,
        "us=" + stats.uploadsDone);
    int writes = stats.writesDone.get();
    int failed = stats.writesFailed.get();
    require(
        out,
        stats.writes.get() >= writes && stats.writes.get() <= writes + failed
            || library && stats.writes.get() == writes,
        NetfsInvariant.EVERY_ISSUE_IS_COUNTED_TWICE,
        "WR=" + stats.writes,
        "ws=" + writes,
        "wf=" + failed);
  }

  @Override
  public void begun(NetfsRequest request) {
    requests.put(request, new RequestBook());
  }

  @Override
  public void freed(NetfsRequest request) {
    require(
        book(request).finished || request.submitted() == 0,
        NetfsInvariant.IN_PROGRESS_UNTIL_DONE,
        request);
    requests.remove(request);
  }

  @Override
  public void made(NetfsSubrequest subrequest) {
    subrequests.put(subrequest, new SubrequestBook());
  }

  @Override
  public void gone(NetfsSubrequest subrequest) {
    require(book(subrequest).underWay == 0, NetfsInvariant.ENDS_ONCE, subrequest, "is freed");
    subrequests.remove(subrequest);
  }

  @Override
  public void expanded(NetfsRequest request, FileRange before) {
    require(
        request.start() <= before.start() && request.range().end() >= before.end(),
        NetfsInvariant.EXPANSION_ONLY_GROWS,
        request,
        before,
        request.range());
  }

  @Override
  public void accepted(NetfsSubrequest slice) {
    NetfsRequest request = slice.request();
    RequestBook book = book(request);
    require(
        slice.start() == request.start() + book.accepted,
        NetfsInvariant.SLICES_ARE_CONTIGUOUS,
        slice,
        slice.start());
    book.accepted += slice.length();
    require(
        book.accepted == request.submitted() && request.submitted() <= request.length(),
        NetfsInvariant.NOT_TOO_MUCH_SUBMITTED,
        slice,
        request.submitted());
    require(
        slice.source() != IoSource.DOWNLOAD_FROM_SERVER
            || request.origin() == RequestOrigin.DIRECT_READ
            || slice.start() + slice.length() <= request.fileSize(),
        NetfsInvariant.DOWNLOADS_LIE_IN_THE_FILE,
        slice,
        slice.start(),
        slice.length());
  }

  @Override
  public void issuing(NetfsSubrequest subrequest) {
    SubrequestBook book = book(subrequest);
    book.underWay++;
    require(book.underWay == 1, NetfsInvariant.ENDS_ONCE, subrequest, book.underWay);
    require(book.emptyInARow < 2, NetfsInvariant.NOTHING_TWICE_IS_THE_END, subrequest);
    switch (subrequest.source()) {
      case DOWNLOAD_FROM_SERVER -> {
        book.askedServer = true;
        book(subrequest.request()).distrusted.remove(subrequest);
      }
      case READ_FROM_CACHE ->
          require(!book.askedServer, NetfsInvariant.SERVER_ONCE_SERVER_FOR_GOOD, subrequest);
      default -> {}
    }
  }

  @Override
  public void ended(NetfsSubrequest subrequest, IoOutcome outcome) {
    SubrequestBook book = book(subrequest);
    book.underWay--;
    require(book.underWay == 0, NetfsInvariant.ENDS_ONCE, subrequest, book.underWay);
    boolean nothing = outcome instanceof IoOutcome.Transferred(long bytes) && bytes == 0;
    book.emptyInARow = nothing ? book.emptyInARow + 1 : 0;
  }

  @Override
  public void delivered(NetfsSubrequest subrequest, FileRange range) {
    require(
        subrequest.transferred() <= subrequest.length(),
        NetfsInvariant.NOT_TOO_MUCH_TRANSFERRED,
        subrequest);
    if (range.length() > 0) {
      book(subrequest.request()).delivered.add(Range.closedOpen(range.start(), range.end()));
    }
  }

  @Override
  public void distrusted(NetfsSubrequest subrequest) {
    distrusts++;
    if (!kernel.has(NetfsBehaviour.DISTRUSTED_DATA_IS_KEPT)) {
      RequestBook book = book(subrequest.request());
      book.distrusted.add(subrequest);
      book.delivered.remove(
          Range.closedOpen(
              subrequest.start(), subrequest.start() + Math.max(1, subrequest.length())));
    }
  }

  @Override
  public void handedOut(NetfsRequest request, Folio folio) {
    RequestBook book = book(request);
    require(book.handedOut.add(folio), NetfsInvariant.PAGES_ARE_HANDED_OUT_ONCE, request, folio);
    Range<Long> page = Range.closedOpen(folio.position(), folio.position() + Folio.SIZE);
    require(
        !folio.peekUptodate()
            || book.delivered.encloses(page)
            || kernel.has(NetfsBehaviour.REJECTED_SLICE_COUNTS_AS_READ)
            || kernel.has(NetfsBehaviour.SHORT_SLICE_OF_FAILED_READ_COUNTS_AS_READ),
        NetfsInvariant.UPTODATE_MEANS_READ,
        request,
        folio,
        book.delivered);
  }

  @Override
  public void finished(NetfsRequest request) {
    RequestBook book = book(request);
    boolean idle =
        subrequests.entrySet().stream()
            .filter(e -> e.getKey().request() == request)
            .allMatch(e -> e.getValue().underWay == 0);
    require(!book.finished && idle, NetfsInvariant.IN_PROGRESS_UNTIL_DONE, request);
    book.finished = true;
    require(
        book.distrusted.isEmpty(),
        NetfsInvariant.DISTRUSTED_IS_READ_AGAIN,
        request,
        book.distrusted);
    switch (request.origin()) {
      case READAHEAD, READPAGE, READ_FOR_WRITE ->
          require(
              book.handedOut.size() == request.length() / Folio.SIZE,
              NetfsInvariant.PAGES_ARE_HANDED_OUT_ONCE,
              request,
              "through with " + book.handedOut.size() + " of " + request.length() / Folio.SIZE);
      case DIRECT_READ, WRITEBACK, UNBUFFERED_WRITE, COPY_TO_CACHE -> {}
    }
  }

  @Override
  public void storing(NetfsSubrequest subrequest) {
    NetfsRequest request = subrequest.request();
    require(
        !request.flags.peek(RequestFlag.FAILED),
        NetfsInvariant.FAILED_READS_ARE_NOT_STORED,
        subrequest);
    require(book(request).finished, NetfsInvariant.IN_PROGRESS_UNTIL_DONE, subrequest);
    require(
        subrequest.peek(SubrequestFlag.COPY_TO_CACHE),
        NetfsInvariant.ONLY_COPIES_ARE_STORED,
        subrequest);
    for (Folio folio : book(request).handedOut) {
      boolean inRange =
          folio.position() < subrequest.start() + subrequest.length()
              && folio.position() + Folio.SIZE > subrequest.start();
      require(
          !inRange || folio.peekStoring(), NetfsInvariant.STORED_UNDER_THE_MARK, subrequest, folio);
    }
  }

  @Override
  public void readyForWrite(Folio folio, boolean skipped) {
    require(
        folio.peekLocked() && (skipped || folio.peekUptodate() && !folio.peekStoring()),
        NetfsInvariant.READY_FOR_WRITE,
        folio);
  }
}

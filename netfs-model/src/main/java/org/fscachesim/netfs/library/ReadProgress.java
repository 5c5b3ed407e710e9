package org.fscachesim.netfs.library;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Plain;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.netfs.event.DonateTrace;
import org.fscachesim.netfs.event.FolioQueueTrace;
import org.fscachesim.netfs.event.FolioTrace;
import org.fscachesim.netfs.event.ReadDataEvent;
import org.fscachesim.netfs.event.SubrequestRefTrace;
import org.fscachesim.netfs.event.SubrequestTrace;
import org.fscachesim.netfs.pagecache.Folio;
import org.jspecify.annotations.Nullable;

/// The pages of a read, and the slices that have not yet handed over all that they got.
///
/// Slices end in any order and meet within pages. A slice hands out the pages of which it has all,
/// one after the other. Of a page that it shares with a neighbour it gives its part to the
/// neighbour that is still there, and so whoever ends last has the whole page.
///
/// ```text
/// page 0         page 1         page 2
/// [1: from the server           ][2: zeros]
///                               1 ends: hands out pages 0 and 1, gives its part of page 2 to 2
///                               2 ends: takes that, hands out page 2
/// ```
///
/// The next slice may not have been made when the one before it ends; then what is given waits for
/// it. A slice that hands over its last byte is gone from the list of the request, while one that
/// failed stays there with what it was given, and its pages are never complete.
///
/// Kernel: fs/netfs/read_collect.c (netfs_consume_read_data)
final class ReadProgress {
  /// What becomes of a page that is complete.
  @FunctionalInterface
  interface Complete {
    /// @param last the slice that brought the last of it
    void complete(NetfsSubrequest last, Folio folio);
  }

  /// What there is to do for a slice next.
  private sealed interface Step {
    /// Nothing for now: more has to come.
    Step WAITS = new Still();

    /// Nothing ever: it has handed over all.
    Step OVER = new Still();

    /// A page to hand out.
    record Page(Folio folio) implements Step {}

    /// No page.
    final class Still implements Step {}
  }

  /// How far a slice is, and what neighbours gave it.
  private static final class Share {
    private long consumed;
    private long before;
    private long after;
  }

  private final NetfsRequest request;
  private final List<Folio> folios;
  private final SpinLock lock;
  // In the order of the file.
  private final Plain<Map<NetfsSubrequest, Share>> slices;
  private final Plain<Long> forTheNext;
  private final Plain<BitSet> complete;

  /// @param folios consecutive and locked
  ReadProgress(NetfsRequest request, List<Folio> folios) {
    this.request = request;
    this.folios = List.copyOf(folios);
    Kernel kernel = request.netfs().kernel();
    this.lock = new SpinLock(kernel, "netfs_io_request.lock");
    this.slices = new Plain<>(kernel, "slices of a read", new LinkedHashMap<>(), lock);
    this.forTheNext = new Plain<>(kernel, "what waits for the next slice", 0L, lock);
    this.complete = new Plain<>(kernel, "complete pages", new BitSet(), lock);
  }

  /// A slice has been made, the last so far.
  void add(NetfsSubrequest slice) {
    Share share = new Share();
    try (Held _ = lock.hold()) {
      request.subrequests.add(slice);
      share.before = forTheNext.get();
      forTheNext.set(0L);
      slices.change().put(slice, share);
      slice.trace(SubrequestTrace.ADD);
    }
  }

  /// A slice will not be issued.
  void remove(NetfsSubrequest slice) {
    try (Held _ = lock.hold()) {
      request.subrequests.remove(slice);
      forTheNext.set(share(slice).before);
      slices.change().remove(slice);
    }
  }

  /// A slice is about to be read together with the one before it.
  void join(NetfsSubrequest first, NetfsSubrequest second) {
    try (Held _ = lock.hold()) {
      request.subrequests.remove(second);
      share(first).after = share(second).after;
      slices.change().remove(second);
    }
  }

  /// The slice knows its pages from now on. The first one has them put into the queue.
  void locate(NetfsSubrequest slice) {
    if (slice.start() == request.start()) {
      folios.forEach(folio -> request.trace(FolioTrace.READ, folio));
    }
    slice.setSlot(slot(slice.start()));
  }

  /// Hands out the pages that are complete by what a slice has got.
  void consume(NetfsSubrequest slice, Complete then) {
    request.trace(FolioQueueTrace.READ_PROGRESS);
    Step step = step(slice);
    while (step instanceof Step.Page(Folio folio)) {
      then.complete(slice, folio);
      step = step(slice);
    }
    if (step == Step.OVER) {
      slice.put(SubrequestRefTrace.PUT_CONSUMED, false);
    }
  }

  /// The pages that never were complete.
  List<Folio> incomplete() {
    List<Folio> out = new ArrayList<>();
    try (Held _ = lock.hold()) {
      BitSet done = complete.get();
      for (int i = 0; i < folios.size(); i++) {
        if (!done.get(i)) {
          out.add(folios.get(i));
        }
      }
    }
    return out;
  }

  /// That a slice is over is decided together with its leaving the list: nobody may give it
  /// anything after that.
  private Step step(NetfsSubrequest slice) {
    try (Held _ = lock.hold()) {
      Share share = share(slice);
      while (true) {
        takeDonations(slice, share);
        long available = slice.transferred() - share.consumed;
        boolean ended = slice.remaining() == 0;
        if (available == 0) {
          if (ended) {
            request.subrequests.remove(slice);
            slices.change().remove(slice);
          }
          return ended ? Step.OVER : Step.WAITS;
        }
        long at = slice.start() + share.consumed;
        int slot = slot(at);
        Folio folio = folios.get(slot);
        long part = Math.min(available, folio.position() + Folio.SIZE - at);
        slice.setSlot(slot);
        traceProgress(slice, share.consumed, part, slot);
        if (part == Folio.SIZE) {
          share.consumed += part;
          complete.change().set(slot);
          return new Step.Page(folio);
        }
        if (!ended) {
          return Step.WAITS;
        }
        if (at == folio.position()) {
          giveTail(slice, part);
        } else {
          giveHead(slice, part);
        }
      }
    }
  }

  /// What comes before is of use at any time, what comes behind only when all is there.
  private static void takeDonations(NetfsSubrequest slice, Share share) {
    long after = slice.remaining() == 0 ? share.after : 0;
    if (share.before > 0 || after > 0) {
      slice.grow(share.before, after);
      share.before = 0;
      share.after -= after;
      slice.trace(SubrequestTrace.ADD_DONATIONS);
    }
  }

  private void giveTail(NetfsSubrequest slice, long part) {
    @Nullable NetfsSubrequest next = null;
    boolean passed = false;
    for (NetfsSubrequest other : slices.get().keySet()) {
      if (passed) {
        next = other;
        break;
      }
      passed = other == slice;
    }
    if (next == null) {
      forTheNext.set(part);
      traceDonation(slice, -1, DonateTrace.TO_DEFERRED_NEXT, part);
    } else {
      slices.change();
      share(next).before += part;
      traceDonation(slice, next.index(), DonateTrace.TO_NEXT, part);
    }
    slice.trace(SubrequestTrace.DONATE_TO_NEXT);
    slice.shrink(0, part);
  }

  private void giveHead(NetfsSubrequest slice, long part) {
    @Nullable NetfsSubrequest previous = null;
    for (NetfsSubrequest other : slices.get().keySet()) {
      if (other == slice) {
        break;
      }
      previous = other;
    }
    if (previous != null) {
      slices.change();
      share(previous).after += part;
      traceDonation(slice, previous.index(), DonateTrace.TO_PREVIOUS, part);
      slice.trace(SubrequestTrace.DONATE_TO_PREVIOUS);
    }
    slice.shrink(part, 0);
  }

  private void traceProgress(NetfsSubrequest slice, long consumed, long part, int slot) {
    request
        .netfs()
        .trace(
            () ->
                new ReadDataEvent.Progress(
                    request.debugId(),
                    slice.index(),
                    slice.start() + consumed,
                    consumed,
                    slice.transferred(),
                    part,
                    slice.transferred() - consumed,
                    slot));
  }

  private void traceDonation(NetfsSubrequest from, int to, DonateTrace what, long amount) {
    request
        .netfs()
        .trace(() -> new ReadDataEvent.Donate(request.debugId(), from.index(), to, what, amount));
  }

  private Share share(NetfsSubrequest slice) {
    Share share = slices.get().get(slice);
    if (share == null) {
      throw new AssertionError(slice + " is not in the list of its request");
    }
    return share;
  }

  private int slot(long position) {
    return Math.toIntExact((position - request.start()) / Folio.SIZE);
  }
}

package org.fscachesim.cachefiles.ondemand;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.ondemand.OnDemandObject.State;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Plain;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.xarray.XArray;
import org.jspecify.annotations.Nullable;

/// Which request the daemon gets next, and whether there is one.
///
/// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_select_req)
final class Selection {
  private final OnDemandRequests requests;
  private final Kernel kernel;
  private final SpinLock lock;
  // Guarded by `lock`.
  private final XArray<Request> table;
  // Where the next search for a NEW request begins. Guarded by `lock`.
  private final Plain<Long> nextRequest;

  Selection(OnDemandRequests requests, XArray<Request> table) {
    this.requests = requests;
    this.kernel = requests.cache().machine();
    this.lock = requests.lock();
    this.table = table;
    this.nextRequest = new Plain<>(kernel, "req_id_next", 0L, lock);
  }

  /// The next search begins behind this one. Under the lock.
  void goOnBehind(long id) {
    nextRequest.set(id + 1 & XArray.MAX_INDEX);
  }

  /// The first NEW request from where the last search ended, going round. Under the lock.
  @Nullable Request next() {
    if (!kernel.has(CachefilesFix.CYCLIC_FAIR_DEQUEUE)) {
      return select(0, XArray.MAX_INDEX);
    }
    long first = nextRequest.get();
    Request found = select(first, XArray.MAX_INDEX);
    return found != null || first == 0 ? found : select(0, first - 1);
  }

  private @Nullable Request select(long from, long to) {
    for (long at = from; at <= to; at++) {
      XArray.Entry<Request> entry = table.findMarked(at, to, OnDemandRequests.NEW);
      if (entry == null) {
        return null;
      }
      if (!mustWait(entry.value())) {
        return entry.value();
      }
      at = entry.index();
    }
    return null;
  }

  /// A READ of a closed object has to wait until the daemon has a descriptor again, for which it is
  /// asked now.
  private boolean mustWait(Request request) {
    if (!requests.hasStates() || !request.isRead()) {
      return false;
    }
    OnDemandObject info = OnDemandRequests.infoOf(request.object());
    return switch (info.state()) {
      case CLOSE -> {
        info.setState(State.REOPENING);
        kernel.workQueue("fscache").queue(info.reopenWork());
        yield true;
      }
      case REOPENING -> true;
      case OPEN, DROPPING -> false;
    };
  }

  /// Whether a poll of the device finds it readable.
  ///
  /// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_poll)
  boolean isReadable() {
    if (!kernel.has(CachefilesFix.POLLIN_ONLY_NEW)) {
      try (var _ = lock.hold()) {
        return !table.isEmpty();
      }
    }
    if (kernel.has(CachefilesFix.POLL_HOLDS_LOCK)) {
      try (var _ = lock.hold()) {
        return anyDeliverable(newRequests());
      }
    }
    List<Request> found;
    try (var _ = lock.hold()) {
      found = newRequests();
    }
    return anyDeliverable(found);
  }

  private List<Request> newRequests() {
    List<Request> found = new ArrayList<>();
    table.forEachMarked(OnDemandRequests.NEW, (_, request) -> found.add(request));
    return found;
  }

  private boolean anyDeliverable(List<Request> requests) {
    for (Request request : requests) {
      if (!request.isRead()
          || OnDemandRequests.infoOf(request.object()).state() != State.REOPENING) {
        return true;
      }
    }
    return false;
  }
}

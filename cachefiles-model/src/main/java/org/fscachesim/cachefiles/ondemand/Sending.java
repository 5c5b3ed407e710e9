package org.fscachesim.cachefiles.ondemand;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.CachefilesMutation;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.ondemand.OnDemandObject.State;
import org.fscachesim.fscache.Advice;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.xarray.CyclicIds;
import org.fscachesim.kernel.xarray.Limit;
import org.fscachesim.kernel.xarray.XArray;

/// How a request gets into the table, and its sender waits for its end.
///
/// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_send_req)
@SuppressWarnings("ReferenceEquality") // requests and objects are themselves, not equal to others
final class Sending {
  private final OnDemandRequests requests;
  private final CachefilesCache cache;
  private final Kernel kernel;
  private final SpinLock lock;
  // Guarded by `lock`, as are the ids.
  private final XArray<Request> table;
  private final CyclicIds messageIds = new CyclicIds();
  private volatile boolean warned;

  Sending(OnDemandRequests requests, XArray<Request> table) {
    this.requests = requests;
    this.cache = requests.cache();
    this.kernel = cache.machine();
    this.lock = requests.lock();
    this.table = table;
  }

  /// Puts a request into the table and waits for its end. Nothing happens in the original mode.
  ///
  /// @throws ErrnoException what it ended with, or why it cannot be asked
  void send(CacheObject object, Message message) throws ErrnoException {
    if (!cache.isOnDemand()) {
      return;
    }
    OnDemandObject info = OnDemandRequests.infoOf(object);
    Request request;
    try {
      request = enqueue(object, info, message);
    } catch (ErrnoException e) {
      if (message instanceof Message.Open
          && requests.hasStates()
          && info.state() != State.DROPPING) {
        info.setState(State.CLOSE);
      }
      throw e;
    }
    cache.pollers().wakeAll();
    int error = await(request);
    request.putByWaiter();
    if (error != 0) {
      throw Errno.byCode(-error).orElse(Errno.EIO).exception();
    }
  }

  private Request enqueue(CacheObject object, OnDemandObject info, Message message)
      throws ErrnoException {
    if (cache.isDead()) {
      throw Errno.EIO.exception();
    }
    if (kernel.fault("cachefiles/request")) {
      throw Errno.ENOMEM.exception();
    }
    Request request = new Request(kernel, object, message, lock);
    boolean queued = false;
    try {
      prepare(request, info);
      try (var _ = lock.hold()) {
        if (kernel.has(CachefilesMutation.DEAD_CHECK_UNDER_LOCK) && cache.isDead()) {
          throw Errno.EIO.exception();
        }
        if (requests.hasStates() && info.state() == State.DROPPING) {
          throw Errno.EIO.exception();
        }
        recheck(message, info);
        request.setIndex(
            requests.idsGoRound()
                ? table.allocateCyclic(request, Limit.UNSIGNED_32, messageIds)
                : table.allocate(request, Limit.UNSIGNED_32));
        table.setMark(request.index(), OnDemandRequests.NEW);
        cache.driver().observer().enqueued(request);
      }
      queued = true;
      return request;
    } finally {
      if (!queued) {
        request.putByWaiter();
      }
    }
  }

  /// Whether the request makes sense, before the lock is taken; its trace event.
  private void prepare(Request request, OnDemandObject info) throws ErrnoException {
    CacheObject object = request.object();
    int shownId = requests.hasStates() ? 0 : info.id();
    switch (request.message()) {
      case Message.Open _ -> {
        if (!object.cookie().hasAdvice(Advice.WANT_CACHE_SIZE)) {
          throw Errno.EINVAL.exception();
        }
      }
      case Message.Close _ -> {
        if (!requests.hasDescriptor(info)) {
          throw Errno.ENOENT.exception();
        }
        kernel.trace(() -> new CachefilesEvent.OnDemandClose(object.debugId(), 0, shownId));
      }
      case Message.Read(long offset, long count) -> {
        if (!requests.hasStates() && info.id() <= 0) {
          warnOnce(info.id() == 0);
          throw Errno.EIO.exception();
        }
        kernel.trace(
            () -> new CachefilesEvent.OnDemandRead(object.debugId(), 0, shownId, offset, count));
      }
    }
    if (!requests.hasStates() && !request.isOpen()) {
      request.setObjectId(info.id());
    }
  }

  /// The daemon answered an OPEN that it never got. The kernel warns of it, once; but it is the
  /// daemon's doing, and breaks no rule of the kernel.
  private void warnOnce(boolean neverOpened) {
    if (neverOpened && !warned) {
      warned = true;
      kernel.log().notice("CacheFiles: READ on an object that was never opened");
    }
  }

  /// Whether it still does, now that nobody can close the descriptor unseen.
  private void recheck(Message message, OnDemandObject info) throws ErrnoException {
    boolean needsDescriptor =
        switch (message) {
          case Message.Open _ -> false;
          case Message.Close _ -> kernel.has(CachefilesMutation.CLOSE_NEEDS_OPEN_STATE);
          case Message.Read _ -> !requests.hasStates();
        };
    if (needsDescriptor && !requests.hasDescriptor(info)) {
      throw Errno.EIO.exception();
    }
  }

  private int await(Request request) {
    if (!kernel.has(CachefilesFix.KILLABLE_WAIT)) {
      request.await();
      return request.error();
    }
    if (request.awaitKillable()) {
      return request.error();
    }
    try (var _ = lock.hold()) {
      if (table.compareExchange(request.index(), request, null) == request) {
        return -Errno.EINTR.code();
      }
    }
    // Somebody else took it out and will complete it, which is a matter of moments.
    request.await();
    return request.error();
  }
}

package org.fscachesim.cachefiles.ondemand;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.cachefiles.CacheFlag;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.fscache.Advice;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.xarray.CyclicIds;
import org.fscachesim.kernel.xarray.Limit;
import org.fscachesim.kernel.xarray.Mark;
import org.fscachesim.kernel.xarray.XArray;
import org.jspecify.annotations.Nullable;

/// The table of requests to the daemon, from the enqueue to the answer.
///
/// # The life of a request
///
/// 1. [#send] builds it, stores it under a free id with the mark NEW, wakes the device's pollers,
///    and waits.
/// 2. A read() of the device ([Delivery]) picks one with the mark, takes the mark away, and copies
///    the message out. A CLOSE ends there.
/// 3. The answer, `copen` ([Copen]) for an OPEN or the completing ioctl ([#completeRead]) for a
///    READ, takes it out of the table and completes it.
/// 4. Or something else does: the flush at the end of the device, the drop of its object, a fatal
///    signal to its waiter.
///
/// # Locking
///
/// One spin lock, the table's. *Taking a request out of the table under the lock decides who
/// completes it.* Nothing waits under it.
///
/// # Races that matter
///
/// *Enqueue against the end.* DEAD is set before the flush takes the lock, and enqueue looks at
/// DEAD under the lock, so either the flush sees the request, or the enqueue sees DEAD:
///
/// ```
/// enqueue                        release of the device
/// -------                        ---------------------
///                                set DEAD
/// lock                           lock
///   DEAD? then give up             complete and take out all
///   store                        unlock
/// unlock
/// ```
///
/// *A kill against the answer.* A waiter with a fatal signal takes its own request out; if somebody
/// has done that before, it waits on for that one's completion, which is about to come.
///
/// *Delivery against everything.* A read() that works on a request outside of the lock holds a
/// reference on it and on its object, because a flush may complete it and its waiter go on.
///
/// Kernel: fs/cachefiles/ondemand.c
public final class OnDemandRequests {
  /// Not delivered yet.
  static final Mark NEW = Mark.MARK_1;

  private static final Limit OBJECT_IDS = new Limit(1, Integer.MAX_VALUE);

  private final CachefilesCache cache;
  private final Kernel kernel;
  private final SpinLock lock;
  private final XArray<Request> table;
  private final XArray<CacheObject> objectIds;
  private final Shared<Boolean> notedNeverOpened;
  private final CyclicIds nextMessageId = new CyclicIds();
  private final CyclicIds nextObjectId = new CyclicIds(1);
  // Guarded by `lock`: where the next search for an undelivered request begins.
  private long nextToDeliver;

  public OnDemandRequests(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.owner();
    this.lock = new SpinLock(kernel, "cachefiles.requests");
    this.table = XArray.allocating(lock);
    this.objectIds = XArray.allocating();
    this.notedNeverOpened = new Shared<>(kernel, "noted: never opened", false);
  }

  CachefilesCache cache() {
    return cache;
  }

  SpinLock lock() {
    return lock;
  }

  XArray<Request> table() {
    lock.assertHeld();
    return table;
  }

  private boolean has(CachefilesBehaviour behaviour) {
    return kernel.has(behaviour);
  }

  /// Asks the daemon, and waits for the answer. Does nothing when there is no daemon to ask,
  /// because the cache is in original mode.
  ///
  /// @throws ErrnoException the answer, or `EIO` when the cache is dead or dies, `EINVAL` for an
  ///   OPEN of a cookie whose size the client knows, `ENOENT` for a CLOSE without a descriptor,
  ///   `EINTR` when the caller was killed
  ///
  ///   Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_send_req)
  void send(CacheObject object, Message message) throws ErrnoException {
    if (!cache.has(CacheFlag.ONDEMAND_MODE)) {
      return;
    }
    Request request;
    try {
      if (cache.has(CacheFlag.DEAD)) {
        throw Errno.EIO.exception();
      }
      mayAsk(object, message);
      request = new Request(kernel, object, message);
      enqueue(request);
    } catch (ErrnoException e) {
      closeAfterFailedOpen(object, message);
      throw e;
    }
    try {
      cache.pollers().wakeAll();
      await(request);
      request.throwError();
    } finally {
      request.put();
    }
  }

  /// The checks that need no lock. They are made again under it, where they can change.
  private void mayAsk(CacheObject object, Message message) throws ErrnoException {
    OnDemandObject onDemand = object.onDemand();
    boolean states = has(CachefilesBehaviour.OBJECT_STATES);
    switch (message) {
      case Message.Open _ -> {
        if (!object.cookie().hasAdvice(Advice.WANT_CACHE_SIZE)) {
          throw Errno.EINVAL.exception();
        }
      }
      case Message.Close _ -> {
        if (states ? onDemand.state() != ObjectState.OPEN : onDemand.id() <= 0) {
          throw Errno.ENOENT.exception();
        }
        int id = states ? 0 : onDemand.id();
        kernel.trace(() -> new CachefilesEvent.OnDemandClose(object.debugId(), 0, id));
      }
      case Message.Read(long offset, long count) -> {
        if (!states && onDemand.id() <= 0) {
          noteIfNeverOpened(object);
          throw Errno.EIO.exception();
        }
        int id = states ? 0 : onDemand.id();
        kernel.trace(
            () -> new CachefilesEvent.OnDemandRead(object.debugId(), 0, id, offset, count));
      }
    }
  }

  /// The daemon has answered an OPEN that it never got. The kernel warns of it once; that it
  /// happens is the daemon's doing, and no broken rule of the kernel's.
  private void noteIfNeverOpened(CacheObject object) {
    if (object.onDemand().id() == 0 && !notedNeverOpened.getAndSet(true)) {
      kernel.log().notice("CacheFiles: READ on object " + object + ", which was never opened");
    }
  }

  private void enqueue(Request request) throws ErrnoException {
    OnDemandObject onDemand = request.object().onDemand();
    try (Held _ = lock.hold()) {
      boolean dropping =
          has(CachefilesBehaviour.DROP_CANCELS_REQUESTS)
              && onDemand.state() == ObjectState.DROPPING;
      if (cache.has(CacheFlag.DEAD) || dropping || hasLostDescriptor(request, onDemand)) {
        throw Errno.EIO.exception();
      }
      request.setId(
          has(CachefilesBehaviour.CYCLIC_MESSAGE_IDS)
              ? table.allocateCyclic(request, Limit.UNSIGNED_32, nextMessageId)
              : table.allocate(request, Limit.UNSIGNED_32));
      table.setMark(request.id(), NEW);
    } catch (ErrnoException e) {
      request.put();
      throw e;
    }
  }

  /// The descriptor was closed between the check without the lock and now.
  private boolean hasLostDescriptor(Request request, OnDemandObject onDemand) {
    return switch (request.message()) {
      case Message.Open _ -> false;
      case Message.Close _ -> onDemand.id() <= 0;
      case Message.Read _ -> !has(CachefilesBehaviour.OBJECT_STATES) && onDemand.id() <= 0;
    };
  }

  private void closeAfterFailedOpen(CacheObject object, Message message) {
    if (message instanceof Message.Open && has(CachefilesBehaviour.OBJECT_STATES)) {
      setStateUnlessDropping(object.onDemand(), ObjectState.CLOSE);
    }
  }

  void setStateUnlessDropping(OnDemandObject object, ObjectState state) {
    if (!has(CachefilesBehaviour.DROP_CANCELS_REQUESTS) || object.state() != ObjectState.DROPPING) {
      object.setState(state);
    }
  }

  private void await(Request request) {
    if (!has(CachefilesBehaviour.KILLABLE_WAIT)) {
      request.await();
      return;
    }
    if (!request.awaitKillable()) {
      try (Held _ = lock.hold()) {
        if (takeOut(request)) {
          request.complete(Errno.EINTR);
          return;
        }
      }
      request.await();
    }
  }

  /// Takes a request out of the table, if it is still in there; then the caller completes it.
  boolean takeOut(Request request) {
    lock.assertHeld();
    if (table.load(request.id()) != request) {
      return false;
    }
    table.erase(request.id());
    return true;
  }

  /// The request of that id, or null.
  ///
  /// @param id any unsigned number of 64 bits
  @Nullable Request find(long id) {
    lock.assertHeld();
    return id < 0 || id > XArray.MAX_INDEX ? null : table.load(id);
  }

  /// Which undelivered request is next; from the last one on, and then around.
  long nextToDeliver() {
    lock.assertHeld();
    return has(CachefilesBehaviour.CYCLIC_DEQUEUE) ? nextToDeliver : 0;
  }

  void delivered(Request request) {
    lock.assertHeld();
    table.clearMark(request.id(), NEW);
    nextToDeliver = request.id() == XArray.MAX_INDEX ? 0 : request.id() + 1;
  }

  /// Completes a READ.
  ///
  /// @param through the object whose descriptor the daemon used
  /// @param id any unsigned number of 64 bits
  /// @throws ErrnoException `EOPNOTSUPP` in original mode, `EINVAL` when there is no such request
  ///
  ///   Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_fd_ioctl)
  void completeRead(CacheObject through, long id) throws ErrnoException {
    if (!cache.has(CacheFlag.ONDEMAND_MODE)) {
      throw Errno.EOPNOTSUPP.exception();
    }
    try (Held _ = lock.hold()) {
      Request request = find(id);
      if (request == null) {
        throw Errno.EINVAL.exception();
      }
      if (has(CachefilesBehaviour.ANSWERS_ARE_CHECKED)
          && !(request.message() instanceof Message.Read && request.object() == through)) {
        throw Errno.EINVAL.exception();
      }
      takeOut(request);
      kernel.trace(() -> new CachefilesEvent.OnDemandCread(through.debugId(), (int) id));
      request.complete(null);
    }
  }

  /// Marks all requests as undelivered again.
  ///
  /// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_restore)
  public void restore() throws ErrnoException {
    if (!cache.has(CacheFlag.ONDEMAND_MODE)) {
      throw Errno.EOPNOTSUPP.exception();
    }
    try (Held _ = lock.hold()) {
      for (Request request : all()) {
        table.setMark(request.id(), NEW);
      }
    }
    cache.pollers().wakeAll();
  }

  private List<Request> all() {
    List<Request> out = new ArrayList<>();
    table.forEach((_, request) -> out.add(request));
    return out;
  }

  /// Fails everything that is asked, delivered or not. DEAD is set before.
  ///
  /// Kernel: fs/cachefiles/daemon.c (cachefiles_flush_reqs)
  public void flush() {
    KernelBug.check(cache.has(CacheFlag.DEAD), "requests are flushed before the cache is dead");
    try (Held _ = lock.hold()) {
      for (Request request : all()) {
        takeOut(request);
        request.complete(Errno.EIO);
      }
      List<Long> ids = new ArrayList<>();
      objectIds.forEach((id, _) -> ids.add(id));
      ids.forEach(objectIds::erase);
    }
  }

  /// An object goes: what is asked for it fails, and nothing is asked any more.
  void drop(CacheObject object) {
    try (Held _ = lock.hold()) {
      object.onDemand().setState(ObjectState.DROPPING);
      failAll(object, false);
    }
  }

  private void failAll(CacheObject object, boolean readsOnly) {
    for (Request request : all()) {
      if (request.object() == object && (!readsOnly || request.message() instanceof Message.Read)) {
        takeOut(request);
        request.complete(Errno.EIO);
      }
    }
  }

  /// Gives an object an id.
  ///
  /// @throws ErrnoException `EBUSY` when all are taken
  int allocateObjectId(CacheObject object) throws ErrnoException {
    try (Held _ = lock.hold()) {
      return (int) objectIds.allocateCyclic(object, OBJECT_IDS, nextObjectId);
    }
  }

  void freeObjectId(int id) {
    try (Held _ = lock.hold()) {
      objectIds.erase(id);
    }
  }

  /// The daemon's descriptor of an object was closed.
  ///
  /// @return the id that it had
  int descriptorClosed(CacheObject object) {
    OnDemandObject onDemand = object.onDemand();
    try (Held _ = lock.hold();
        Held _ = onDemand.lock().hold()) {
      int id = onDemand.id();
      onDemand.setId(OnDemandObject.CLOSED_ID);
      if (has(CachefilesBehaviour.OBJECT_STATES)) {
        onDemand.setState(ObjectState.CLOSE);
      } else {
        failAll(object, true);
      }
      objectIds.erase(id);
      return id;
    }
  }

  /// Whether a read() of the device may bring something.
  ///
  /// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_poll)
  public boolean isReadable() {
    try (Held _ = lock.hold()) {
      if (!has(CachefilesBehaviour.OBJECT_STATES)) {
        return !table.isEmpty();
      }
      long from = 0;
      while (true) {
        XArray.Entry<Request> entry = table.findMarked(from, XArray.MAX_INDEX, NEW);
        if (entry == null) {
          return false;
        }
        if (!isReadOfReopening(entry.value())) {
          return true;
        }
        if (entry.index() == XArray.MAX_INDEX) {
          return false;
        }
        from = entry.index() + 1;
      }
    }
  }

  static boolean isReadOfReopening(Request request) {
    return request.message() instanceof Message.Read
        && request.object().onDemand().state() == ObjectState.REOPENING;
  }

  /// Whether nothing is asked.
  public boolean isEmpty() {
    try (Held _ = lock.hold()) {
      return table.isEmpty();
    }
  }
}

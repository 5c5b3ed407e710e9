package org.fscachesim.cachefiles.ondemand;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.cachefiles.ondemand.OnDemandObject.State;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.xarray.Mark;
import org.fscachesim.kernel.xarray.XArray;
import org.jspecify.annotations.Nullable;

/// The table of requests to the daemon: what the kernel asks, in the order in which it is asked,
/// until each is answered.
///
/// Kernel: fs/cachefiles/ondemand.c
@SuppressWarnings("ReferenceEquality") // requests and objects are themselves, not equal to others
public final class OnDemandRequests {
  /*
   * Life of a request
   * -----------------
   *
   *   send      made, put into the table with the mark NEW; its sender waits
   *   read      the daemon's thread takes the first NEW one behind the last, clears the mark, copies
   *             the message out. A CLOSE ends here
   *   answer    copen for an OPEN, READ_COMPLETE for a READ, takes it out of the table and completes it
   *
   * Other ends: the sender is killed, delivery fails, the object is dropped, the table is flushed. All
   * of them, and the answers, meet at one point:
   *
   *   who takes a request out of the table, under its lock, completes it; nobody else does.
   *
   * Locking
   * -------
   *
   *   command mutex > table lock > on-demand lock of an object
   *
   * The table lock guards the table, the marks, the place where the next search begins, and the ids.
   * The on-demand lock guards id and state of one object, so that they change together. Neither is
   * held while anybody waits or copies. Reading, polling, completing a READ, writing to and closing an
   * anonymous descriptor do without the command mutex: a daemon has many threads.
   *
   * Races that matter
   * -----------------
   *
   * 1. Sending against giving up. DEAD is set before the flush takes the lock, and tested again by the
   *    sender under it (pairs with `giveUp` in DaemonFile and `ioError` in CachefilesCache):
   *
   *        sender                                daemon closes the device
   *        ------                                ------------------------
   *        not dead
   *                                              set DEAD
   *                                              lock, complete all, unlock
   *        lock; dead now? EIO                   (without the second test: into the table, and nobody
   *                                               is left to answer)
   *
   * 2. Delivery against flush. The flush erases what it completes under one lock; the reader takes a
   *    reference when it finds a request, under that lock:
   *
   *        reader of the device                  flush                        sender
   *        --------------------                  -----                        ------
   *        lock, find R, get R, unlock
   *                                              lock, erase R, complete R
   *                                                                           wakes, puts R
   *        fills and copies R: still there
   *
   * 3. copen against the closing of the descriptor it speaks of. Id and state change under one lock,
   *    and copen looks at the id first:
   *
   *        copen                                 close of the descriptor
   *        -----                                 -----------------------
   *        takes the OPEN out
   *                                              id = -1, state = CLOSE
   *        id is -1: the OPEN fails EBADFD       (without the look: state = OPEN with no descriptor,
   *                                               and no close will come to correct it)
   *
   * 4. An object goes while it is being reopened. The withdrawal says DROPPING under the table lock and
   *    cancels what the object has in the table, and only then waits for the worker; a sender that
   *    comes later sees DROPPING under that lock:
   *
   *        withdrawal                            reopening worker             daemon
   *        ----------                            ----------------             ------
   *        CLOSE, answered by its delivery
   *                                              OPEN into the table
   *        lock, DROPPING, cancel the OPEN                                    (need not answer)
   *                                              wakes with EIO, ends
   *        worker has ended; object may go
   *
   * 5. An id that comes back. Answers name a request by its number. With the lowest free number a late
   *    answer hits the next request; numbers that go round make that need four billion requests.
   *
   * 6. A killed sender and an answer. Each takes the request out only if it is still there; the sender
   *    that comes second waits for the completion that is on its way, so that it never frees what the
   *    other one completes.
   */

  /// Not delivered yet.
  static final Mark NEW = Mark.MARK_1;

  private final CachefilesCache cache;
  private final Kernel kernel;
  private final SpinLock lock;
  private final XArray<Request> table;
  private final Answers answers;
  private final Sending sending;
  private final Selection selection;
  private final ObjectIds objectIds;

  /// Made with its cache.
  public OnDemandRequests(CachefilesCache cache) {
    this.cache = cache;
    this.kernel = cache.machine();
    this.lock = new SpinLock(kernel, "cachefiles.reqs");
    this.table = XArray.allocating(lock);
    this.answers = new Answers(this);
    this.sending = new Sending(this, table);
    this.selection = new Selection(this, table);
    this.objectIds = new ObjectIds(cache);
  }

  // ---- sending

  /// Asks the daemon to open the file of an object, unless it has a descriptor for it, and waits
  /// for the size, which is then that of the cookie. Nothing happens in the original mode.
  ///
  /// @throws ErrnoException when the daemon refuses, or can not be asked
  ///
  ///   Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_init_object)
  public void open(CacheObject object) throws ErrnoException {
    OnDemandObject info = object.onDemand();
    if (kernel.has(CachefilesFix.NULL_INFO_GUARD) && info == null) {
      return;
    }
    if (hasDescriptor(infoOf(object))) {
      return;
    }
    sending.send(
        object, new Message.Open(object.volume().fscacheVolume().key(), object.cookie().key()));
  }

  /// The worker's part of a reopening; a failure leaves the READs where they are.
  void reopen(CacheObject object) {
    object.checkAlive();
    try {
      open(object);
    } catch (ErrnoException e) {
      // Whoever failed the OPEN has set the state; the next READ, or the next look at it, tries
      // again.
    }
  }

  /// Asks the daemon for a range, and waits.
  ///
  /// @throws ErrnoException when it will not come
  ///
  ///   Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_read)
  public void read(CacheObject object, long offset, long count) throws ErrnoException {
    if (object.onDemand() != null) {
      sending.send(object, new Message.Read(offset, count));
    }
  }

  /// Tells the daemon that the object goes, waits until it was told, and sees to it that nothing of
  /// the object is left here.
  ///
  /// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_clean_object)
  public void drop(CacheObject object) {
    OnDemandObject info = object.onDemand();
    if (info == null) {
      return;
    }
    try {
      sending.send(object, new Message.Close());
    } catch (ErrnoException e) {
      // The daemon has no descriptor, or is not there any more.
    }
    if (info.id() == 0) {
      return;
    }
    if (cancelsOnDrop()) {
      startDroppingAndCancel(object, info);
    } else {
      startDropping(info);
    }
    if (kernel.has(CachefilesFix.CANCEL_REOPEN_WORK)) {
      info.reopenWork().cancelSync();
    }
  }

  private void startDropping(OnDemandObject info) {
    if (kernel.has(CachefilesFix.NO_SEND_WHILE_DROPPING)) {
      info.setState(State.DROPPING);
    }
  }

  private void startDroppingAndCancel(CacheObject object, OnDemandObject info) {
    try (var _ = lock.hold()) {
      startDropping(info);
      table.forEach(
          (index, request) -> {
            if (request.object() == object) {
              table.erase(index);
              request.complete(-Errno.EIO.code());
            }
          });
    }
  }

  static OnDemandObject infoOf(CacheObject object) {
    OnDemandObject info = object.onDemand();
    if (info == null) {
      throw new KernelBug(
          Symptom.NULL_POINTER,
          "cachefiles: object " + object.debugId() + " has no on-demand state");
    }
    return info;
  }

  /// Whether an object has a state beside its id.
  public boolean hasStates() {
    return kernel.has(CachefilesBehaviour.OBJECT_STATES);
  }

  /// Whether message ids go on until they wrap; otherwise the lowest free one is taken.
  public boolean idsGoRound() {
    return kernel.has(CachefilesFix.CYCLIC_MESSAGE_IDS);
  }

  /// Whether an object that is dropped takes its requests along.
  public boolean cancelsOnDrop() {
    return kernel.has(CachefilesFix.CANCEL_REQUESTS_ON_DROP);
  }

  /// Whether id and state of an object change under its own lock, and so agree.
  public boolean locksInfo() {
    return kernel.has(CachefilesFix.ONDEMAND_INFO_LOCK);
  }

  /// Whether an object has one descriptor at most.
  public boolean refusesSecondDescriptor() {
    return kernel.has(CachefilesFix.SINGLE_ANON_FD);
  }

  boolean hasDescriptor(OnDemandObject info) {
    return hasStates() ? info.state() == State.OPEN : info.id() > 0;
  }

  // ---- the daemon's side

  /// Delivers the next message; 0 when there is none.
  ///
  /// @throws ErrnoException `EMSGSIZE` when the buffer is too small for the next one, which stays;
  ///   `EFAULT`, and what making a descriptor says, both of which end the request
  ///
  ///   Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_daemon_read)
  public int deliver(UserBuffer to) throws ErrnoException {
    Request request;
    long id;
    CacheObject object;
    boolean objectHeld;
    try (var _ = lock.hold()) {
      request = selection.next();
      if (request == null) {
        return 0;
      }
      if (request.message().length() > to.length()) {
        throw Errno.EMSGSIZE.exception();
      }
      id = request.index();
      table.clearMark(id, NEW);
      cache.driver().observer().delivered(request);
      selection.goOnBehind(id);
      request.get();
      object = request.object();
      objectHeld = kernel.has(CachefilesFix.DAEMON_READ_OBJECT_REF);
      if (objectHeld) {
        object.get(traced(ObjectTrace.GET_READ_REQUEST));
      }
    }
    try {
      return new Delivery(this, request, id, object).run(to);
    } finally {
      if (objectHeld) {
        object.put(traced(ObjectTrace.PUT_READ_REQUEST));
      }
      request.put();
    }
  }

  private @Nullable ObjectTrace traced(ObjectTrace why) {
    return kernel.has(CachefilesBehaviour.DELIVERY_REFERENCES_ARE_TRACED) ? why : null;
  }

  /// Makes every request new, so that the next daemon gets what this one did not answer.
  ///
  /// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_restore)
  public void restore() {
    try (var _ = lock.hold()) {
      table.forEach((index, _) -> table.setMark(index, NEW));
      cache.driver().observer().restored();
    }
    cache.pollers().wakeAll();
  }

  /// Fails every request; no new one can come behind it, because the cache is dead.
  ///
  /// Kernel: fs/cachefiles/daemon.c (cachefiles_flush_reqs)
  public void flush() {
    boolean erases = kernel.has(CachefilesFix.FLUSH_ERASES_REQUESTS);
    try (var _ = lock.hold()) {
      table.forEach(
          (index, request) -> {
            if (erases) {
              table.erase(index);
            }
            request.complete(-Errno.EIO.code());
          });
    }
    objectIds.clear();
  }

  /// Takes a request out of the table and completes it, if it is still there.
  void finish(Request request, int error) {
    boolean mine;
    try (var _ = lock.hold()) {
      mine = table.compareExchange(request.index(), request, null) == request;
    }
    if (mine) {
      request.complete(error);
    }
  }

  /// Whether a poll of the device finds it readable.
  public boolean isReadable() {
    return selection.isReadable();
  }

  /// The answers of the daemon.
  public Answers answers() {
    return answers;
  }

  SpinLock lock() {
    return lock;
  }

  /// The request of that id, or null. Under the lock.
  ///
  /// @param id any unsigned number of 64 bits
  @Nullable Request load(long id) {
    return id < 0 || id > XArray.MAX_INDEX ? null : table.load(id);
  }

  /// Takes a request out of the table, which makes its end the caller's business. Under the lock.
  void takeOut(Request request) {
    table.erase(request.index());
    request.get();
  }

  // ---- ids and descriptors of objects

  CachefilesCache cache() {
    return cache;
  }

  ObjectIds objectIds() {
    return objectIds;
  }

  /// The descriptor of an object was closed: its id and state, and what waits for it.
  ///
  /// @return the id that it had
  int closed(CacheObject object) {
    OnDemandObject info = infoOf(object);
    if (hasStates()) {
      return closedWithState(info);
    }
    // No other descriptor will answer: without states, a closed object stays closed.
    try (var _ = lock.hold()) {
      int id = info.id();
      info.setId(OnDemandObject.CLOSED);
      table.forEach(
          (index, request) -> {
            if (request.isRead() && isOwn(request, id)) {
              table.erase(index);
              request.complete(-Errno.EIO.code());
            }
          });
      return id;
    }
  }

  private boolean isOwn(Request request, int id) {
    return !kernel.has(CachefilesFix.FD_RELEASE_OWN_REQUESTS) || request.objectId() == id;
  }

  private int closedWithState(OnDemandObject info) {
    try (var _ = (locksInfo() ? info.lock() : lock).hold()) {
      int id = info.id();
      info.setId(OnDemandObject.CLOSED);
      info.setState(State.CLOSE);
      return id;
    }
  }

  // ---- for checkers at quiet points

  /// The requests in the table, by id.
  public List<XArray.Entry<Request>> peekTable() {
    List<XArray.Entry<Request>> out = new ArrayList<>();
    try (var _ = lock.hold()) {
      table.forEach((index, request) -> out.add(new XArray.Entry<>(index, request)));
    }
    return out;
  }

  /// Whether the request of that id awaits its delivery.
  public boolean peekNew(long id) {
    try (var _ = lock.hold()) {
      return table.getMark(id, NEW);
    }
  }

  /// The object ids that are given out, and to whom.
  public List<XArray.Entry<CacheObject>> peekObjectIds() {
    return objectIds.peek();
  }
}

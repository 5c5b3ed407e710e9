package org.fscachesim.cachefiles.ondemand;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.fscache.Volume;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.work.Work;

/// What an object has to do with the daemon: its id there, and its state.
///
/// Both change under the lock of the request table, and from 6.10 on under this object's own lock
/// as well; they are read without.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_ondemand_info)
public final class OnDemandObject {
  /// The id of an object whose descriptor was closed.
  public static final int CLOSED_ID = -1;

  private final CacheObject object;
  private final Kernel kernel;
  private final SpinLock lock;
  private final Shared<Integer> id;
  private final Shared<ObjectState> state;
  private final Work reopen;

  public OnDemandObject(CacheObject object) {
    this.object = object;
    this.kernel = object.cache().owner();
    this.lock = new SpinLock(kernel, "cachefiles.ondemand_object");
    this.id = new Shared<>(kernel, "object.ondemand_id", 0);
    this.state = new Shared<>(kernel, "object.ondemand_state", ObjectState.CLOSE);
    this.reopen = new Work(kernel, "reopen " + object.debugId(), this::reopen);
  }

  SpinLock lock() {
    return lock;
  }

  /// 0 before the first OPEN was delivered, the object's id while the daemon has a descriptor,
  /// [#CLOSED_ID] after that.
  int id() {
    return id.get();
  }

  void setId(int newId) {
    id.set(newId);
  }

  /// The id, without a scheduling point: for checkers.
  public int peekId() {
    return id.peek();
  }

  ObjectState state() {
    return state.get();
  }

  void setState(ObjectState newState) {
    state.set(newState);
  }

  /// The state, without a scheduling point: for checkers.
  public ObjectState peekState() {
    return state.peek();
  }

  private OnDemandRequests requests() {
    return object.cache().requests();
  }

  private boolean isOpen() {
    return kernel.has(CachefilesBehaviour.OBJECT_STATES) ? state() == ObjectState.OPEN : id() > 0;
  }

  /// Asks the daemon to open the object, unless it has a descriptor already.
  ///
  /// @throws ErrnoException what the daemon answered, or why it could not be asked
  ///
  ///   Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_init_object)
  public void open() throws ErrnoException {
    if (isOpen()) {
      return;
    }
    Volume volumeCookie = object.cookie().volume();
    requests().send(object, new Message.Open(volumeCookie.key(), object.cookie().key()));
  }

  /// Asks the daemon for a range, and waits for its answer.
  ///
  /// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_read)
  public void read(long offset, long count) throws ErrnoException {
    requests().send(object, new Message.Read(offset, count));
  }

  /// Tells the daemon that the object is let go of, and cancels what is still asked for it.
  ///
  /// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_clean_object)
  public void clean() {
    try {
      requests().send(object, new Message.Close());
    } catch (ErrnoException e) {
      // The daemon has no descriptor, or is gone: then there is nobody to tell.
    }
    if (kernel.has(CachefilesBehaviour.DROP_CANCELS_REQUESTS) && id() != 0) {
      requests().drop(object);
      reopen.cancelSync();
    }
  }

  /// Queues the worker that asks the daemon to open again.
  void queueReopen() {
    kernel.workQueue("fscache").queue(reopen);
  }

  private void reopen() {
    try {
      open();
    } catch (ErrnoException e) {
      // The READs that wait for it stay; the daemon's next read() begins a new attempt.
    }
  }
}

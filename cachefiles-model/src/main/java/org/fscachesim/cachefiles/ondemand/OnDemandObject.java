package org.fscachesim.cachefiles.ondemand;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.work.Work;

/// What the daemon has to do with an object: the id by which it knows it, and the state of its
/// descriptor.
///
/// The id is 0 before the first descriptor, positive while one is open, and -1 when it was closed.
/// Kernels before object states have nothing but the id.
///
/// ```
///            copen                READ is looked at          copen
///   CLOSE ----------> OPEN   CLOSE ----------> REOPENING ----------> OPEN
///     ^                |
///     +--- fd closes --+                any ---- withdrawn ----> DROPPING
/// ```
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_ondemand_info)
public final class OnDemandObject {
  /// Kernel: fs/cachefiles/internal.h (enum cachefiles_object_state)
  public enum State {
    /// No descriptor, or one that was not answered for yet.
    CLOSE,
    /// The daemon answered for it.
    OPEN,
    /// Closed, and an OPEN is on its way because a READ wants it.
    REOPENING,
    /// The object goes; no request is begun any more.
    DROPPING
  }

  /// The id when the descriptor was closed.
  static final int CLOSED = -1;

  private final CacheObject object;
  private final SpinLock lock;
  private final Shared<Integer> id;
  private final Shared<State> state;
  private final Work reopen;

  /// Made with its object.
  public OnDemandObject(CacheObject object) {
    this.object = object;
    Kernel kernel = object.cache().machine();
    this.lock = new SpinLock(kernel, "cachefiles.ondemand_info.lock");
    this.id = new Shared<>(kernel, "ondemand_id", 0);
    this.state = new Shared<>(kernel, "ondemand state", State.CLOSE);
    this.reopen = new Work(kernel, "ondemand_object_worker", this::reopen);
  }

  /// Kernel: fs/cachefiles/ondemand.c (ondemand_object_worker)
  private void reopen() {
    object.cache().requests().reopen(object);
  }

  SpinLock lock() {
    return lock;
  }

  int id() {
    return id.get();
  }

  void setId(int newId) {
    id.set(newId);
  }

  State state() {
    return state.get();
  }

  void setState(State newState) {
    state.set(newState);
  }

  Work reopenWork() {
    return reopen;
  }

  /// The id, without a scheduling point: for checkers only.
  public int peekId() {
    return id.peek();
  }

  /// The state, without a scheduling point: for checkers only.
  public State peekState() {
    return state.peek();
  }

  /// Whether the worker that reopens neither runs nor waits: for checkers only.
  public boolean peekReopenIdle() {
    return reopen.peekIdle();
  }
}

package org.fscachesim.cachefiles.ondemand;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.wait.Completion;
import org.jspecify.annotations.Nullable;

/// A question to the daemon, while somebody waits for its answer.
///
/// Whoever takes it out of the table, under the table's lock, completes it; nobody else does.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_req)
final class Request extends KernelObject {
  private final CacheObject object;
  private final Message message;
  private final Completion done;
  private final Refcount references;
  private long id = -1;
  // Written by the one completer before the completion, read by the waiter after it.
  private @Nullable Errno error;

  Request(Kernel kernel, CacheObject object, Message message) {
    super(kernel, "cachefiles_req");
    this.object = object;
    this.message = message;
    this.done = new Completion(kernel, "request " + message);
    this.references = new Refcount(kernel, "request.ref", 1);
  }

  @Override
  protected String objectName() {
    return id + " " + message;
  }

  CacheObject object() {
    return object;
  }

  Message message() {
    return message;
  }

  long id() {
    return id;
  }

  void setId(long newId) {
    id = newId;
  }

  void get() {
    checkAlive();
    references.incAndGet();
  }

  void put() {
    checkAlive();
    if (references.decAndTest()) {
      free("cachefiles_req_put");
    }
  }

  /// Ends the wait.
  ///
  /// @param why null for success
  void complete(@Nullable Errno why) {
    checkAlive();
    error = why;
    done.complete();
  }

  void await() {
    done.await();
  }

  boolean awaitKillable() {
    return done.awaitKillable();
  }

  void throwError() throws ErrnoException {
    if (error != null) {
      throw error.exception();
    }
  }
}

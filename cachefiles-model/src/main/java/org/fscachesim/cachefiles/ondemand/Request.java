package org.fscachesim.cachefiles.ondemand;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.sync.Plain;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.sync.StatCounter;
import org.fscachesim.kernel.wait.Completion;

/// A message to the daemon, and whoever waits for what becomes of it.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_req)
public final class Request extends KernelObject {
  private final CacheObject object;
  private final Message message;
  private final Completion done;
  private final Refcount references;
  private final boolean counted;
  private final RequestObserver observer;
  private final Shared<Integer> error;
  private final StatCounter completions = new StatCounter();
  // Where it is in the table; written under the lock of the table, read by who got it from there.
  private final Plain<Long> index;
  // The fields of the message that are filled in on delivery. With `restore`, two threads may
  // deliver
  // one request, and then each overwrites what the other wrote, as in the kernel.
  private volatile int messageId;
  private volatile int objectId;
  private volatile int fd;

  Request(Kernel kernel, CacheObject object, Message message, SpinLock table) {
    super(kernel, "cachefiles request");
    this.object = object;
    this.message = message;
    this.done = new Completion(kernel, "answer to a " + message.getClass().getSimpleName());
    this.references = new Refcount(kernel, "references of a request", 1);
    this.observer = object.cache().driver().observer();
    this.counted = kernel.has(CachefilesFix.REQUEST_REFCOUNT);
    this.error = new Shared<>(kernel, "error of a request", 0);
    this.index = new Plain<>(kernel, "index of a request", -1L, table);
  }

  public CacheObject object() {
    checkAlive();
    return object;
  }

  public Message message() {
    checkAlive();
    return message;
  }

  /// The object and the message, without a scheduling point: for checkers only.
  public CacheObject peekObject() {
    return object;
  }

  /// The message, without a scheduling point: for checkers only.
  public Message peekMessage() {
    return message;
  }

  /// How often it was completed, without a scheduling point: for checkers only.
  public int peekCompletions() {
    return completions.get();
  }

  boolean isOpen() {
    return message() instanceof Message.Open;
  }

  boolean isRead() {
    return message() instanceof Message.Read;
  }

  /// Where it is in the table, unseen: for checkers only.
  public long peekIndex() {
    return index.peek();
  }

  /// Its id in the table, an unsigned number of 32 bits.
  public long index() {
    return index.get();
  }

  void setIndex(long newIndex) {
    index.set(newIndex);
  }

  int messageId() {
    return messageId;
  }

  void setMessageId(int id) {
    checkAlive();
    messageId = id;
  }

  int objectId() {
    return objectId;
  }

  void setObjectId(int id) {
    checkAlive();
    objectId = id;
  }

  void setFd(int newFd) {
    checkAlive();
    fd = newFd;
  }

  byte[] encode() {
    checkAlive();
    return MessageCodec.encode(message, Integer.toUnsignedLong(messageId), objectId, fd);
  }

  /// Ends the wait. Only for whoever took the request out of the table.
  ///
  /// @param result 0, or a negative errno, which need not be one that has a name
  void complete(int result) {
    checkAlive();
    error.set(result);
    completions.increment();
    observer.completed(this);
    done.complete();
  }

  void await() {
    done.await();
  }

  boolean awaitKillable() {
    return done.awaitKillable();
  }

  int error() {
    checkAlive();
    return error.get();
  }

  /// For whoever found it in the table, under its lock.
  void get() {
    checkAlive();
    if (counted) {
      references.incAndGet();
    }
  }

  /// The end of [#get].
  void put() {
    if (counted) {
      checkAlive();
      dropReference();
    }
  }

  /// The waiter has its answer. In kernels that do not count, this is the end, whoever still looks.
  void putByWaiter() {
    if (counted) {
      dropReference();
    } else {
      free("its waiter went on");
    }
  }

  private void dropReference() {
    if (references.decAndTest()) {
      free("last put");
    }
  }

  @Override
  protected String objectName() {
    return message + " at " + index.peek();
  }
}

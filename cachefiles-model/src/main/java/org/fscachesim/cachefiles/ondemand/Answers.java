package org.fscachesim.cachefiles.ondemand;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.ondemand.OnDemandObject.State;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;

/// The daemon's answers: `copen` for an OPEN, READ_COMPLETE for a READ.
///
/// An answer names a request by its id. A bad id touches nothing. A good one takes the request out
/// of the table, and then it ends, whatever else is wrong with the answer.
///
/// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_copen, cachefiles_ondemand_fd_ioctl)
@SuppressWarnings("ReferenceEquality") // objects are themselves, not equal to others
public final class Answers {
  private static final int MAX_ERRNO = 4095;

  private final OnDemandRequests requests;
  private final Kernel kernel;
  private final boolean checksType;

  Answers(OnDemandRequests requests) {
    this.requests = requests;
    this.kernel = requests.cache().machine();
    this.checksType = kernel.has(CachefilesFix.ANSWER_TYPE_CHECK);
  }

  /// Answers an OPEN.
  ///
  /// @param id as the daemon wrote it, an unsigned number of 64 bits
  /// @param size read by the caller when the request has been found: a bad size fails the OPEN
  /// @throws ErrnoException `EINVAL` when there is no such OPEN, or for a negative size that is no
  ///   errno; what reading the size says
  ///
  ///   Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_copen)
  public void completeOpen(long id, Size size) throws ErrnoException {
    Request request = takeOpen(id);
    int error = -Errno.EINVAL.code();
    try {
      long bytes = size.read();
      error = bytes >= 0 ? opened(request, id, bytes) : refused(bytes);
    } catch (ErrnoException e) {
      error = -e.errno().code();
      throw e;
    } finally {
      resetReopening(request);
      request.complete(error);
      request.put();
    }
  }

  /// The size in a `copen`, not read yet.
  @FunctionalInterface
  public interface Size {
    /// @return bytes, or a negative errno
    long read() throws ErrnoException;
  }

  private Request takeOpen(long id) throws ErrnoException {
    try (var _ = requests.lock().hold()) {
      Request request = requests.load(id);
      if (request == null) {
        throw Errno.EINVAL.exception();
      }
      // An object that never had a descriptor has an OPEN that was not delivered.
      if (checksType
          && (!request.isOpen() || OnDemandRequests.infoOf(request.object()).id() == 0)) {
        throw Errno.EINVAL.exception();
      }
      requests.takeOut(request);
      requests.cache().driver().observer().answered(request);
      return request;
    }
  }

  private int refused(long bytes) throws ErrnoException {
    if (bytes >= -MAX_ERRNO) {
      return (int) bytes;
    }
    if (kernel.has(CachefilesFix.COPEN_INVALID_SIZE)) {
      throw Errno.EINVAL.exception();
    }
    return -Errno.EINVAL.code();
  }

  /// The daemon gave a size; 0, or the error with which the OPEN ends all the same.
  private int opened(Request request, long id, long bytes) {
    CacheObject object = request.object();
    OnDemandObject info = OnDemandRequests.infoOf(object);
    boolean locked = requests.locksInfo();
    if (locked) {
      info.lock().lock();
    }
    try {
      if (locked && info.id() == OnDemandObject.CLOSED) {
        info.setState(State.CLOSE);
        return -Errno.EBADFD.code();
      }
      object.cookie().setObjectSize(bytes);
      if (bytes != 0) {
        object.cookie().clear(CookieFlag.NO_DATA_TO_READ);
      } else {
        object.cookie().set(CookieFlag.NO_DATA_TO_READ);
      }
      kernel.trace(() -> new CachefilesEvent.OnDemandCopen(object.debugId(), (int) id, bytes));
      if (requests.hasStates()) {
        info.setState(State.OPEN);
      }
    } finally {
      if (locked) {
        info.lock().unlock();
      }
    }
    if (requests.hasStates()) {
      requests.cache().pollers().wakeAll();
    }
    return 0;
  }

  /// Whether a copen that comes too late leaves its object closed.
  public boolean resetsReopening() {
    return kernel.has(CachefilesFix.COPEN_RESETS_REOPENING);
  }

  private void resetReopening(Request request) {
    if (!resetsReopening()) {
      return;
    }
    OnDemandObject info = OnDemandRequests.infoOf(request.object());
    try (var _ = info.lock().hold()) {
      if (info.id() == OnDemandObject.CLOSED) {
        info.setState(State.CLOSE);
      }
    }
  }

  /// Completes a READ.
  ///
  /// @param through the object of the descriptor that was used
  /// @param id as the daemon gave it
  /// @throws ErrnoException `EINVAL` when there is no such READ
  ///
  ///   Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_fd_ioctl)
  void completeRead(CacheObject through, long id) throws ErrnoException {
    Request request;
    try (var _ = requests.lock().hold()) {
      request = requests.load(id);
      if (request == null) {
        throw Errno.EINVAL.exception();
      }
      if (checksType && (!request.isRead() || request.object() != through)) {
        throw Errno.EINVAL.exception();
      }
      requests.takeOut(request);
      requests.cache().driver().observer().answered(request);
    }
    kernel.trace(() -> new CachefilesEvent.OnDemandCread(through.debugId(), (int) id));
    request.complete(0);
    request.put();
  }
}

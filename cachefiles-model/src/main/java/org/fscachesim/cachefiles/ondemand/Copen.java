package org.fscachesim.cachefiles.ondemand;

import org.fscachesim.cachefiles.CacheFlag;
import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.fscache.Cookie;
import org.fscachesim.fscache.CookieFlag;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.jspecify.annotations.Nullable;

/// `copen <id>,<size>`: the daemon's answer to an OPEN.
///
/// A bad id touches no request. From a good one on, the request is taken and completed whatever
/// follows: also when the size is no number.
///
/// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_copen)
public final class Copen {
  private static final int MAX_ERRNO = 4095;

  private final CachefilesCache cache;
  private final OnDemandRequests requests;
  private final Kernel kernel;

  /// Reads a number the way that the command does.
  @FunctionalInterface
  public interface NumberReader {
    long read(String text) throws ErrnoException;
  }

  public Copen(CachefilesCache cache) {
    this.cache = cache;
    this.requests = cache.requests();
    this.kernel = cache.owner();
  }

  private boolean has(CachefilesBehaviour behaviour) {
    return kernel.has(behaviour);
  }

  /// Answers an OPEN.
  ///
  /// @param args of the command
  /// @throws ErrnoException `EOPNOTSUPP` in original mode; `EINVAL` or `ERANGE` for what is no
  ///   number, and `EINVAL` for an id that no OPEN waits under
  public void answer(String args, NumberReader unsigned, NumberReader signed)
      throws ErrnoException {
    if (!cache.has(CacheFlag.ONDEMAND_MODE)) {
      throw Errno.EOPNOTSUPP.exception();
    }
    int comma = args.indexOf(',');
    if (comma < 0) {
      throw Errno.EINVAL.exception();
    }
    Request request = take(unsigned.read(args.substring(0, comma)));
    CacheObject object = request.object();
    // The request keeps its waiter, and the waiter keeps the object, until the completion.
    Result result = result(request, args.substring(comma + 1), signed);
    if (has(CachefilesBehaviour.ANSWERS_ARE_CHECKED)) {
      OnDemandObject onDemand = object.onDemand();
      try (Held _ = onDemand.lock().hold()) {
        if (onDemand.id() == OnDemandObject.CLOSED_ID) {
          onDemand.setState(ObjectState.CLOSE);
        }
      }
    }
    request.complete(result.forRequest);
    if (result.forDaemon != null) {
      throw result.forDaemon.exception();
    }
  }

  /// What the opener and the writer of the command get; null for success.
  private record Result(@Nullable Errno forRequest, @Nullable Errno forDaemon) {
    static Result both(Errno error) {
      return new Result(error, error);
    }
  }

  private Request take(long id) throws ErrnoException {
    try (Held _ = requests.lock().hold()) {
      Request request = requests.find(id);
      if (request == null) {
        throw Errno.EINVAL.exception();
      }
      if (has(CachefilesBehaviour.ANSWERS_ARE_CHECKED)
          && !(request.message() instanceof Message.Open
              && request.object().onDemand().id() != 0)) {
        throw Errno.EINVAL.exception();
      }
      requests.takeOut(request);
      return request;
    }
  }

  private Result result(Request request, String text, NumberReader signed) {
    long size;
    try {
      size = signed.read(text);
    } catch (ErrnoException e) {
      return Result.both(e.errno());
    }
    if (size < 0) {
      if (size >= -MAX_ERRNO) {
        return new Result(Errno.byCode((int) -size).orElse(Errno.EIO), null);
      }
      return has(CachefilesBehaviour.COPEN_REFUSES_IMPOSSIBLE_ERRORS)
          ? Result.both(Errno.EINVAL)
          : new Result(Errno.EINVAL, null);
    }
    CacheObject object = request.object();
    OnDemandObject onDemand = object.onDemand();
    if (has(CachefilesBehaviour.ANSWERS_ARE_CHECKED)) {
      try (Held _ = onDemand.lock().hold()) {
        if (onDemand.id() == OnDemandObject.CLOSED_ID) {
          return new Result(Errno.EBADFD, null);
        }
        opened(object, request, size);
      }
    } else {
      opened(object, request, size);
    }
    if (has(CachefilesBehaviour.OBJECT_STATES)) {
      cache.pollers().wakeAll();
    }
    return new Result(null, null);
  }

  private void opened(CacheObject object, Request request, long size) {
    Cookie cookie = object.cookie();
    cookie.setObjectSize(size);
    if (size != 0) {
      cookie.clear(CookieFlag.NO_DATA_TO_READ);
    } else {
      cookie.set(CookieFlag.NO_DATA_TO_READ);
    }
    kernel.trace(
        () -> new CachefilesEvent.OnDemandCopen(object.debugId(), (int) request.id(), size));
    if (has(CachefilesBehaviour.OBJECT_STATES)) {
      object.onDemand().setState(ObjectState.OPEN);
    }
  }
}

package org.fscachesim.cachefiles.ondemand;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Held;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.vfs.UserProcess;
import org.fscachesim.kernel.xarray.XArray;
import org.jspecify.annotations.Nullable;

/// A read() of the device in on-demand mode: hands one message to the daemon.
///
/// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_daemon_read)
public final class Delivery {
  private static final String LINK_TEXT = "anon_inode:[cachefiles]";

  private final OnDemandRequests requests;
  private final CachefilesCache cache;
  private final Kernel kernel;
  private final UserProcess process;

  /// @param process the daemon's, which gets the descriptors
  public Delivery(CachefilesCache cache, UserProcess process) {
    this.requests = cache.requests();
    this.cache = cache;
    this.kernel = cache.owner();
    this.process = process;
  }

  private boolean has(CachefilesBehaviour behaviour) {
    return kernel.has(behaviour);
  }

  /// A descriptor on its way to the daemon.
  private record NewDescriptor(int fd, KernelFile file) {}

  /// Hands out a message.
  ///
  /// @return its length, 0 when there is none
  /// @throws ErrnoException `EMSGSIZE` when the next message is longer than the buffer: it stays
  ///   the next one; what else goes wrong fails the request, too
  public int read(UserBuffer to) throws ErrnoException {
    Request request;
    try (Held _ = requests.lock().hold()) {
      Request next = select();
      if (next == null) {
        return 0;
      }
      if (next.message().length() > to.length()) {
        throw Errno.EMSGSIZE.exception();
      }
      requests.delivered(next);
      next.get();
      next.object().get(traced(ObjectTrace.GET_READ_REQUEST));
      request = next;
    }
    try {
      return deliver(request, to);
    } finally {
      CacheObject object = request.object();
      request.put();
      object.put(traced(ObjectTrace.PUT_READ_REQUEST));
    }
  }

  /// Earlier releases held no reference here, and could touch freed memory; the model holds one,
  /// unseen.
  private @Nullable ObjectTrace traced(ObjectTrace why) {
    return has(CachefilesBehaviour.DELIVERY_HOLDS_OBJECT) ? why : null;
  }

  private @Nullable Request select() {
    long begin = requests.nextToDeliver();
    Request behind = selectIn(begin, XArray.MAX_INDEX);
    return behind != null || begin == 0 ? behind : selectIn(0, begin - 1);
  }

  /// A READ of an object that the daemon has closed is passed over: the object has to be opened
  /// again first.
  private @Nullable Request selectIn(long begin, long end) {
    long from = begin;
    while (true) {
      XArray.Entry<Request> entry = requests.table().findMarked(from, end, OnDemandRequests.NEW);
      if (entry == null || !isPassedOver(entry.value())) {
        return entry == null ? null : entry.value();
      }
      if (entry.index() == end) {
        return null;
      }
      from = entry.index() + 1;
    }
  }

  private boolean isPassedOver(Request request) {
    if (!has(CachefilesBehaviour.OBJECT_STATES) || !(request.message() instanceof Message.Read)) {
      return false;
    }
    OnDemandObject object = request.object().onDemand();
    return switch (object.state()) {
      case CLOSE -> {
        object.setState(ObjectState.REOPENING);
        object.queueReopen();
        yield true;
      }
      case REOPENING -> true;
      case OPEN, DROPPING -> false;
    };
  }

  private int deliver(Request request, UserBuffer to) throws ErrnoException {
    int length = request.message().length();
    NewDescriptor descriptor = null;
    try {
      if (request.message() instanceof Message.Open) {
        descriptor = makeDescriptor(request);
      }
      byte[] bytes =
          MessageCodec.encode(
              request.message(),
              request.id(),
              request.object().onDemand().id(),
              descriptor == null ? -1 : descriptor.fd);
      to.copyOut(bytes);
      if (descriptor != null && has(CachefilesBehaviour.LATE_FD_INSTALL)) {
        process.files().install(descriptor.fd, descriptor.file);
      }
    } catch (ErrnoException e) {
      if (descriptor != null) {
        takeBack(descriptor);
      }
      finish(request, e.errno());
      throw e;
    }
    if (request.message() instanceof Message.Close) {
      finish(request, null);
    }
    return length;
  }

  private void takeBack(NewDescriptor descriptor) throws ErrnoException {
    if (has(CachefilesBehaviour.LATE_FD_INSTALL)) {
      process.files().unreserve(descriptor.fd);
      descriptor.file.put();
    } else {
      process.files().close(descriptor.fd);
    }
  }

  private void finish(Request request, @Nullable Errno error) {
    try (Held _ = requests.lock().hold()) {
      if (requests.takeOut(request)) {
        request.complete(error);
      }
    }
  }

  /// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_get_fd)
  private NewDescriptor makeDescriptor(Request request) throws ErrnoException {
    CacheObject object = request.object();
    object.get(
        has(CachefilesBehaviour.FD_REFERENCES_ARE_NAMED)
            ? ObjectTrace.GET_ONDEMAND_FD
            : ObjectTrace.GET_ONDEMAND_FD_UNNAMED);
    int id = 0;
    int fd = -1;
    try {
      id = requests.allocateObjectId(object);
      fd = process.files().reserve();
      if (kernel.fault("cachefiles anonymous file")) {
        throw Errno.ENFILE.exception();
      }
      attach(request, id, fd);
    } catch (ErrnoException e) {
      if (fd >= 0) {
        process.files().unreserve(fd);
      }
      if (id > 0) {
        requests.freeObjectId(id);
      }
      closeUnlessLive(object);
      object.put(AnonymousFile.putReason(kernel));
      throw e;
    }
    KernelFile file = new KernelFile(new AnonymousFile(object), LINK_TEXT, OpenFlags.WRITE_ONLY);
    if (!has(CachefilesBehaviour.LATE_FD_INSTALL)) {
      process.files().install(fd, file);
    }
    return new NewDescriptor(fd, file);
  }

  private void attach(Request request, int id, int fd) throws ErrnoException {
    CacheObject object = request.object();
    OnDemandObject onDemand = object.onDemand();
    int previous;
    try (Held _ = onDemand.lock().hold()) {
      previous = onDemand.id();
      if (has(CachefilesBehaviour.ONE_FD_PER_OBJECT) && previous > 0) {
        throw Errno.EEXIST.exception();
      }
      onDemand.setId(id);
      cache.pin();
    }
    boolean early = !has(CachefilesBehaviour.OBJECT_STATES);
    int tracedMessage = early ? (int) request.id() : 0;
    int tracedId = early ? id : 0;
    kernel.trace(
        () -> new CachefilesEvent.OnDemandOpen(object.debugId(), tracedMessage, tracedId, fd, 0));
  }

  private void closeUnlessLive(CacheObject object) {
    if (!has(CachefilesBehaviour.OBJECT_STATES)) {
      return;
    }
    OnDemandObject onDemand = object.onDemand();
    boolean live = has(CachefilesBehaviour.ONE_FD_PER_OBJECT) && onDemand.id() > 0;
    if (!live) {
      requests.setStateUnlessDropping(onDemand, ObjectState.CLOSE);
    }
  }
}

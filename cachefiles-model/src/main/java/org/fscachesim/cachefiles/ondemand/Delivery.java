package org.fscachesim.cachefiles.ondemand;

import org.fscachesim.cachefiles.CacheObject;
import org.fscachesim.cachefiles.CachefilesBehaviour;
import org.fscachesim.cachefiles.CachefilesCache;
import org.fscachesim.cachefiles.CachefilesFix;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ObjectTrace;
import org.fscachesim.cachefiles.ondemand.OnDemandObject.State;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.vfs.FileTable;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserBuffer;
import org.fscachesim.kernel.vfs.UserProcess;

/// One message on its way to the daemon: for an OPEN a descriptor is made, then the ids are filled
/// in, then all is copied.
///
/// The descriptor becomes visible behind the copy. Kernels that showed it before let another thread
/// of the daemon use, or close, what its reader had not been told of.
///
/// Kernel: fs/cachefiles/ondemand.c (cachefiles_ondemand_daemon_read, cachefiles_ondemand_get_fd)
final class Delivery {
  private final OnDemandRequests requests;
  private final CachefilesCache cache;
  private final Kernel kernel;
  private final Request request;
  private final long id;
  private final CacheObject object;
  private final OnDemandObject info;
  private final boolean showsLate;
  private final boolean named;

  /// @param id where the request was when it was taken, under the lock
  Delivery(OnDemandRequests requests, Request request, long id, CacheObject object) {
    this.requests = requests;
    this.cache = requests.cache();
    this.kernel = cache.machine();
    this.request = request;
    this.id = id;
    this.object = object;
    this.info = OnDemandRequests.infoOf(object);
    this.showsLate = kernel.has(CachefilesFix.LATE_FD_INSTALL);
    this.named = kernel.has(CachefilesBehaviour.FD_REFERENCES_ARE_NAMED);
  }

  /// A descriptor of the reader's process, not visible yet unless the kernel shows it early.
  private record Descriptor(FileTable table, int fd, KernelFile file) {}

  /// @return bytes copied
  int run(UserBuffer to) throws ErrnoException {
    Descriptor descriptor = request.isOpen() ? openOrFail() : null;
    fillIds();
    byte[] bytes = request.encode();
    try {
      to.copyOut(bytes);
    } catch (ErrnoException e) {
      if (descriptor != null) {
        takeBack(descriptor);
      }
      requests.finish(request, -e.errno().code());
      throw e;
    }
    if (descriptor != null && showsLate) {
      descriptor.table.install(descriptor.fd, descriptor.file);
    }
    if (request.message() instanceof Message.Close) {
      requests.finish(request, 0);
    }
    return bytes.length;
  }

  private void fillIds() {
    request.setMessageId((int) id);
    if (requests.hasStates()) {
      object.checkAlive();
      request.setObjectId(info.id());
    }
  }

  private Descriptor openOrFail() throws ErrnoException {
    if (!requests.hasStates()) {
      request.setMessageId((int) id);
    }
    try {
      return open();
    } catch (ErrnoException e) {
      // When the object has another descriptor, that one still is what its state speaks of.
      if (requests.hasStates() && !(requests.refusesSecondDescriptor() && info.id() > 0)) {
        info.setState(State.CLOSE);
      }
      requests.finish(request, -e.errno().code());
      throw e;
    }
  }

  private Descriptor open() throws ErrnoException {
    object.get(named ? ObjectTrace.GET_ONDEMAND_FD : ObjectTrace.GET_ONDEMAND_FD_UNNAMED);
    int id = 0;
    int fd = -1;
    FileTable table = UserProcess.current(kernel).files();
    try {
      id = requests.objectIds().allocate(object);
      fd = table.reserve();
      if (kernel.fault("cachefiles/anon-file")) {
        throw Errno.ENFILE.exception();
      }
      AnonymousFile operations = new AnonymousFile(object, named);
      KernelFile file = new KernelFile(operations, "anon_inode:[cachefiles]", OpenFlags.WRITE_ONLY);
      claim(operations, file, id);
      Descriptor descriptor = new Descriptor(table, fd, file);
      show(descriptor, id);
      return descriptor;
    } catch (ErrnoException e) {
      undo(table, fd, id);
      throw e;
    }
  }

  private void undo(FileTable table, int fd, int id) {
    if (fd >= 0) {
      table.unreserve(fd);
    }
    if (id > 0) {
      requests.objectIds().free(id);
    }
    object.put(named ? ObjectTrace.PUT_ONDEMAND_FD : ObjectTrace.PUT_ONDEMAND_FD_UNNAMED);
  }

  /// Makes the descriptor the object's.
  private void claim(AnonymousFile operations, KernelFile file, int id) throws ErrnoException {
    boolean locked = requests.locksInfo();
    boolean taken;
    if (locked) {
      info.lock().lock();
    }
    try {
      taken = requests.refusesSecondDescriptor() && info.id() > 0;
      if (!taken) {
        info.setId(id);
      }
    } finally {
      if (locked) {
        info.lock().unlock();
      }
    }
    if (taken) {
      operations.disown();
      file.put();
      throw Errno.EEXIST.exception();
    }
  }

  /// Pins the cache for the descriptor and tells where it is. Kernels that show it early do so
  /// here.
  private void show(Descriptor descriptor, int id) {
    boolean pinFirst = kernel.has(CachefilesFix.PIN_BEFORE_FD_INSTALL);
    if (pinFirst) {
      cache.pinForDescriptor();
    }
    if (!showsLate) {
      descriptor.table.install(descriptor.fd, descriptor.file);
    }
    if (!pinFirst) {
      cache.pinForDescriptor();
    }
    cache.driver().observer().descriptorMade(object);
    request.setFd(descriptor.fd);
    if (!requests.hasStates()) {
      request.setObjectId(id);
    }
    kernel.trace(
        () ->
            new CachefilesEvent.OnDemandOpen(
                object.debugId(), request.messageId(), request.objectId(), descriptor.fd, 0));
  }

  private void takeBack(Descriptor descriptor) {
    if (showsLate) {
      descriptor.file.put();
      descriptor.table.unreserve(descriptor.fd);
      return;
    }
    try {
      descriptor.table.close(descriptor.fd);
    } catch (ErrnoException e) {
      // Another thread closed it meanwhile.
    }
  }
}

package org.fscachesim.cachefiles;

import org.fscachesim.cachefiles.daemon.Binding;
import org.fscachesim.cachefiles.daemon.DaemonFile;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;

/// The driver: one device, and one cache at a time.
///
/// ```java
/// Cachefiles cachefiles = new Cachefiles(kernel, fscache);
/// kernel.namespace().registerDevice("/dev/cachefiles", cachefiles::openDevice);
/// ```
///
/// Kernel: fs/cachefiles/main.c, fs/cachefiles/daemon.c
public final class Cachefiles {
  private final Kernel kernel;
  private final Fscache fscache;
  private final AtomicCounter open;
  private final AtomicCounter objectIds;
  private final Injections injections = new Injections();
  private final AtomicCounter debug;

  public Cachefiles(Kernel kernel, Fscache fscache) {
    this.kernel = kernel;
    this.fscache = fscache;
    this.open = new AtomicCounter(kernel, "cachefiles_open", 0);
    this.objectIds = new AtomicCounter(kernel, "cachefiles_object_debug_id", 0);
    this.debug = new AtomicCounter(kernel, "cachefiles_debug", 0);
  }

  public Kernel kernel() {
    return kernel;
  }

  public Fscache fscache() {
    return fscache;
  }

  /// Opens the device.
  ///
  /// @throws ErrnoException `EPERM` without CAP_SYS_ADMIN, `EBUSY` while it is open, or its cache not
  ///     unbound yet
  ///
  ///     Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_open)
  public KernelFile openDevice(UserProcess process, OpenFlags flags) throws ErrnoException {
    if (!process.hasSysAdmin()) {
      throw Errno.EPERM.exception();
    }
    if (open.getAndSet(1) == 1) {
      throw Errno.EBUSY.exception();
    }
    return new KernelFile(new DaemonFile(new CachefilesCache(this)), "/dev/cachefiles", flags);
  }

  /// Whether the device is open, or its cache not unbound yet.
  public boolean isDeviceOpen() {
    return open.peek() == 1;
  }

  void unbind(CachefilesCache cache) {
    new Binding(cache).unbind();
    open.set(0);
  }

  int nextObjectId() {
    return (int) objectIds.incrementAndGet();
  }

  /// `/proc/sys/cachefiles/error_injection`.
  public Injections injections() {
    return injections;
  }

  /// The module's debug mask, 32 bits.
  public int debug() {
    return (int) debug.get();
  }

  /// The command `debug`.
  public void setDebug(int mask) {
    debug.set(Integer.toUnsignedLong(mask));
  }
}

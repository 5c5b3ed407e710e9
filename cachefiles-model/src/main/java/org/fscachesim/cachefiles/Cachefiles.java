package org.fscachesim.cachefiles;

import com.google.common.collect.ImmutableList;
import java.util.Locale;
import java.util.stream.IntStream;
import org.fscachesim.cachefiles.daemon.DaemonFile;
import org.fscachesim.cachefiles.ondemand.RequestObserver;
import org.fscachesim.fscache.Fscache;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.Shared;
import org.fscachesim.kernel.sync.StatCounter;
import org.fscachesim.kernel.vfs.KernelFile;
import org.fscachesim.kernel.vfs.OpenFlags;
import org.fscachesim.kernel.vfs.UserProcess;
import org.jspecify.annotations.Nullable;

/// The cachefiles driver of one kernel: the device, of which one instance is open at a time, and
/// the cache behind it.
///
/// To have a kernel with a cache:
///
/// ```
/// Fscache fscache = new Fscache(kernel);
/// Cachefiles cachefiles = new Cachefiles(kernel, fscache);
/// kernel.namespace().registerDevice("/dev/cachefiles", cachefiles::openDevice);
/// ```
///
/// A process then opens the device and commands it with lines of text, beginning with `dir` and
/// `bind`.
///
/// Kernel: fs/cachefiles/main.c, fs/cachefiles/daemon.c (cachefiles_daemon_open)
public final class Cachefiles {
  /// Directories of a volume over which the kernel spreads its objects.
  public static final int FANOUTS = 256;

  private static final ImmutableList<String> FANOUT_NAMES =
      IntStream.range(0, FANOUTS)
          .mapToObj(i -> String.format(Locale.ROOT, "@%02x", i))
          .collect(ImmutableList.toImmutableList());

  private final Kernel kernel;
  private final Fscache fscache;
  private final ErrorInjection errors = new ErrorInjection();
  private final StatCounter objectIds = new StatCounter();
  private final Shared<Boolean> open;
  private final int fanouts;
  private volatile @Nullable CachefilesCache cache;
  private volatile int debugMask;
  private volatile RequestObserver observer = RequestObserver.NONE;

  public Cachefiles(Kernel kernel, Fscache fscache) {
    this(kernel, fscache, FANOUTS);
  }

  /// A driver whose volumes have fewer directories than the kernel's, where many schedules are run:
  /// each takes steps to make, mark and give back, and 256 show no race that two do not.
  ///
  /// @param fanouts directories of a volume, `@00` and on: a power of two, 1 to [#FANOUTS]. An
  ///   object is in the one whose number is the low bits of the hash of its cookie
  public Cachefiles(Kernel kernel, Fscache fscache, int fanouts) {
    if (fanouts < 1 || fanouts > FANOUTS || Integer.bitCount(fanouts) != 1) {
      throw new IllegalArgumentException(
          "fanouts (" + fanouts + ") must be a power of two, 1 to " + FANOUTS);
    }
    this.fanouts = fanouts;
    this.kernel = kernel;
    this.fscache = fscache;
    this.open = new Shared<>(kernel, "cachefiles_open", false);
    kernel.checkers().add(() -> CachefilesInvariants.attach(this));
  }

  /// Directories of a volume over which objects are spread.
  public int fanouts() {
    return fanouts;
  }

  /// The name of the directory, within that of its volume, for an object whose cookie has that
  /// hash.
  public String fanoutName(int keyHash) {
    return FANOUT_NAMES.get(keyHash & fanouts - 1);
  }

  /// Opens the device.
  ///
  /// @throws ErrnoException `EPERM` for a process without CAP_SYS_ADMIN; `EBUSY` while the device
  ///   is open, or closed but not unbound yet
  public KernelFile openDevice(UserProcess process, OpenFlags flags) throws ErrnoException {
    if (!process.hasSysAdmin()) {
      throw Errno.EPERM.exception();
    }
    if (open.getAndSet(true)) {
      throw Errno.EBUSY.exception();
    }
    if (kernel.fault("cachefiles/open")) {
      open.set(false);
      throw Errno.ENOMEM.exception();
    }
    CachefilesCache made = new CachefilesCache(this);
    cache = made;
    return new KernelFile(new DaemonFile(made), "/dev/cachefiles", flags);
  }

  /// The cache has been unbound and freed.
  void closed() {
    cache = null;
    open.set(false);
  }

  public Kernel kernel() {
    return kernel;
  }

  public Fscache fscache() {
    return fscache;
  }

  /// The cache behind the open device, bound or not; null while nobody has it open. For checkers.
  public @Nullable CachefilesCache cache() {
    return cache;
  }

  /// Whether the device counts as open, without a scheduling point: for checkers only.
  public boolean isDeviceOpen() {
    return open.peek();
  }

  /// `/proc/sys/cachefiles/error_injection`.
  public ErrorInjection injections() {
    return errors;
  }

  /// The mask that the `debug` command sets.
  public int debugMask() {
    return debugMask;
  }

  /// Sets the mask of the `debug` command, which no model looks at.
  public void setDebugMask(int mask) {
    debugMask = mask;
  }

  /// Sets who is told of requests and descriptors: one at a time, for checkers.
  public void observe(RequestObserver newObserver) {
    observer = newObserver;
  }

  /// Who is told of requests and descriptors.
  public RequestObserver observer() {
    return observer;
  }

  int nextObjectId() {
    return objectIds.incrementAndGet();
  }
}

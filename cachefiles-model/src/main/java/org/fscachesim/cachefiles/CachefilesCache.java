package org.fscachesim.cachefiles;

import java.util.ArrayList;
import java.util.List;
import org.fscachesim.cachefiles.daemon.BindSettings;
import org.fscachesim.cachefiles.daemon.Unbind;
import org.fscachesim.cachefiles.event.CachefilesEvent;
import org.fscachesim.cachefiles.event.ErrorTrace;
import org.fscachesim.cachefiles.ondemand.OnDemandRequests;
import org.fscachesim.cachefiles.store.SpaceAccounting;
import org.fscachesim.fscache.Cache;
import org.fscachesim.fscache.FscacheStats;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.KernelBug;
import org.fscachesim.kernel.KernelObject;
import org.fscachesim.kernel.Symptom;
import org.fscachesim.kernel.store.BackingStore;
import org.fscachesim.kernel.store.Inode;
import org.fscachesim.kernel.sync.AtomicCounter;
import org.fscachesim.kernel.sync.Flags;
import org.fscachesim.kernel.sync.Mutex;
import org.fscachesim.kernel.sync.Plain;
import org.fscachesim.kernel.sync.Refcount;
import org.fscachesim.kernel.sync.SpinLock;
import org.fscachesim.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/// One cache: from the opening of the device to the last close of it and of every anonymous
/// descriptor.
///
/// Kernel: fs/cachefiles/internal.h (struct cachefiles_cache)
public final class CachefilesCache extends KernelObject {
  private final Cachefiles driver;
  private final Flags<CacheFlag> flags;
  private final Mutex commandMutex;
  private final Mutex renameMutex;
  private final WaitQueue pollers;
  private final Refcount pins;
  private final boolean descriptorsPin;
  private final AtomicCounter graves;
  private final AtomicCounter filesReleased;
  private final AtomicCounter sectorsReleased;
  private final SpinLock listLock;
  private final WaitQueue volumeQueue;
  // Guarded by `listLock`.
  private final Plain<List<CacheVolume>> volumes;
  private final Plain<List<CacheObject>> objects;
  private final BindSettings settings = new BindSettings();
  private final SpaceAccounting space;
  private final OnDemandRequests requests;
  // Set by bind, before READY; taken back by unbind.
  private @Nullable Mounted mounted;
  private @Nullable CacheCredentials credentials;
  private @Nullable Cache fscacheCache;
  private volatile boolean released;

  /// Where a bound cache lives.
  ///
  /// @param root the directory that `dir` named
  /// @param directory `cache/` in it
  /// @param graveyard `graveyard/` in it
  public record Mounted(BackingStore store, Inode root, Inode directory, Inode graveyard) {}

  CachefilesCache(Cachefiles driver) {
    super(driver.kernel(), "cachefiles cache");
    this.driver = driver;
    Kernel kernel = driver.kernel();
    this.flags = new Flags<>(kernel, "cachefiles cache flags", CacheFlag.class, this);
    this.commandMutex = new Mutex(kernel, "cachefiles.daemon_mutex");
    this.renameMutex = new Mutex(kernel, "s_vfs_rename_mutex");
    this.pollers = new WaitQueue(kernel, "cachefiles daemon pollers");
    this.pins = new Refcount(kernel, "unbind_pincount", 1);
    this.descriptorsPin = kernel.has(CachefilesFix.UNBIND_PINCOUNT);
    this.graves = new AtomicCounter(kernel, "gravecounter", 0);
    this.filesReleased = new AtomicCounter(kernel, "f_released", 0);
    this.sectorsReleased = new AtomicCounter(kernel, "b_released", 0);
    this.listLock = new SpinLock(kernel, "cachefiles.object_list_lock");
    this.volumes = new Plain<>(kernel, "cachefiles volumes", new ArrayList<>(), listLock);
    this.objects = new Plain<>(kernel, "cachefiles objects", new ArrayList<>(), listLock);
    this.volumeQueue = new WaitQueue(kernel, "cachefiles volumes");
    this.space = new SpaceAccounting(this);
    this.requests = new OnDemandRequests(this);
  }

  public Kernel machine() {
    return kernel();
  }

  public Cachefiles driver() {
    return driver;
  }

  public FscacheStats stats() {
    return driver.fscache().stats();
  }

  public ErrorInjection inject() {
    return driver.injections();
  }

  /// Its flags; to touch one of them is to touch the cache.
  public Flags<CacheFlag> flags() {
    return flags;
  }

  /// The flags, for checkers: no scheduling point, and allowed on a freed cache.
  public Flags<CacheFlag> peekFlags() {
    return flags;
  }

  public boolean isOnDemand() {
    return flags().test(CacheFlag.ONDEMAND_MODE);
  }

  public boolean isDead() {
    return flags().test(CacheFlag.DEAD);
  }

  /// Taken by each command.
  public Mutex commandMutex() {
    return commandMutex;
  }

  /// Taken around a move between two directories.
  ///
  /// Kernel: fs/namei.c (lock_rename)
  public Mutex renameMutex() {
    return renameMutex;
  }

  public WaitQueue pollers() {
    return pollers;
  }

  public BindSettings settings() {
    return settings;
  }

  public SpaceAccounting space() {
    return space;
  }

  public OnDemandRequests requests() {
    return requests;
  }

  /// The names of graves end with this.
  public int nextGrave() {
    return (int) graves.incrementAndGet();
  }

  public AtomicCounter filesReleased() {
    return filesReleased;
  }

  public AtomicCounter sectorsReleased() {
    return sectorsReleased;
  }

  /// Bind: where the cache is from here on.
  public void mount(Mounted where) {
    mounted = where;
  }

  /// Bind: what the filesystem is accessed with.
  public void setCredentials(CacheCredentials taken) {
    credentials = taken;
  }

  /// Bind: fscache's side of the cache.
  public void setFscacheCache(@Nullable Cache cache) {
    fscacheCache = cache;
  }

  /// Where it is bound; a [KernelBug] when it is not.
  public Mounted mounted() {
    Mounted where = mounted;
    if (where == null) {
      throw new KernelBug(Symptom.NULL_POINTER, "cachefiles: the cache is not mounted");
    }
    return where;
  }

  public BackingStore store() {
    return mounted().store;
  }

  /// Fscache's side; a [KernelBug] when it is not bound.
  public Cache fscacheCache() {
    Cache cache = fscacheCache;
    if (cache == null) {
      throw new KernelBug(Symptom.NULL_POINTER, "cachefiles: the cache is not bound");
    }
    return cache;
  }

  /// Unbind: forgets where the cache was.
  public void unmount() {
    mounted = null;
    dropCredentials();
  }

  /// Bind failed, or unbind: gives up what the filesystem was accessed with.
  ///
  /// Kernel: fs/cachefiles/daemon.c (cachefiles_put_unbind_pincount)
  public void dropCredentials() {
    CacheCredentials had = credentials;
    credentials = null;
    if (had != null && kernel().has(CachefilesFix.DROP_CREDENTIALS)) {
      had.put();
    }
  }

  // ---- lists

  /// Guards the lists of volumes and objects.
  public SpinLock listLock() {
    return listLock;
  }

  /// The volumes that exist on disk. Under [#listLock].
  public List<CacheVolume> volumesLocked() {
    listLock.assertHeld();
    return volumes.change();
  }

  /// Where an unbind waits for others to take volumes off their list.
  public WaitQueue volumeQueue() {
    return volumeQueue;
  }

  /// The objects whose lookup succeeded. Under [#listLock].
  public List<CacheObject> objectsLocked() {
    listLock.assertHeld();
    return objects.change();
  }

  /// A copy of the list of volumes, for checkers at quiet points.
  public List<CacheVolume> peekVolumes() {
    return List.copyOf(volumes.peek());
  }

  /// A copy of the list of objects, for checkers at quiet points.
  public List<CacheObject> peekObjects() {
    return List.copyOf(objects.peek());
  }

  // ---- life and death

  /// The device was closed for the last time: gives the cache up, flushes what is asked, and takes
  /// the device's pin back.
  ///
  /// Kernel: fs/cachefiles/daemon.c (cachefiles_daemon_release)
  public void release() {
    boolean deadFirst = kernel().has(CachefilesMutation.DEAD_SET_BEFORE_FLUSH);
    if (deadFirst) {
      flags().set(CacheFlag.DEAD);
    }
    if (isOnDemand()) {
      requests.flush();
    }
    if (!deadFirst) {
      flags().set(CacheFlag.DEAD);
    }
    released = true;
    unpin();
  }

  /// Whether the device was closed: for checkers only.
  public boolean isReleased() {
    return released;
  }

  /// Pins the cache against being unbound; the device has one pin, and each anonymous descriptor.
  ///
  /// Kernel: fs/cachefiles/internal.h (cachefiles_get_unbind_pincount)
  public void pin() {
    checkAlive();
    pins.incAndGet();
  }

  /// Takes a pin back; the last one unbinds the cache, in this task, which may take long.
  ///
  /// Kernel: fs/cachefiles/daemon.c (cachefiles_put_unbind_pincount)
  public void unpin() {
    checkAlive();
    if (pins.decAndTest()) {
      Unbind.run(this);
      free("unbound");
      driver.closed();
    }
  }

  /// Whether anonymous descriptors pin the cache.
  public boolean descriptorsPin() {
    return descriptorsPin;
  }

  /// As [#pin], for an anonymous descriptor.
  public void pinForDescriptor() {
    if (descriptorsPin) {
      pin();
    }
  }

  /// As [#unpin], for an anonymous descriptor.
  public void unpinForDescriptor() {
    if (descriptorsPin) {
      unpin();
    }
  }

  /// How many pins there are, without a scheduling point: for checkers only.
  public int peekPins() {
    return pins.peek();
  }

  /// Tells the daemon that the state is worth reading.
  ///
  /// Kernel: fs/cachefiles/internal.h (cachefiles_state_changed)
  public void stateChanged() {
    flags().set(CacheFlag.STATE_CHANGED);
    pollers.wakeAll();
  }

  /// Gives the cache up because its filesystem is broken: what runs ends, nothing new begins.
  ///
  /// Kernel: fs/cachefiles/internal.h (cachefiles_io_error)
  public void ioError(String what) {
    kernel().log().error("CacheFiles: I/O Error: " + what);
    Cache cache = fscacheCache;
    if (cache != null) {
      cache.ioError();
    }
    flags().set(CacheFlag.DEAD);
    if (flushesWhenDead() && isOnDemand()) {
      requests.flush();
    }
  }

  /// Whether giving the cache up also ends what the daemon was asked.
  public boolean flushesWhenDead() {
    return kernel().has(CachefilesFix.FLUSH_ON_DEAD);
  }

  /// As [#ioError], naming the object.
  ///
  /// Kernel: fs/cachefiles/internal.h (cachefiles_io_error_obj)
  public void ioError(CacheObject object, String what) {
    ioError(what + " [o=" + Integer.toHexString(object.debugId()) + "]");
  }

  /// Traces a failed operation on names or attributes.
  ///
  /// @param object null for none
  public void traceVfsError(
      @Nullable CacheObject object, @Nullable Inode inode, ErrorTrace where, Errno errno) {
    kernel()
        .trace(
            () ->
                new CachefilesEvent.VfsError(
                    idOf(object), inode == null ? 0 : inode.number(), where, -errno.code()));
  }

  /// Traces a failed operation on data.
  public void traceIoError(CacheObject object, Inode inode, ErrorTrace where, Errno errno) {
    kernel()
        .trace(
            () ->
                new CachefilesEvent.IoError(
                    object.debugId(), inode.number(), where, -errno.code()));
  }

  /// What traces show for an object, or for none.
  public static int idOf(@Nullable CacheObject object) {
    return object == null ? 0 : object.debugId();
  }

  @Override
  protected String objectName() {
    return settings.tag() == null ? "(no tag)" : settings.tag();
  }
}

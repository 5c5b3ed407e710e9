package org.fscachesim.fscache;

import java.util.Set;
import java.util.function.Supplier;
import org.fscachesim.kernel.Errno;
import org.fscachesim.kernel.ErrnoException;
import org.fscachesim.kernel.Kernel;
import org.fscachesim.kernel.sync.RwSemaphore;
import org.fscachesim.kernel.wait.WaitQueue;
import org.fscachesim.kernel.work.WorkQueue;
import org.jspecify.annotations.Nullable;

/// fscache itself: the register of caches, volumes and cookies of one kernel.
///
/// Clients come in through [#acquireVolume] and [#acquireCookie], backends through [#acquireCache].
///
/// Kernel: fs/fscache/main.c (fscache_init)
public final class Fscache {
  private static final FscacheObserver NOBODY = new FscacheObserver() {};

  private final Kernel kernel;
  private final FscacheTimeouts timeouts;
  private final boolean mergedIntoNetfs;
  private final RwSemaphore addRemove;
  private final WaitQueue clearanceWaiters;
  private final WorkQueue workQueue;
  private final FscacheStats stats = new FscacheStats();
  private final AccessGate gate;
  private final Caches caches;
  private final Volumes volumes;
  private final VolumeCreation volumeCreation;
  private final Cookies cookies;
  private final CookieUse cookieUse;
  private final CookieInvalidation invalidation;
  private final CookieLru lru;
  private final CookieStateMachine stateMachine;
  private final CacheIo operations;
  private final ProcFscache proc;
  private volatile FscacheObserver observer = NOBODY;
  private volatile boolean observed;
  private volatile boolean available = true;

  /// Loads fscache into a kernel, with the kernel's time limits.
  public Fscache(Kernel kernel) {
    this(kernel, FscacheTimeouts.KERNEL);
  }

  /// Loads fscache into a kernel.
  public Fscache(Kernel kernel, FscacheTimeouts timeouts) {
    this.kernel = kernel;
    this.timeouts = timeouts;
    mergedIntoNetfs = kernel.has(FscacheBehaviour.MERGED_INTO_NETFS);
    addRemove = new RwSemaphore(kernel, "fscache_addremove_sem");
    clearanceWaiters = new WaitQueue(kernel, "fscache_clearance_waiters");
    workQueue = kernel.workQueue("fscache");
    gate = new AccessGate(this);
    caches = new Caches(this);
    volumes = new Volumes(this);
    volumeCreation = new VolumeCreation(this);
    cookies = new Cookies(this);
    cookieUse = new CookieUse(this);
    invalidation = new CookieInvalidation(this);
    lru = new CookieLru(this);
    stateMachine = new CookieStateMachine(this);
    operations = new CacheIo(this);
    proc = new ProcFscache(this);
    kernel.checkers().add(() -> FscacheInvariants.attach(this));
    notice(mergedIntoNetfs ? "FS-Cache loaded" : "Loaded");
  }

  /// Unloads fscache; all clients and backends must have gone.
  ///
  /// Kernel: fs/fscache/main.c (fscache_exit)
  public void unload() {
    lru.shutDown();
    available = false;
    notice(mergedIntoNetfs ? "FS-Cache unloaded" : "Unloaded");
  }

  /// Whether fscache is loaded.
  ///
  /// Kernel: include/linux/fscache.h (fscache_available)
  public boolean available() {
    return available;
  }

  /// Registers a backend for the named cache, which clients may have asked for before.
  ///
  /// @param name the tag; null is a bug of the backend
  /// @throws ErrnoException `EBUSY` when another backend has it, `ENOMEM`
  ///
  ///   Kernel: fs/fscache/cache.c (fscache_acquire_cache)
  public Cache acquireCache(@Nullable String name) throws ErrnoException {
    return caches.acquire(name);
  }

  /// Acquires a volume for a client.
  ///
  /// @param key printable, without `/`, at most 255 characters
  /// @param cacheName null for whatever cache there is
  /// @param coherency what the backend compares when it finds the volume stored, at most 255 bytes
  /// @return null when fscache is not available
  /// @throws ErrnoException `EBUSY` when the key is in use, `ENOMEM`, also for a key that is too
  ///   long
  ///
  ///   Kernel: fs/fscache/volume.c (__fscache_acquire_volume)
  public @Nullable Volume acquireVolume(
      String key, @Nullable String cacheName, byte @Nullable [] coherency) throws ErrnoException {
    return available ? volumes.acquire(key, cacheName, coherency) : null;
  }

  /// Acquires a data cookie for a client.
  ///
  /// @param volume null is accepted and gives null
  /// @param key 1 to 255 bytes, as ISO-8859-1
  /// @param aux at most 255 bytes of coherency data
  /// @param objectSize the file's size in bytes
  /// @return null when the key is in use or the arguments are no good
  ///
  ///   Kernel: fs/fscache/cookie.c (__fscache_acquire_cookie)
  public @Nullable Cookie acquireCookie(
      @Nullable Volume volume,
      Set<Advice> advice,
      String key,
      byte @Nullable [] aux,
      long objectSize) {
    return volume == null ? null : cookies.acquire(volume, advice, key, aux, objectSize);
  }

  /// Stores a range of a page cache, whose pages carry the mark already. Does not wait for the I/O.
  ///
  /// @param mapping a client whose pages carry no marks gives one that ends none
  /// @param whenDone told once, when the marks are gone
  /// @param caching false only reports `ENOBUFS`
  ///
  ///   Kernel: fs/fscache/io.c (__fscache_write_to_cache)
  public void writeToCache(
      @Nullable Cookie cookie,
      MarkedMapping mapping,
      FileRange range,
      long fileSize,
      @Nullable IoTerminated whenDone,
      boolean caching) {
    if (caching) {
      operations.write(cookie, mapping, range, fileSize, whenDone);
    } else {
      operations.report(whenDone, new IoOutcome.Failed(Errno.ENOBUFS), false);
    }
  }

  /// Ends the marks of a range that will not be stored after all.
  ///
  /// Kernel: include/linux/fscache.h (fscache_clear_page_bits)
  public void clearPageBits(MarkedMapping mapping, FileRange range, boolean caching) {
    if (caching) {
      operations.clearPageBits(mapping, range);
    }
  }

  /// The counters, which backends add to.
  public FscacheStats stats() {
    return stats;
  }

  /// The files under `/proc/fs/fscache`.
  public ProcFscache proc() {
    return proc;
  }

  /// Has every step told to an observer, in place of the one before; for checkers.
  public void observe(FscacheObserver newObserver) {
    observer = newObserver;
    observed = true;
  }

  FscacheObserver observer() {
    return observer;
  }

  /// The kernel that fscache is loaded in.
  public Kernel kernel() {
    return kernel;
  }

  FscacheTimeouts timeouts() {
    return timeouts;
  }

  boolean isMergedIntoNetfs() {
    return mergedIntoNetfs;
  }

  /// Guards the lists of caches and volumes. Held to add and remove, and to find a cache.
  RwSemaphore addRemove() {
    return addRemove;
  }

  WaitQueue clearanceWaiters() {
    return clearanceWaiters;
  }

  WorkQueue workQueue() {
    return workQueue;
  }

  AccessGate gate() {
    return gate;
  }

  Caches caches() {
    return caches;
  }

  Volumes volumes() {
    return volumes;
  }

  VolumeCreation volumeCreation() {
    return volumeCreation;
  }

  Cookies cookies() {
    return cookies;
  }

  CookieUse cookieUse() {
    return cookieUse;
  }

  CookieInvalidation invalidation() {
    return invalidation;
  }

  CookieLru lru() {
    return lru;
  }

  CookieStateMachine stateMachine() {
    return stateMachine;
  }

  CacheIo operations() {
    return operations;
  }

  /// Queues the worker of a cookie; a queued worker owns a reference.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_queue_cookie)
  void queue(Cookie cookie, CookieTrace why) {
    cookie.get(why);
    boolean once = kernel.has(FscacheMutation.LOOKUP_NOT_REENTRANT);
    if (!workQueue.queue(once ? cookie.work : cookie.newWork())) {
      cookie.put(CookieTrace.PUT_OVER_QUEUED);
    }
  }

  /// Hits a tracepoint.
  void trace(Supplier<FscacheEvent> event) {
    if (observed) {
      FscacheEvent hit = event.get();
      kernel.trace(() -> hit);
      observer.traced(hit);
    } else {
      kernel.trace(event);
    }
  }

  private String prefixed(String text) {
    return (mergedIntoNetfs ? "netfs: " : "FS-Cache: ") + text;
  }

  void notice(String text) {
    kernel.log().notice(prefixed(text));
  }

  void error(String text) {
    kernel.log().error(prefixed(text));
  }
}

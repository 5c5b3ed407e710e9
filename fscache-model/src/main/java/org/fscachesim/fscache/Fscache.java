package org.fscachesim.fscache;

import java.util.Set;
import org.fscachesim.kernel.ErrnoException;
import org.jspecify.annotations.Nullable;

/// fscache itself: the register of caches, volumes and cookies of one kernel.
///
/// Clients come in through [#acquireVolume] and [#acquireCookie], backends through [#acquireCache].
///
/// Kernel: fs/fscache/main.c (fscache_init)
@SuppressWarnings("DoNotCallSuggester")
public final class Fscache {
  /// Registers a backend for the named cache, which clients may have asked for before.
  ///
  /// @param name the tag, or null for the cache without one
  /// @throws ErrnoException `EBUSY` when another backend has it, `ENOMEM`
  ///
  ///   Kernel: fs/fscache/cache.c (fscache_acquire_cache)
  public Cache acquireCache(@Nullable String name) throws ErrnoException {
    throw Unwritten.here();
  }

  /// Acquires a volume for a client.
  ///
  /// @param key printable, without `/`, at most 255 characters
  /// @param cacheName null for whatever cache there is
  /// @param coherency what the backend compares when it finds the volume stored
  /// @return null when fscache is not available
  /// @throws ErrnoException `EBUSY` when the key is in use, `ENOMEM`
  ///
  ///   Kernel: fs/fscache/volume.c (__fscache_acquire_volume)
  public @Nullable Volume acquireVolume(
      String key, @Nullable String cacheName, byte @Nullable [] coherency) throws ErrnoException {
    throw Unwritten.here();
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
    throw Unwritten.here();
  }

  /// Stores a range of a page cache, whose pages carry the mark already.
  ///
  /// @param whenDone told when the marks are gone
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
    throw Unwritten.here();
  }

  /// Ends the marks of a range that will not be stored after all.
  ///
  /// Kernel: include/linux/fscache.h (fscache_clear_page_bits)
  public void clearPageBits(MarkedMapping mapping, FileRange range, boolean caching) {
    throw Unwritten.here();
  }

  /// The counters, which backends add to.
  public FscacheStats stats() {
    throw Unwritten.here();
  }
}

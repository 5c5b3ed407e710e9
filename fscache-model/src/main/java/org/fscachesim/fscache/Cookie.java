package org.fscachesim.fscache;

import org.jspecify.annotations.Nullable;

/// A data cookie: one file of a client.
///
/// Kernel: include/linux/fscache.h (struct fscache_cookie)
@SuppressWarnings("DoNotCallSuggester")
public final class Cookie {
  /// Number in traces and lists, from 2.
  public int debugId() {
    throw Unwritten.here();
  }

  /// The volume it is in, for life.
  public Volume volume() {
    throw Unwritten.here();
  }

  /// The key, one char for each byte.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_get_key)
  public String key() {
    throw Unwritten.here();
  }

  /// The hash of the key, the same on every machine.
  public int keyHash() {
    throw Unwritten.here();
  }

  /// The coherency data, a copy.
  ///
  /// Kernel: include/linux/fscache-cache.h (fscache_get_aux)
  public byte[] aux() {
    throw Unwritten.here();
  }

  /// Bytes in the client's file, or in the file of the on-demand daemon.
  public long objectSize() {
    throw Unwritten.here();
  }

  /// Sets the size, for a backend that finds it out (on-demand mode).
  public void setObjectSize(long objectSize) {
    throw Unwritten.here();
  }

  /// Whether the client gave this advice.
  public boolean hasAdvice(Advice advice) {
    throw Unwritten.here();
  }

  /// How many invalidations there were.
  public int invalCounter() {
    throw Unwritten.here();
  }

  /// The state.
  public CookieState state() {
    throw Unwritten.here();
  }

  /// Whether the flag is set.
  public boolean has(CookieFlag flag) {
    throw Unwritten.here();
  }

  /// Sets the flag.
  public void set(CookieFlag flag) {
    throw Unwritten.here();
  }

  /// Clears the flag.
  public void clear(CookieFlag flag) {
    throw Unwritten.here();
  }

  /// Clears the flag and says whether it had been set.
  public boolean testAndClear(CookieFlag flag) {
    throw Unwritten.here();
  }

  /// The backend's object.
  public @Nullable Object cachePriv() {
    throw Unwritten.here();
  }

  /// Stores the backend's object.
  public void setCachePriv(@Nullable Object cachePriv) {
    throw Unwritten.here();
  }

  /// Whether the client may cache at present.
  ///
  /// Kernel: include/linux/fscache.h (fscache_cookie_enabled)
  public boolean isEnabled() {
    throw Unwritten.here();
  }

  /// Comes into use; the first use starts the lookup. Waits only while the cookie is being
  /// discarded.
  ///
  /// @param willModify the data will be modified locally
  ///
  ///   Kernel: fs/fscache/cookie.c (__fscache_use_cookie)
  public void use(boolean willModify) {
    throw Unwritten.here();
  }

  /// Goes out of use, with nothing to update.
  public void unuse() {
    throw Unwritten.here();
  }

  /// Goes out of use.
  ///
  /// @param aux new coherency data, or null
  /// @param objectSize new size in bytes, or null
  ///
  ///   Kernel: fs/fscache/cookie.c (__fscache_unuse_cookie)
  public void unuse(byte @Nullable [] aux, @Nullable Long objectSize) {
    throw Unwritten.here();
  }

  /// The client lets go; all users must have gone.
  ///
  /// @param retire the data is to be deleted
  ///
  ///   Kernel: fs/fscache/cookie.c (__fscache_relinquish_cookie)
  public void relinquish(boolean retire) {
    throw Unwritten.here();
  }

  /// The data is not to be trusted any more.
  ///
  /// @param aux new coherency data, or null
  /// @param newSize bytes
  ///
  ///   Kernel: fs/fscache/cookie.c (__fscache_invalidate)
  public void invalidate(byte @Nullable [] aux, long newSize, InvalidateFlag... flags) {
    throw Unwritten.here();
  }

  /// Notes new coherency data or size, which the backend will commit later.
  ///
  /// Kernel: include/linux/fscache.h (fscache_update_cookie)
  public void update(byte @Nullable [] aux, @Nullable Long objectSize) {
    throw Unwritten.here();
  }

  /// Changes the size in the cache before it returns. The caller holds the inode lock and a use.
  ///
  /// Kernel: fs/fscache/io.c (__fscache_resize_cookie)
  public void resize(long newSize) {
    throw Unwritten.here();
  }

  /// A page was released: from now on data that was written to the cache may be read back.
  ///
  /// Kernel: include/linux/fscache.h (fscache_note_page_release)
  public void notePageRelease() {
    throw Unwritten.here();
  }

  /// Takes a reference.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_get_cookie)
  public void get(CookieTrace why) {
    throw Unwritten.here();
  }

  /// Puts a reference.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_put_cookie)
  public void put(CookieTrace why) {
    throw Unwritten.here();
  }

  /// Ends an access.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_end_cookie_access)
  public void endAccess(AccessTrace why) {
    throw Unwritten.here();
  }

  /// The backend takes the object away; does not wait.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_withdraw_cookie)
  public void withdraw() {
    throw Unwritten.here();
  }

  /// Within a lookup: nothing was found, and it is being created.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_cookie_lookup_negative)
  public void lookupNegative() {
    throw Unwritten.here();
  }

  /// Within a worker's operation: caching stops here.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_caching_failed)
  public void cachingFailed() {
    throw Unwritten.here();
  }

  /// Within an invalidation: operations may start again.
  ///
  /// Kernel: fs/fscache/cookie.c (fscache_resume_after_invalidation)
  public void resumeAfterInvalidation() {
    throw Unwritten.here();
  }
}

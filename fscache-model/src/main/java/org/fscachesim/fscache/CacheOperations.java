package org.fscachesim.fscache;

/// What a cache backend provides so that fscache can manage volumes and objects in it.
///
/// Every call says which pins its caller holds; nothing that the pin covers goes away during the
/// call. [#acquireVolume] and [#freeVolume] are optional. A backend with no volumes of its own
/// returns false from [#hasVolumes], and fscache then never calls them.
///
/// Kernel: include/linux/fscache-cache.h (struct fscache_cache_ops)
public interface CacheOperations {
  /// The driver's name, as log lines show it.
  String name();

  /// Whether the backend keeps volumes; false leaves [#acquireVolume] and [#freeVolume] uncalled.
  default boolean hasVolumes() {
    return true;
  }

  /// Sets up the volume in the cache. Runs on the system work queue, under a cache access.
  ///
  /// On success the backend calls [Volume#setCachePriv] with its own data and then
  /// [Volume#pinCache]. On failure it leaves the volume alone; a later lookup tries again.
  void acquireVolume(Volume volume);

  /// Gives up what [#acquireVolume] set up and clears the volume's private data. Runs in whoever
  /// puts the last reference, under a forced volume access.
  void freeVolume(Volume volume);

  /// Finds or creates the object of the cookie. Runs in the cookie's worker, under a volume access
  /// and a cookie access.
  ///
  /// The backend counts the object ([Cache#countObject]), takes a reference with
  /// [CookieTrace#GET_ATTACH_OBJECT] and stores its object with [Cookie#setCachePriv]. While it
  /// creates what it did not find it may call [Cookie#lookupNegative]. When it fails with an object
  /// attached it calls [Cookie#cachingFailed] first.
  ///
  /// @return false on failure; then [#withdrawCookie] follows if an object is attached
  boolean lookupCookie(Cookie cookie);

  /// Lets go of the object: commits it, or deletes it when the cookie is [CookieFlag#RETIRED]. Runs
  /// in the cookie's worker with no cookie access held by anybody.
  ///
  /// The backend clears the cookie's private data, puts its reference with [CookieTrace#PUT_OBJECT]
  /// and uncounts the object.
  void withdrawCookie(Cookie cookie);

  /// Changes the size of the object before it returns. Runs in the client's thread, under a cookie
  /// access.
  ///
  /// @param newSize bytes
  void resizeCookie(CacheResources resources, long newSize);

  /// Throws the object's data away and starts with empty storage. Runs in the cookie's worker,
  /// under a cookie access; new operations wait until [Cookie#resumeAfterInvalidation].
  ///
  /// @return false when caching has to stop on this cookie; never after having resumed
  boolean invalidateCookie(Cookie cookie);

  /// Prepares the resources for one operation: sets [CacheResources#setOps], and attaches what the
  /// operation needs with [CacheResources#setCachePriv2] if there is an object already. Any thread,
  /// under a cookie access.
  ///
  /// With [WantState#PARAMS] it may succeed without an object.
  ///
  /// @return false when the operation cannot be had
  boolean beginOperation(CacheResources resources, WantState want);

  /// Notes that the client will modify the data. Runs in the cookie's worker, the cookie being
  /// [CookieState#ACTIVE].
  void prepareToWrite(Cookie cookie);
}

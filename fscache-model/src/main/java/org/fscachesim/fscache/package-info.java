/// Models `fs/fscache/`: caches, volumes, data cookies, access gates and the cookie state machine.
///
/// # What there is
///
/// ```text
/// Fscache   = Cache*                        by name
/// Cache     = Volume*                       by key
/// Volume    = Cookie*                       by key
/// Cookie    = CookieState, CookieFlag*, a backend's object or none
/// operation = CacheResources                from begin to end, on one cookie
/// ```
///
/// Clients (network and image filesystems) and cache backends meet here and nowhere else. A client
/// calls [Fscache], [Volume], [Cookie] and [CacheResources]; a backend does, too, and gives fscache
/// two tables: [CacheOperations], by which fscache has it manage objects, and [ResourceOperations],
/// by which clients have it move data.
///
/// # Reading order
///
/// [Cache], [Volume], [Cookie], then `AccessGate` (how withdrawal and access meet without a lock),
/// `CookieStateMachine` with [CookieTransition], `Volumes` (how a key is taken over), `CookieLru`,
/// `CacheIo`. [FscacheFix] and [FscacheBehaviour] are what differs between kernels.
/// [FscacheInvariants] checks what has to hold.
///
/// # Functions of the kernel and where they are
///
/// | kernel | here |
/// |---|---|
/// | `fscache_acquire_cache`, `fscache_add_cache`, `fscache_io_error` | [Fscache#acquireCache], [Cache#add], [Cache#ioError] |
/// | `fscache_withdraw_cache`, `fscache_relinquish_cache` | [Cache#withdraw], [Cache#relinquish] |
/// | `fscache_count_object`, `fscache_uncount_object`, `fscache_wait_for_objects` | [Cache#countObject], [Cache#uncountObject], [Cache#waitForObjects] |
/// | `fscache_acquire_volume`, `fscache_relinquish_volume` | [Fscache#acquireVolume], [Volume#relinquish] |
/// | `fscache_withdraw_volume`, `fscache_try_get_volume`, `fscache_put_volume` | [Volume#withdraw], [Volume#tryGet], [Volume#put] |
/// | `fscache_acquire_cookie`, `fscache_use_cookie`, `fscache_unuse_cookie`, `fscache_relinquish_cookie` | [Fscache#acquireCookie], [Cookie#use], [Cookie#unuse], [Cookie#relinquish] |
/// | `fscache_update_cookie`, `fscache_resize_cookie`, `fscache_invalidate` | [Cookie#update], [Cookie#resize], [Cookie#invalidate] |
/// | `fscache_withdraw_cookie`, `fscache_cookie_lookup_negative`, `fscache_caching_failed`, `fscache_resume_after_invalidation` | [Cookie#withdraw], [Cookie#lookupNegative], [Cookie#cachingFailed], [Cookie#resumeAfterInvalidation] |
/// | `fscache_get_key`, `fscache_get_aux`, `fscache_cres_cookie` | [Cookie#key], [Cookie#aux], [CacheResources#cookie] |
/// | `fscache_begin_read_operation`, `fscache_begin_write_operation`, `fscache_wait_for_operation`, `fscache_end_operation` | [CacheResources#beginReadOperation], [CacheResources#beginWriteOperation], [CacheResources#waitForOperation], [CacheResources#endOperation] |
/// | `fscache_read`, `fscache_write`, `fscache_write_to_cache`, `fscache_clear_page_bits` | [CacheResources#read], [CacheResources#write], [Fscache#writeToCache], [Fscache#clearPageBits] |
/// | `fscache_note_page_release`, `fscache_dirty_folio`, `fscache_unpin_writeback` | [Cookie#notePageRelease], [WritebackPin#dirtied], [WritebackPin#unpin] |
/// | `fscache_count_read` and its kin | [FscacheStats] |
///
/// Where the kernel takes a null handle and does nothing, a client here has no object to call.
///
/// # Locks
///
/// ```text
/// inode lock of the client
///   cookie lock                       state of a cookie, and every decision to change it
///     fscache_cookie_hash             hash chains of cookies
///     fscache_cookie_lru              the LRU list
/// fscache_cookies                     the list of cookies; alone
/// fscache_volume_hash                 hash chains of volumes; alone
/// fscache_addremove_sem               lists of caches and volumes, names of caches; may sleep; alone
/// ```
///
/// All but the last are spin locks. No lock is held across an operation of the backend. A backend
/// may hold a spin lock of its own around [Cookie#withdraw] and [Volume#tryGet], which take the LRU
/// lock at most. The hash chains have one lock for all, where the kernel has one in each bucket:
/// buckets have nothing to do with each other.
///
/// What is read outside its lock is in primitives: the state of a cookie and of a cache, flags,
/// counters, the backend's private data.
@NullMarked
package org.fscachesim.fscache;

import org.jspecify.annotations.NullMarked;

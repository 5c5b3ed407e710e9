package org.fscachesim.cachefiles;

import static org.fscachesim.kernel.KernelVersion.D6_12_117;
import static org.fscachesim.kernel.KernelVersion.D6_1_192;
import static org.fscachesim.kernel.KernelVersion.V6_10;
import static org.fscachesim.kernel.KernelVersion.V6_7;
import static org.fscachesim.kernel.KernelVersion.V6_8;

import com.google.common.collect.ImmutableSet;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;

/// Upstream fixes of cachefiles, each a bug that comes back when its constant is taken out of a
/// kernel.
///
/// The releases are those that behave as fixed. Where a release corrupted memory, and where a
/// daemon that does nothing wrong would meet that, it counts as fixed here, so that a run of that
/// release shows its protocol and not its crash; the note says so. Every constant is asked in
/// exactly one place.
public enum CachefilesFix implements Switch {
  /// `d11b0b043b40` "cachefiles: unbind cachefiles gracefully in on-demand mode", 5.19. Without it
  /// the cache is unbound as soon as the device closes, and the daemon that closes it before its
  /// anonymous descriptors hangs.
  UNBIND_PINCOUNT(Releases.ALL),

  /// `65aa5f6fd8a1` "cachefiles: narrow the scope of flushed requests when releasing fd", 5.19.
  /// Without it closing the descriptor of one object fails the READs of all.
  FD_RELEASE_OWN_REQUESTS(Releases.ALL),

  /// `ea5dc046127e` "cachefiles: unmark inode in use in error path", 5.18. Without it a file whose
  /// opening failed counts as in use for ever.
  UNMARK_INODE_ON_ERROR(Releases.ALL),

  /// `e21a2f17566c` "cachefiles: fix memory leak in cachefiles_add_cache()", 6.8, CVE-2024-26840.
  /// Without it the credentials that bind takes are never dropped. Older releases count as fixed.
  DROP_CREDENTIALS(Releases.ALL),

  /// `5638b067d370` "cachefiles: Calculate the blockshift in terms of bytes, not pages", 5.17.
  /// Without it each byte of a write under way counts as a block, and space seems to be short.
  BLOCKSHIFT_IN_BYTES(Releases.ALL),

  /// `c7ca73155762` "cachefiles: set default tag name if it's unspecified", 5.17. Without it bind
  /// crashes when no tag was set.
  DEFAULT_CACHE_TAG(Releases.ALL),

  /// `413a4a6b0b55` "cachefiles: Fix volume coherency attribute", 5.17. Without it the record of a
  /// volume is written in one layout and read in another, and so each volume is built anew.
  VOLUME_COHERENCY_LAYOUT(Releases.ALL),

  /// `7b2f6c306601` "cachefiles: Fix KASAN slab-out-of-bounds in cachefiles_set_volume_xattr",
  /// 5.18, CVE-2022-49062. Without it the coherency data is copied by the length of the record.
  VOLUME_XATTR_BOUNDS(Releases.ALL),

  /// `da6ef2dffe60` "cachefiles: fix dentry leak in cachefiles_open_file()", 6.12, CVE-2024-49870.
  /// Without it a lookup that meets a file in use keeps the name in memory for ever. Older releases
  /// count as fixed.
  OPEN_FILE_DENTRY_PUT(Releases.ALL),

  /// `406fad7698f5` "cachefiles: Fix oops in vfs_mkdir from cachefiles_get_directory", 6.15.
  /// Without it the name to be made is overwritten by the error that is not injected. No release
  /// that is modelled has the bug.
  MKDIR_INJECTED_ERROR(Releases.ALL),

  /// `8a220d1c312c` "cachefiles: Fix error return when vfs_mkdir() fails", 7.1. Without it a
  /// directory that could not be made is used. No release that is modelled has the bug.
  MKDIR_ERROR_PROPAGATE(Releases.ALL),

  /// `8c256fba2b46` "cachefiles: Fix double unlock in nomem_d_alloc error path", 7.2,
  /// CVE-2026-72368. Without it a directory is unlocked twice when there is no memory for a name.
  /// No release that is modelled has the bug.
  GET_DIRECTORY_UNLOCK_ONCE(Releases.ALL),

  /// `c93ccd63b18c` "cachefiles: fix error return code in cachefiles_ondemand_copen()", 6.0.
  /// Without it copen reports success for a negative size that is no errno.
  COPEN_INVALID_SIZE(Releases.SINCE_6_0),

  /// `1122f4007273` "cachefiles: make on-demand request distribution fairer", 6.0. Without it each
  /// search for a new request begins at 0, and high ids starve.
  CYCLIC_FAIR_DEQUEUE(Releases.SINCE_6_0),

  /// `b817e22b2e91` "cachefiles: narrow the scope of triggering EPOLLIN events in ondemand mode",
  /// 6.8. Without it the device is readable while any request is unanswered.
  POLLIN_ONLY_NEW(Releases.SINCE_6_8),

  /// `e73fa11a356c` "cachefiles: add restore command to recover inflight ondemand read requests",
  /// 6.8. Without it there is no `restore`.
  RESTORE_INFLIGHT(Releases.SINCE_6_8),

  /// `c3d6569a4332` "cachefiles, erofs: Fix NULL deref in when cachefiles is not doing
  /// ondemand-mode", 6.8. Without it the original mode crashes at the first lookup.
  NULL_INFO_GUARD(Releases.ALL),

  /// `0fc75c5940fa` "cachefiles: remove requests from xarray during flushing requests", 6.10,
  /// CVE-2024-40900. Without it a flushed request can be found in the table after its waiter freed
  /// it. Older releases count as fixed.
  FLUSH_ERASES_REQUESTS(Releases.ALL),

  /// `de3e26f9e5b7` "cachefiles: fix slab-use-after-free in cachefiles_ondemand_get_fd()", 6.10,
  /// CVE-2024-40899. Without it the waiter frees a request that another thread delivers. Older
  /// releases count as fixed.
  REQUEST_REFCOUNT(Releases.ALL),

  /// `da4a82741606` "cachefiles: fix slab-use-after-free in cachefiles_ondemand_daemon_read()",
  /// 6.10, CVE-2024-39510. Without it the object can be freed under the thread that delivers its
  /// request. 6.8, where `restore` leads to it, counts as fixed.
  DAEMON_READ_OBJECT_REF(Releases.SINCE_6_8),

  /// `a26dc49df37e` "cachefiles: add consistency check for copen/cread", 6.10, CVE-2024-41075.
  /// Without it an answer completes a request of another kind or object.
  ANSWER_TYPE_CHECK(Releases.SINCE_6_10),

  /// `0a790040838c` "cachefiles: add spin_lock for cachefiles_ondemand_info", 6.10. Without it
  /// copen can open an object whose descriptor was closed meanwhile, and its READs hang.
  ONDEMAND_INFO_LOCK(Releases.SINCE_6_10),

  /// `4988e35e95fc` "cachefiles: never get a new anonymous fd if ondemand_id is valid", 6.10.
  /// Without it an OPEN that is delivered twice makes two descriptors, and the first is forgotten.
  SINGLE_ANON_FD(Releases.SINCE_6_10),

  /// `4b4391e77a6b` "cachefiles: defer exposing anon_fd until after the copy_to_user() succeeds",
  /// 6.10, CVE-2024-40913. Without it the descriptor can be used, and closed, before its message
  /// was read.
  LATE_FD_INSTALL(Releases.SINCE_6_10),

  /// Of `4b4391e77a6b`, too: the cache is pinned before the descriptor is seen. Without it a
  /// descriptor that is closed at once takes back a pin that was not there yet. Older releases
  /// count as fixed.
  PIN_BEFORE_FD_INSTALL(Releases.ALL),

  /// `4f8703fb3482` "cachefiles: Set object to close if ondemand_id < 0 in copen", 6.10,
  /// CVE-2024-41074. Without it an OPEN that is refused before its delivery leaves its object
  /// reopening for ever.
  COPEN_RESETS_REOPENING(Releases.SINCE_6_10),

  /// `85e833cd7243` "cachefiles: flush all requests after setting CACHEFILES_DEAD", 6.10,
  /// CVE-2024-40935. Without it requests hang when an I/O error kills the cache.
  FLUSH_ON_DEAD(Releases.SINCE_6_10),

  /// `bc9dde615546` "cachefiles: make on-demand read killable", 6.10. Without it a reader can not
  /// be killed while it waits for the daemon.
  KILLABLE_WAIT(Releases.SINCE_6_10),

  /// `b2415d1f4566` "cachefiles: stop sending new request when dropping object", 6.10. Without it a
  /// reopening can begin behind the CLOSE.
  NO_SEND_WHILE_DROPPING(Releases.SINCE_6_10),

  /// `751f524635a4` "cachefiles: cancel all requests for the object that is being dropped", 6.10.
  /// Without it a request that is in the table when its object goes holds up the withdrawal.
  CANCEL_REQUESTS_ON_DROP(Releases.SINCE_6_10),

  /// `12e009d60852` "cachefiles: wait for ondemand_object_worker to finish when dropping object",
  /// 6.10, CVE-2024-41051. Without it the worker that reopens may run on a freed object.
  CANCEL_REOPEN_WORK(Releases.SINCE_6_10),

  /// `19f4f3990914` "cachefiles: cyclic allocation of msg_id to avoid reuse", 6.10, CVE-2024-41050.
  /// Without it a late answer hits the next request of the same id.
  CYCLIC_MESSAGE_IDS(Releases.SINCE_6_10),

  /// `cf5bb09e742a` "cachefiles: add missing lock protection when polling", 6.10, CVE-2024-42250.
  /// Without it poll looks at requests that are freed under it. Older releases count as fixed.
  POLL_HOLDS_LOCK(Releases.ALL),

  /// `0ece614a52bc` "cachefiles: propagate errors from vfs_getxattr() to avoid infinite loop",
  /// 6.10. Without it a record that can not be read counts as stale: the object is replaced, and a
  /// volume is rebuilt again and again.
  PROPAGATE_GETXATTR_ERRORS(Releases.SINCE_6_10),

  /// `522018a0de6b` "cachefiles: fix slab-use-after-free in fscache_withdraw_volume()", 6.10,
  /// CVE-2024-41058. Without it unbinding touches a volume whose last reference was just put. Older
  /// releases count as fixed.
  WITHDRAW_VOLUME_TRY_GET(Releases.ALL),

  /// `5d8f80578907` "cachefiles: fix slab-use-after-free in cachefiles_withdraw_cookie()", 6.10,
  /// CVE-2024-41057. Without it a lookup under way adds its object after all were withdrawn.
  WITHDRAW_VOLUMES_FIRST(Releases.SINCE_6_10),

  /// `80887f316729` "cachefiles: Fix non-taking of sb_writers around set/removexattr", 6.12.
  /// Without it the record of a file or volume is changed while the filesystem below the cache is
  /// frozen.
  XATTR_FREEZE_PROTECTION(ImmutableSet.of(D6_12_117)),

  /// `10c35abd35aa` "cachefiles: Fix incorrect length return value in
  /// cachefiles_ondemand_fd_write_iter()", 6.13. Without it a write to the anonymous descriptor
  /// takes its length as rounded up to a page.
  FD_WRITE_LENGTH(ImmutableSet.of(D6_12_117)),

  /// `56f4856b425a` "cachefiles: Fix missing pos updates in cachefiles_ondemand_fd_write_iter()",
  /// 6.13. Without it write() does not move the position of the anonymous descriptor.
  FD_WRITE_POSITION(Releases.DEBIAN),

  /// `31ad74b20227` "cachefiles: Fix NULL pointer dereference in object->file", 6.13,
  /// CVE-2024-56549. Without it a write to the anonymous descriptor uses a file that the withdrawal
  /// closes. Older releases count as fixed.
  FD_WRITE_FILE_REF(Releases.ALL),

  /// `e5a8b6446c0d` "cachefiles: Parse the "secctx" immediately", 6.13. Without it a bad security
  /// context is found by bind.
  SECCTX_PARSED_AT_ONCE(Releases.DEBIAN),

  /// `6b89819b06d8` "cachefiles: Fix the incorrect return value in __cachefiles_write()", 6.16.
  /// Without it a short write looks like a whole one.
  WRITE_RETURNS_BYTES(Releases.DEBIAN),

  /// `af6830cc12df` "cachefiles: Fix double fput", 7.2, CVE-2026-93810. Without it a new file on a
  /// filesystem without direct I/O is put twice. Older releases count as fixed.
  TMPFILE_PUT_ONCE(Releases.ALL),

  /// `6577df7dc7a7` "cachefiles: fix incorrect dentry refcount in cachefiles_cull()", 7.0,
  /// CVE-2026-43106. Without it culling gives one reference on the name to whoever buries it, who
  /// drops two. Older releases count as fixed.
  CULL_DENTRY_REF(Releases.ALL),

  /// `511a018ed2af` "cachefiles: Fix file burial to take lock when unsetting S_KERNEL_FILE", 7.2.
  /// Without it the in-use mark of a buried directory is taken off without the lock of its inode,
  /// and a flag that somebody sets at that moment is lost. No release here has it.
  BURY_UNMARK_LOCKED(ImmutableSet.of());

  private final ImmutableSet<KernelVersion> releases;

  CachefilesFix(ImmutableSet<KernelVersion> releases) {
    this.releases = releases;
  }

  @Override
  public boolean in(KernelVersion version) {
    return releases.contains(version);
  }

  /// Which releases have what, in the groups in which changes of cachefiles arrived.
  static final class Releases {
    static final ImmutableSet<KernelVersion> ALL = ImmutableSet.copyOf(KernelVersion.values());

    /// 6.0 and later.
    static final ImmutableSet<KernelVersion> SINCE_6_0 =
        ImmutableSet.of(V6_7, V6_8, V6_10, D6_1_192, D6_12_117);

    /// 6.8 and later; the Debian kernels have it, too.
    static final ImmutableSet<KernelVersion> SINCE_6_8 =
        ImmutableSet.of(V6_8, V6_10, D6_1_192, D6_12_117);

    /// 6.10 and later; the Debian kernels have it, too.
    static final ImmutableSet<KernelVersion> SINCE_6_10 =
        ImmutableSet.of(V6_10, D6_1_192, D6_12_117);

    /// Changes of late 2024 and after, which both Debian kernels took over.
    static final ImmutableSet<KernelVersion> DEBIAN = ImmutableSet.of(D6_1_192, D6_12_117);

    private Releases() {}
  }
}

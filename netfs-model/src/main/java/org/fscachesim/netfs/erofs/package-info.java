/// Models `fs/erofs/fscache.c`, and of `fs/erofs/super.c`, `inode.c`, `namei.c` and `dir.c` what a
/// user of a mounted image sees: a client of fscache whose images an on-demand daemon provides.
///
/// The door is [ErofsFilesystemType].
///
/// Reading order: [MountOptions] and [Mounting] (what a mount does, step by step), [Domains] and
/// [Blob] (cookies, and who shares them), [BlobReader] (one range of one blob), [WindowRequests]
/// (page cache to blob ranges; [SliceRequests] is how 6.1 did it), [ErofsMount], [PathWalk],
/// [ErofsFile].
///
/// # Locks
///
/// ```
/// erofs_domain_list_lock      the domains of a kernel
/// erofs_domain_cookies_lock   the shared blobs; taken before the former when the last user goes
/// erofs inodes                the inode table of a mount; nothing is called under it
/// page locks                  a data page is locked while the metadata page of its tail is read,
///                             never the other way round
/// ```
@NullMarked
package org.fscachesim.netfs.erofs;

import org.jspecify.annotations.NullMarked;

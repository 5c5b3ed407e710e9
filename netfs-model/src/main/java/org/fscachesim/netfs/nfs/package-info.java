/// Models `fs/nfs/`, as far as it concerns a cache: a network filesystem with open-to-close
/// coherency, which is a second, smaller user of the netfs library. Directories, locks, delegations
/// and reconnection are left out.
///
/// ```text
/// NfsFilesystemType = FileServer*           by host name
/// NfsMount          = Options, Connection, Volume or none, NfsInode*
/// NfsInode          = NetfsInode, Cookie or none; key: file handle, coherency: times and change
/// ```
///
/// # What it promises
///
/// - *open*: the server is asked; a file that has changed there is forgotten, page cache and cache.
/// - *open for writing*: the cache is not used for the file any more, until all have closed it.
/// - *close after writing*: the server has everything.
///
/// Reading is as in kernels from 6.4 on, by the library's read helpers; earlier ones asked the
/// cache for each page.
@NullMarked
package org.fscachesim.netfs.nfs;

import org.jspecify.annotations.NullMarked;

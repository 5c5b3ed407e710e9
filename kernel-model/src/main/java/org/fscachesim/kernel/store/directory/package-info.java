/// Models `fs/ext4/` with the help of a real one: a directory of the host, whose files are the
/// cache's files, to be looked at with any tool and kept between runs.
///
/// ```
/// DirectoryStore = HostProbe InodeTable DescriptorCache FreeSpace?
/// InodeTable     = { (device, number, birth) -> HostInode }    weak, but for those in use
/// HostInode      = place:(parent, name) | pinned descriptor
/// ```
///
/// **Descriptors are few.** An inode is remembered by its place, and its descriptor is opened when
/// needed, compared with what was expected there, and kept among the most recently used ones. Only
/// a file without a place (a tmpfile, or one that was unlinked while open) pins its descriptor. So
/// a cache of any size works under `ulimit -n 1024`.
///
/// **Changes from outside** are seen: a name that has gone is negative, an inode that is not in its
/// place any more gives ESTALE. A file that was moved from outside is found again by the next
/// lookup of its new name.
///
/// **Locking.** The store's lock guards the table, the places and the descriptors, and is held over
/// the calls that change names, so that places are right. Data is transferred outside.
@NullMarked
package org.fscachesim.kernel.store.directory;

import org.jspecify.annotations.NullMarked;

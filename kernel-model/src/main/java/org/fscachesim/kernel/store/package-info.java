/// Models the part of `fs/` that stands below a cache: one mounted filesystem, seen as the kernel's
/// own code sees it, behind one interface and without paths.
///
/// ```
/// BackingStore = StoreTraits StatFs root:Inode
/// Inode        = number FileType in-use mark        one object for each inode, while anybody holds it
/// directory    = { name -> Inode }
/// OpenFile     = Inode position { data | hole }*    granularity: one filesystem block
/// ```
///
/// Two implementations answer alike, which one suite of contract tests verifies: a filesystem in
/// memory, deterministic and with settable free counts and errors, and a directory of the host,
/// through which the files of a cache can be looked at from outside.
///
/// **Names** are byte strings in the kernel; here each is a String whose characters are all below
/// 256, one for each byte (ISO-8859-1). Symlink targets and xattr names too.
///
/// **Locking.** A store is safe to use from many threads: what one call does is atomic against the
/// other calls. It never calls back, and waits for another task only where the filesystem is
/// frozen, before it takes a lock; so its own short locks lie below all locks of the models, and
/// the simulated machine does not see them. The order *between* calls (look up, then create) is the
/// caller's business, with the lock of the directory's inode.
@NullMarked
package org.fscachesim.kernel.store;

import org.jspecify.annotations.NullMarked;

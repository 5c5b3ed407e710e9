/// Models the uncompressed part of the on-disk format, `fs/erofs/erofs_fs.h`, and the code that
/// reads it.
///
/// Nothing here waits, caches or knows fscache: whoever mounts an image hands in a [PageSource] and
/// gets values back. One call of [PageSource#page(long)] is one page that the kernel would have to
/// have, in the kernel's order, so that the requests a daemon sees follow from the image alone.
///
/// Reading order: [SuperBlock], [DeviceTable], [DiskInode], [Extent], [ErofsReader].
///
/// ```
/// Extent = Mapped  bytes of a blob
///        | Tail    bytes behind the inode, in a metadata page
///        | Hole    zeroes
/// ```
///
/// Bad bytes never escape as anything but an [org.fscachesim.kernel.ErrnoException]; the sentence
/// that explains it goes to the [ErrorLog], as the kernel's goes to its log.
@NullMarked
package org.fscachesim.netfs.erofs.format;

import org.jspecify.annotations.NullMarked;

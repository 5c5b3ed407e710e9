/// Clients of fscache: page cache, read requests, and sample filesystems.
///
/// Models `fs/netfs` and `fs/erofs/fscache.c`; see the packages below.
@NullMarked
package org.fscachesim.netfs;

import org.jspecify.annotations.NullMarked;

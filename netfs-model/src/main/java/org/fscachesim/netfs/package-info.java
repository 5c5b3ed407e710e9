/// Models the clients of fscache: page cache, read requests and filesystems (`mm/readahead.c`,
/// `mm/filemap.c`, `fs/netfs`, `fs/erofs`), in the packages below.
@NullMarked
package org.fscachesim.netfs;

import org.jspecify.annotations.NullMarked;

/// Models `mm/readahead.c` and `mm/filemap.c`: cached pages of a file, and what is read ahead.
///
/// [ReadaheadState] alone decides which pages are asked for; it is plain arithmetic.
@NullMarked
package org.fscachesim.netfs.pagecache;

import org.jspecify.annotations.NullMarked;

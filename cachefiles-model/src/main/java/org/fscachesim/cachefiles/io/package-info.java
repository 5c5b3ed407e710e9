/// Models `fs/cachefiles/io.c`: data between the netfs library and the cache files.
@NullMarked
package org.fscachesim.cachefiles.io;

import org.jspecify.annotations.NullMarked;

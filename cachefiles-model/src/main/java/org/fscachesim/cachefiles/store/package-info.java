/// Models `fs/cachefiles/namei.c`, `key.c`, `xattr.c`, `volume.c`, `security.c` and the space
/// accounting of `cache.c`: what the cache is on disk.
///
/// ```
/// <dir>/cache/I<volume key>/@<two hex digits>/<object name>
/// <dir>/graveyard/<time><counter>
/// ```
@NullMarked
package org.fscachesim.cachefiles.store;

import org.jspecify.annotations.NullMarked;

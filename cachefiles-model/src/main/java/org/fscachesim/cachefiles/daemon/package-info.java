/// Models `fs/cachefiles/daemon.c`: the device, its commands, and the state that it shows.
@NullMarked
package org.fscachesim.cachefiles.daemon;

import org.jspecify.annotations.NullMarked;

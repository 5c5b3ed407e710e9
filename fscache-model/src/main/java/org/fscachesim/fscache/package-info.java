/// Models `fs/fscache/`: caches, volumes, data cookies, access gates and the cookie state machine.
@NullMarked
package org.fscachesim.fscache;

import org.jspecify.annotations.NullMarked;

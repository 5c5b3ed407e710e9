/// The whole stack in real time, on a directory of the host.
@NullMarked
package org.fscachesim.stack.live;

import org.jspecify.annotations.NullMarked;

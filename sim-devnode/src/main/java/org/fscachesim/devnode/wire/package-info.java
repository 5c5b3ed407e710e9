/// What goes over the device: messages as the daemon reads them, and the commands that it writes.
///
/// Models `include/uapi/linux/cachefiles.h`.
@NullMarked
package org.fscachesim.devnode.wire;

import org.jspecify.annotations.NullMarked;

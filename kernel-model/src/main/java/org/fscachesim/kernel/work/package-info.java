/// Deferred work.
///
/// Models `kernel/workqueue.c`: an item is idle, pending, running, or running and pending.
@NullMarked
package org.fscachesim.kernel.work;

import org.jspecify.annotations.NullMarked;

/// Kernel time.
///
/// Models `kernel/time/timer.c`.
@NullMarked
package org.fscachesim.kernel.time;

import org.jspecify.annotations.NullMarked;

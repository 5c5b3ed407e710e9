/// Locks, counters and flag words with the kernel's meaning.
///
/// Models `kernel/locking`, `lib/refcount.c`, `include/linux/atomic.h`, `include/linux/bitops.h`.
/// Each operation on a primitive is a scheduling point of the simulated machine, placed *before*
/// the operation. Fields that no primitive holds are plain and belong to whoever holds the lock
/// that guards them.
@NullMarked
package org.fscachesim.kernel.sync;

import org.jspecify.annotations.NullMarked;

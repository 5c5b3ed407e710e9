/// Waiting: queues, completions, poll registration.
///
/// Models `kernel/sched/wait.c`, `kernel/sched/completion.c`, `fs/select.c`.
@NullMarked
package org.fscachesim.kernel.wait;

import org.jspecify.annotations.NullMarked;

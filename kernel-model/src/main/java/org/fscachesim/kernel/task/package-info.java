/// The seam between the models and what runs them: tasks, and the two machines.
///
/// Models `kernel/sched` as far as a lock or a wait can tell.
/// [org.fscachesim.kernel.task.LiveMachine] runs tasks in parallel on the real clock;
/// [org.fscachesim.kernel.task.SimMachine] runs one at a time on a virtual clock and asks a
/// [org.fscachesim.kernel.task.Strategy] who goes next. Reading order: Machine, Task, Operation,
/// SimMachine, Strategy, Schedule.
@NullMarked
package org.fscachesim.kernel.task;

import org.jspecify.annotations.NullMarked;

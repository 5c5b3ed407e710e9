/// What is seen of a simulated run from outside: a recording of its steps, and checkers that judge
/// them while they happen.
///
/// All of them are [org.fscachesim.kernel.task.Observer]s: a machine without one pays nothing.
///
/// ```
/// Recording = Actor*, Thing*, Step*
/// Step      = actor, act on a thing, value before and after, effects on others, locks held
/// ```
@NullMarked
package org.fscachesim.kernel.check;

import org.jspecify.annotations.NullMarked;

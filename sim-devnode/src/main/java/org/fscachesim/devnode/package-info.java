/// The door to `/dev/cachefiles`: the system calls that a daemon makes.
///
/// A daemon written against [org.fscachesim.devnode.SystemCalls] does not know whether a simulated
/// kernel answers ([org.fscachesim.devnode.SimulatedSystem]) or the real one.
@NullMarked
package org.fscachesim.devnode;

import org.jspecify.annotations.NullMarked;

/// Plays transcripts against a booted stack and compares what comes out.
///
/// ```
/// Player --- Steps            does a step (package script), on the
///   |          \--- SimulatedScene --- Stage     what a booted stack has to offer
///   |                 |--- SimulatedActor* --- SimulatedCalls     a process and its system calls
///   |                 |--- StoreFiles            the cache directory, behind the cache's back
///   |                 \--- DiskSpace, Pace       what the recorded machines were like
///   |--------- Haste            how soon it looks at /proc
///   |
///   +------> ReplayResult     every step with what it gave
/// ```
///
/// A player is a task of the machine that it plays on, and waits on that machine's clock: on the
/// simulated machine four seconds of patience take no time, and *blocked* is exact.
@NullMarked
package org.fscachesim.scenario.replay;

import org.jspecify.annotations.NullMarked;

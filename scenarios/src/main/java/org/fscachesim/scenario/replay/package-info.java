/// Plays transcripts against a booted stack and compares what comes out.
///
/// ```
/// Player --- Stage            what a booted stack has to offer: kernel, cache filesystem, proc files
///   |  \---- GuestFiles       /img/… and the server's files, on the host
///   |
///   +------- Actor*           a process: its descriptors and messages by name, one operation at a time
///   |          \--- ProcessCalls, ServeLoop      the operations
///   +------- OutsideCalls     the directives that touch the cache directory behind the cache's back
///   |
///   +------> ReplayResult     every step with what it gave
/// ```
///
/// A player is a task of the machine that it plays on, and waits on that machine's clock: on the
/// simulated machine four seconds of patience take no time, and *blocked* is exact.
@NullMarked
package org.fscachesim.scenario.replay;

import org.jspecify.annotations.NullMarked;

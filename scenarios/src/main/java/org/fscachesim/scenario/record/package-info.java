/// Records scripts on the machine that this program runs on: its kernel, its `/dev/cachefiles`.
///
/// ```
/// Recorder                 does the steps of a script on a scene, and makes a transcript of it
///   |
///   \--- HostScene         this machine as a scene
///          |--- ActorPool --- ActorProcess* ···· pipes ···· ActorMain
///          |                                                  \--- ProcessCalls   system calls of its own
///          |--- HostFiles --- HostNode          files behind the cache's back
///          |--- HostProc, HostTrace, Ballast    /proc, tracefs, a full disk
///          \--- Site                            mount points and the disk of the cache: made, and gone
/// ```
///
/// An actor is a process of its own, because what is recorded depends on it: descriptors that a
/// kill closes, calls that never return, working directories. It is this same program with
/// [ActorMain] for its main class, and takes orders from its standard input, a line each.
@NullMarked
package org.fscachesim.scenario.record;

import org.jspecify.annotations.NullMarked;

/// What the steps of a script do, wherever it is played: on a simulated kernel, or on the machine
/// that this program runs on. Results are printed here and nowhere else, so that they cannot
/// differ.
///
/// ```
/// Scene                 where a script is played: simulated (replay) or real (record)
///   |--- SceneActor*    a process of it, one operation at a time
///   |      \--- Operations --- ActorCalls     what an actor does, by the system calls of its process
///   |                \-------- ActorNames     its descriptors and messages by name
///   |--- OutsideFiles   the files as the script sees them, behind the cache's back
///   |      \--- FileNode --- FileHandle
///   \--- Steps          does a step on a scene and says what came out
///
/// GuestFiles            /img/… and the server's files, on the host
/// ```
@NullMarked
package org.fscachesim.scenario.script;

import org.jspecify.annotations.NullMarked;

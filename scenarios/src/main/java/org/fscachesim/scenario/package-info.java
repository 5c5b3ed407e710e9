/// One booted stack, and what is done to it.
///
/// [org.fscachesim.scenario.World] is the front door. Beside it: scenarios, the transcripts of real
/// kernels and their player, daemons in Java, and the command line.
@NullMarked
package org.fscachesim.scenario;

import org.jspecify.annotations.NullMarked;

/// How the models stand to the recorded kernels, counted: a replay of every recording, and a
/// document of what came out.
@NullMarked
package org.fscachesim.scenario.conformance;

import org.jspecify.annotations.NullMarked;

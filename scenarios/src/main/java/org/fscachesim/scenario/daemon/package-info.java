/// Daemons written in Java against [org.fscachesim.devnode.SystemCalls]: they run on a simulated
/// kernel, and on a real one.
@NullMarked
package org.fscachesim.scenario.daemon;

import org.jspecify.annotations.NullMarked;

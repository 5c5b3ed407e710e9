/// A simulated kernel in real time around a daemon that is a program of the host: what drives it
/// from outside, by hand or by a script.
@NullMarked
package org.fscachesim.scenario.run;

import org.jspecify.annotations.NullMarked;

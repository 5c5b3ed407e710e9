/// Tests of the searches, on tiny programs.
@NullMarked
package org.fscachesim.scenario.strategy;

import org.jspecify.annotations.NullMarked;

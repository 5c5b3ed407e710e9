/// Tests of the explorer, of tokens and of shrinking, on scenarios of a few tasks.
@NullMarked
package org.fscachesim.scenario.explore;

import org.jspecify.annotations.NullMarked;

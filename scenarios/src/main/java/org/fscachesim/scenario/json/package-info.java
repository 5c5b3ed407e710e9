/// Text that other programs read.
@NullMarked
package org.fscachesim.scenario.json;

import org.jspecify.annotations.NullMarked;

/// Properties: drawn commands and drawn schedules, and what holds of all of them.
@NullMarked
package org.fscachesim.stack.property;

import org.jspecify.annotations.NullMarked;

/// The scenarios, under very many schedules.
@NullMarked
package org.fscachesim.stack.exploration;

import org.jspecify.annotations.NullMarked;
